"""More time than the compilation allows takes a second word (DOMAIN.md §3.7)."""

from datetime import date

import pytest
from django.urls import reverse

from consultations.actions import extensions
from consultations.models import Extension
from consultations.workflow import RoundState
from rus_portal.notifications.models import Letter
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _summer(at):
    with at("2021-06-20 09:00"):
        yield


@pytest.fixture
def consultation():
    return ConsultationFactory(slug="rus", last_day=date(2021, 6, 30), compilation_day=date(2021, 9, 1))


@pytest.fixture
def asked(consultation):
    invitation = InvitationFactory(consultation=consultation)
    return Extension.objects.create(invitation=invitation, asked_day=date(2021, 9, 10), reason="Nämnden")


def test_a_day_before_the_compilation_needs_one_word(asked):
    extensions.grant_extension(asked, last_day=date(2021, 8, 31), by=OfficialFactory())

    assert Extension.objects.get().last_day == date(2021, 8, 31)


@pytest.mark.parametrize("day", [date(2021, 9, 1), date(2021, 9, 10)])
def test_a_day_from_the_compilation_on_needs_a_second_word(day, asked):
    with pytest.raises(extensions.AfterCompilationError, match="1 september 2021"):
        extensions.grant_extension(asked, last_day=day, by=OfficialFactory())
    assert (Extension.objects.get().granted, Letter.objects.count()) == (None, 0)

    extensions.grant_extension(asked, last_day=day, by=OfficialFactory(), is_confirmed=True)

    assert Extension.objects.get().last_day == day


def test_after_the_compilation_is_approved_every_day_needs_a_second_word(asked, consultation):
    type(consultation).objects.update(state=RoundState.COMPILED, compilation_day=None)
    asked = Extension.objects.select_related("invitation__consultation").get()

    with pytest.raises(extensions.AfterCompilationError):
        extensions.grant_extension(asked, last_day=date(2021, 7, 10), by=OfficialFactory())
    extensions.grant_extension(asked, last_day=date(2021, 7, 10), by=OfficialFactory(), is_confirmed=True)

    assert Extension.objects.get().granted


def test_when_everything_is_published_no_word_helps(asked, consultation):
    type(consultation).objects.update(state=RoundState.PUBLISHED)
    asked = Extension.objects.select_related("invitation__consultation").get()

    with pytest.raises(extensions.ExtensionNotAllowedError) as refusal:
        extensions.grant_extension(asked, last_day=date(2021, 7, 10), by=OfficialFactory(), is_confirmed=True)

    assert not isinstance(refusal.value, extensions.AfterCompilationError)


def test_the_page_asks_once_more_and_keeps_what_was_typed(asked, logged_in):
    reader = logged_in(OfficialFactory())
    page = reverse("consultations:workspace_extension", args=[2021, "rus", asked.pk])
    data = {f"anstand-{asked.pk}-last_day": "2021-09-10", "decision": "grant"}

    question = reader.post(page, data)
    (form,) = question.context["extension_forms"]
    answered = reader.post(page, data | {f"anstand-{asked.pk}-is_confirmed": "on"})

    assert (question.status_code, "is_confirmed" in form.fields, form["last_day"].value()) == (422, True, "2021-09-10")
    assert f'name="anstand-{asked.pk}-is_confirmed"' in question.content.decode()
    assert (answered.status_code, Extension.objects.get().granted) == (302, True)


@pytest.mark.parametrize(("day", "status"), [("2021-09-15", 302), ("", 302), ("2021-06-30", 422), ("igår", 422)])
def test_the_day_of_the_compilation_lies_after_the_last_day(day, status, consultation, logged_in):
    page = reverse("consultations:workspace_compilation_day", args=[2021, "rus"])

    response = logged_in(OfficialFactory()).post(page, {"compilation_day": day})

    consultation.refresh_from_db()
    expected = {"2021-09-15": date(2021, 9, 15), "": None}.get(day, date(2021, 9, 1))
    assert (response.status_code, consultation.compilation_day) == (status, expected)
