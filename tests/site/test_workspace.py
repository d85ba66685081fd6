"""The officials' overview."""

import re
from datetime import date

import pytest
from django.urls import reverse

from consultations.models import Extension, Invitation, InvitationState
from consultations.workflow import RoundState
from rus_portal.accounts.roles import Role
from rus_portal.notifications import actions
from rus_portal.notifications.models import Letter
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    OfficialFactory,
    PrincipleFactory,
    ResponseFactory,
    SectionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wednesday(at):
    with at("2021-05-12 09:00"):
        yield


def tasks(response):
    return [(task.number, task.is_late, task.url) for task in response.context["tasks"]]


@pytest.mark.parametrize("role", Role)
def test_every_official_has_an_overview(role, logged_in):
    response = logged_in(OfficialFactory(role=role)).get(reverse("site:workspace"))

    assert (response.status_code, tasks(response)) == (200, [])


def test_the_overview_is_unknown_to_others(client, logged_in):
    anonymous = client.get(reverse("site:workspace"))

    assert anonymous.status_code == 302
    assert logged_in(UserFactory()).get(reverse("site:workspace")).status_code == 404


def test_the_overview_says_what_waits(logged_in, at):
    consultation = ConsultationFactory(slug="rus", last_day=date(2021, 6, 30))
    with at("2021-05-11 17:10"):
        ResponseFactory(consultation=consultation)
    ResponseFactory.create_batch(2, consultation=consultation)
    asks, bounced = InvitationFactory.create_batch(2, consultation=consultation)
    Extension.objects.create(invitation=asks, asked_day=date(2021, 8, 20), reason="Nämnden")
    Invitation.objects.filter(pk=bounced.pk).update(state=InvitationState.BOUNCED)
    actions.owe(recipient="a@b.example", kind="invitation", about="invitation:1", subject="Brev", text="Hej")
    Letter.objects.update(failed_at="2021-05-12T07:00:00Z")

    response = logged_in(OfficialFactory()).get(reverse("site:workspace"))

    page = reverse("consultations:workspace_round", args=[2021, "rus"])
    assert tasks(response) == [
        (1, True, "/arbetsyta/diarium/"),
        (2, False, "/arbetsyta/diarium/"),
        (1, False, f"{page}#anstand"),
        (1, False, f"{page}inbjudna/?visa=bounced"),
        (1, False, f"{reverse('notifications:outbox')}?lage=failed"),
    ]


def test_the_overview_names_the_empty_cells_of_the_matrix(logged_in):
    section = SectionFactory(kind="priority", heading="Stärk servicen")
    principle = PrincipleFactory(document=section.document, name="Folkhälsa")

    response = logged_in(OfficialFactory()).get(reverse("site:workspace"))

    content = response.content.decode()
    assert reverse("strategy:weigh", args=[section.document.slug, section.key, principle.slug]) in content
    assert [number for number, _late, _url in tasks(response)] == [1]


def test_the_overview_says_when_reminders_go_out_and_to_how_many(logged_in):
    InvitationFactory.create_batch(3, consultation=ConsultationFactory(last_day=date(2021, 6, 30)))

    response = logged_in(OfficialFactory()).get(reverse("site:workspace"))

    (soonest, *_later) = response.context["reminders"]
    assert (soonest.at.isoformat(), len(soonest.invitations)) == ("2021-06-02T08:00:00+02:00", 3)


def test_a_round_that_is_planned_or_over_is_a_task(logged_in, at):
    planned = ConsultationFactory(state=RoundState.PLANNED)
    over = ConsultationFactory(last_day=date(2021, 5, 11))

    response = logged_in(OfficialFactory()).get(reverse("site:workspace"))

    urls = {url for _number, _late, url in tasks(response)}
    assert urls == {reverse("consultations:workspace_round", args=[one.year, one.slug]) for one in (planned, over)}
    assert (response.context["consultation"], response.context["other_rounds"]) == (over, [planned])


def test_what_waits_after_the_last_day_is_shown_to_those_who_do_it(logged_in):
    consultation = ConsultationFactory(state=RoundState.PROCESSING, last_day=date(2021, 5, 1))
    ResponseFactory(consultation=consultation, state="registered", comments=1)
    ResponseFactory.create_batch(2, consultation=consultation, state="web_approved")
    ResponseFactory(consultation=consultation, state="web_approved", is_protected=True)

    seen = {
        role: tasks(logged_in(OfficialFactory(role=role)).get(reverse("site:workspace")))
        for role in (Role.PROJECT_LEADER, Role.ANALYST, Role.COMMUNICATOR, Role.REGISTRAR, Role.POLITICIAN)
    }

    page = reverse("consultations:workspace_round", args=[consultation.year, consultation.slug])
    compilation = reverse("consultations:workspace_compilation", args=[consultation.year, consultation.slug])
    publish = reverse("consultations:workspace_publish", args=[consultation.year, consultation.slug])
    approve, summary, web = (1, False, compilation), (1, False, compilation), (2, False, publish)
    review = (1, False, f"{page}svar/?lage=registered")
    assert seen == {
        Role.PROJECT_LEADER: [approve, review, web, summary],
        Role.ANALYST: [summary],
        Role.COMMUNICATOR: [web],
        Role.REGISTRAR: [review],
        Role.POLITICIAN: [],
    }


@pytest.mark.parametrize("size", [10, 60])
def test_weighing_costs_the_same_number_of_questions_whatever_the_size(size, logged_in, django_assert_num_queries):
    consultation = ConsultationFactory(state=RoundState.PROCESSING)
    ResponseFactory.create_batch(size, consultation=consultation, state="web_approved")
    reader = logged_in(OfficialFactory())

    with django_assert_num_queries(34):
        reader.get(reverse("site:workspace"))


@pytest.mark.parametrize("size", [10, 60])
def test_the_overview_asks_the_same_number_of_questions_whatever_the_size(size, logged_in, django_assert_num_queries):
    consultation = ConsultationFactory()
    InvitationFactory.create_batch(size, consultation=consultation)
    ResponseFactory.create_batch(size, consultation=consultation)
    reader = logged_in(OfficialFactory())

    with django_assert_num_queries(20):
        reader.get(reverse("site:workspace"))


def test_nobody_is_led_to_a_closed_door(logged_in):
    """What the overview and the menu offer, the official may open."""
    consultation = ConsultationFactory()
    ResponseFactory(consultation=consultation)
    section = SectionFactory(kind="priority")
    PrincipleFactory(document=section.document)
    actions.owe(recipient="a@b.example", kind="invitation", about="invitation:1", subject="Brev", text="Hej")
    Letter.objects.update(failed_at="2021-05-12T07:00:00Z")

    for role in Role:
        reader = logged_in(OfficialFactory(role=role))
        content = reader.get(reverse("site:workspace")).content.decode()
        offered = {found for found in re.findall(r'href="(/arbetsyta/[^"#]*)', content)}
        opened = {address: reader.get(address).status_code for address in offered}
        assert set(opened.values()) == {200}, (role, opened)
