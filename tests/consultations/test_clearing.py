"""Internal comments of sent answers are cleared a year after the round closed, and the page says so."""

from datetime import date, timedelta

import pytest

from consultations import periodic, writers
from consultations.actions import answers, clearing
from consultations.models import CameBy, DraftEvent, DraftNote, DraftTask
from rus_portal import clock
from tests.factories import ConsultationFactory, InvitationFactory

pytestmark = pytest.mark.django_db


def written_together(consultation, *, is_sent):
    invitation = InvitationFactory(consultation=consultation)
    draft = answers.begin(consultation, invitation=invitation)
    link = writers.join(draft, came_by=CameBy.BEGAN)
    DraftNote.objects.create(draft=draft, part="helheten", text="Internt", by=link)
    DraftTask.objects.create(draft=draft, part="helheten", to=link)
    DraftEvent.objects.create(draft=draft, transition="freeze", by=link)
    answers.save_fields(draft, {"overall.stance": "supports"})
    if is_sent:
        answers.send(draft)
    return draft


def test_they_are_cleared_a_year_after_the_round_closed_and_not_before(at):
    with at("2021-05-12 09:00"):
        consultation = ConsultationFactory(last_day=date(2021, 6, 30))
        written_together(consultation, is_sent=True)
        kept = written_together(consultation, is_sent=False)
        still_open = ConsultationFactory(last_day=date(2021, 6, 30))
        other = written_together(still_open, is_sent=True)
    with at("2021-07-01 08:00"):
        consultation.events.create(transition="close", at=clock.now())
        said = clearing.cleared_on(consultation)

    with at("2022-07-01 07:59"):
        assert clearing.clear_internal_comments() == 0
    with at("2022-07-01 08:00"):
        periodic.clear_internal_comments()

    for model in (DraftNote, DraftTask, DraftEvent):
        assert set(model.objects.values_list("draft", flat=True)) == {kept.pk, other.pk}
    assert said == date(2021, 7, 1) + timedelta(days=365)
    assert clearing.cleared_on(still_open) is None
