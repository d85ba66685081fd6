"""Holders of unsent drafts are reminded at their own address only, and the region never hears of it."""

from datetime import date

import pytest
from django.urls import reverse

from consultations import periodic, writers
from consultations.models import CameBy, DraftField, DraftLink, Extension
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter, PausedAddress
from tests.factories import (
    ConsultationFactory,
    DraftFactory,
    InvitationFactory,
    OfficialFactory,
    RoundPartFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SECRET = "Hemlig ståndpunkt som ingen får se"


@pytest.fixture
def draft(at):
    with at("2021-05-12 09:00"):
        draft = DraftFactory(consultation=ConsultationFactory(last_day=date(2021, 6, 30)))
        say(draft, "about.kind", "person")
        say(draft, "about.email", "Skribent@Exempel.example")
        say(draft, "overall.summary", SECRET)
        return draft


def say(draft, name, value):
    DraftField.objects.create(draft=draft, name=name, value=value)


@pytest.fixture
def tick(at):
    """One minute of the clock, with a worker that is on time. Returns (recipient, kind, state) of all letters."""

    def once(text):
        with at(text):
            periodic.remind_consultees()
            for pk in Letter.objects.values_list("pk", flat=True):
                tasks.send_letter(pk)
        letters = Letter.objects.order_by("pk")
        return [(letter.recipient, letter.kind, letter.state.value) for letter in letters]

    return once


def test_a_week_and_a_day_before_and_never_again(draft, tick, mailoutbox):
    assert tick("2021-06-02 08:00") == []
    tick("2021-06-23 08:00")
    tick("2021-06-24 08:00")
    tick("2021-06-29 08:00")
    tick("2021-06-30 23:59")
    letters = tick("2021-07-01 08:00")

    assert letters == [
        ("skribent@exempel.example", "unsent_draft_7", "sent"),
        ("skribent@exempel.example", "unsent_draft_1", "sent"),
    ]
    assert len(mailoutbox) == 2


def test_the_earlier_day_of_a_part_is_told_of_too(draft, tick, at, mailoutbox):
    section = draft.consultation.version.sections.first()
    part = RoundPartFactory(consultation=draft.consultation, name="Delen", sections=[section])
    granted = InvitationFactory(consultation=draft.consultation, contact_email="x@x.example")
    day = date(2021, 7, 31)
    now = {"asked_day": day, "last_day": day, "granted": True, "decided_at": clock.now(), "reason": "Nämnden"}
    Extension.objects.create(invitation=granted, **now)
    with at("2021-05-12 09:00"):
        extended = DraftFactory(consultation=draft.consultation, invitation=granted)
        say(extended, "about.email", "mer.tid@exempel.example")

    tick("2021-06-14 08:00")
    tick("2021-06-18 08:00")
    letters = tick("2021-06-18 08:01")
    with at("2021-06-18 09:00"):
        part.set_last_day(date(2021, 6, 24), reason="Mer tid.", by=OfficialFactory())
    after_move = tick("2021-06-23 08:00")

    assert letters == [
        ("skribent@exempel.example", "unsent_part_7", "sent"),
        ("skribent@exempel.example", "unsent_part_1", "sent"),
    ]
    assert "Delen" in mailoutbox[0].subject
    assert SECRET not in mailoutbox[0].body
    assert [row[1] for row in after_move[2:]] == ["unsent_draft_7", "unsent_part_1"]


def test_the_letter_says_that_nothing_is_sent_and_nothing_of_what_is_written(draft, tick, mailoutbox):
    tick("2021-06-23 08:00")

    (message,) = mailoutbox
    whole = message.subject + message.body + message.alternatives[0].content
    assert SECRET not in whole
    assert f"{reverse('consultations:my_responses')}" in message.body
    assert str(draft.consultation) in message.body


def test_a_sent_answer_stops_it(draft, tick, at):
    with at("2021-06-23 07:59"):
        type(draft).objects.update(sent_at=clock.now())

    assert tick("2021-06-23 08:00") == []


def test_an_answer_sent_while_the_letter_waits_stops_it(draft, at, mailoutbox):
    with at("2021-06-23 08:00"):
        periodic.remind_consultees()
        type(draft).objects.update(sent_at=clock.now())
        tasks.send_letter(Letter.objects.get().pk)

    assert (Letter.objects.get().state.value, mailoutbox) == ("cancelled", [])


@pytest.mark.parametrize("state", [RoundState.PAUSED, RoundState.CLOSED, RoundState.WITHDRAWN])
def test_nobody_is_reminded_while_the_round_does_not_run(state, draft, tick):
    type(draft.consultation).objects.update(state=state)

    assert tick("2021-06-23 08:00") == []


def test_somebody_with_protected_identity_gets_no_letter(draft, tick):
    say(draft, "about.protected", "1")

    assert tick("2021-06-23 08:00") == []


def test_a_draft_begun_this_morning_is_not_reminded_of_this_morning(at, tick):
    with at("2021-06-23 08:30"):
        draft = DraftFactory(consultation=ConsultationFactory(last_day=date(2021, 6, 30)))
        say(draft, "about.email", "ny@exempel.example")

    assert tick("2021-06-23 09:00") == []
    assert tick("2021-06-29 08:00") == [("ny@exempel.example", "unsent_draft_1", "sent")]


def test_each_colleague_gets_the_own_link_and_nobody_who_was_shown_out(draft, tick, at, mailoutbox):
    colleague = DraftLink.objects.create(draft=draft, came_by=CameBy.COLLEAGUE, email="kollega@exempel.example")
    DraftLink.objects.create(
        draft=draft, came_by=CameBy.COLLEAGUE, email="borta@exempel.example", revoked_at=draft.created_at
    )
    member = UserFactory(email="medlem@exempel.example")
    DraftLink.objects.create(draft=draft, came_by=CameBy.MEMBER, user=member)

    tick("2021-06-23 08:00")

    bodies = {message.to[0]: message.body for message in mailoutbox}
    assert set(bodies) == {"kollega@exempel.example", "medlem@exempel.example", "skribent@exempel.example"}
    key = writers.key_of(colleague)
    assert [key in body for _to, body in sorted(bodies.items())] == [True, False, False]
    assert not Letter.objects.filter(text__contains=key).exists()


def test_the_owner_of_an_old_draft_is_reminded(at, tick):
    with at("2021-05-12 09:00"):
        DraftFactory(
            consultation=ConsultationFactory(last_day=date(2021, 6, 30)), owner=UserFactory(email="agare@x.example")
        )

    assert tick("2021-06-23 08:00") == [("agare@x.example", "unsent_draft_7", "sent")]


def test_the_bodys_contact_gets_one_letter_that_morning(at, tick):
    with at("2021-05-12 09:00"):
        invitation = InvitationFactory(
            consultation=ConsultationFactory(last_day=date(2021, 6, 30)), contact_email="Kontakt@kommun.example"
        )
        draft = DraftFactory(
            consultation=invitation.consultation, invitation=invitation, organisation=invitation.organisation
        )
        say(draft, "about.email", "kontakt@kommun.example")

    assert tick("2021-06-23 08:00") == [("kontakt@kommun.example", "reminder_7", "sent")]


def test_no_official_sees_it_in_any_form(draft, tick, logged_in):
    tick("2021-06-23 08:00")
    PausedAddress.objects.pause("skribent@exempel.example", reason="550")
    letter = Letter.objects.get()
    reader = logged_in(OfficialFactory())
    place = [draft.consultation.year, draft.consultation.slug]

    pages = [
        reader.get(reverse("notifications:outbox")),
        reader.get(reverse("notifications:outbox"), {"till": "skribent"}),
        reader.get(reverse("notifications:outbox"), {"slag": letter.kind}),
        reader.get(reverse("notifications:returned")),
        reader.get(reverse("consultations:workspace_letters", args=place)),
        reader.get(reverse("site:workspace")),
    ]

    assert [page.status_code for page in pages] == [200] * 6
    assert [page for page in pages if "skribent@exempel" in page.content.decode()] == []
    assert reader.get(reverse("notifications:letter", args=[letter.pk])).status_code == 404


@pytest.mark.parametrize("drafts", [2, 30])
def test_a_tick_asks_the_same_number_of_questions_whatever_the_number_of_drafts(drafts, at, django_assert_num_queries):
    with at("2021-05-12 09:00"):
        consultation = ConsultationFactory(last_day=date(2021, 6, 30))
        for number in range(drafts):
            say(DraftFactory(consultation=consultation), "about.email", f"nummer{number}@exempel.example")

    with at("2021-06-23 08:00"), django_assert_num_queries(20):
        periodic.remind_consultees()

    assert Letter.objects.count() == drafts
