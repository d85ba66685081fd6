"""What officials see of a round's letters, and what the recipients see of theirs."""

from datetime import date

import pytest
from django.urls import reverse

from consultations import notifications, periodic
from consultations.actions import rounds
from consultations.models import Invitation, SenderKind
from consultations.standing.planned import planned_letters
from rus_portal.accounts.roles import Right, Role
from rus_portal.notifications import actions, tasks
from rus_portal.notifications.models import Letter
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    MembershipFactory,
    OfficialFactory,
    OrganisationFactory,
    ResponseFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(at):
    with at("2021-04-06 08:00"):
        return ConsultationFactory(last_day=date(2021, 6, 30))


def page_of(consultation):
    return reverse("consultations:workspace_letters", args=[consultation.year, consultation.slug])


def test_what_goes_out_next_has_kind_day_and_bodies(consultation, logged_in, at):
    for name in ("Öbo kommun", "Zeta kommun"):
        InvitationFactory(consultation=consultation, organisation=OrganisationFactory(name=name))
    longer = InvitationFactory(consultation=consultation, organisation=OrganisationFactory(name="Åby kommun"))
    with at("2021-06-20 12:00"):
        extension = rounds.ask_extension(longer, asked_day=date(2021, 8, 20), reason="Nämnden möts i augusti")
        rounds.grant_extension(extension, last_day=date(2021, 8, 20), by=OfficialFactory())

    with at("2021-06-24 09:00"):
        planned = logged_in(OfficialFactory()).get(page_of(consultation)).context["planned"]

    assert [(f"{one.at:%m-%d %H:%M}", one.kind, one.names, one.is_if_closed) for one in planned] == [
        ("06-29 08:00", "reminder_1", ["Zeta kommun", "Öbo kommun"], False),
        ("07-01 08:00", "missing_answer", ["Zeta kommun", "Öbo kommun"], True),
        ("07-23 08:00", "reminder_28", ["Åby kommun"], False),
        ("08-13 08:00", "reminder_7", ["Åby kommun"], False),
        ("08-19 08:00", "reminder_1", ["Åby kommun"], False),
        ("08-23 08:00", "missing_answer", ["Åby kommun"], True),
    ]
    # Where it closes by itself, the day is known.
    consultation.closing_day = date(2021, 7, 9)
    with at("2021-06-24 09:00"):
        missing = [one for one in planned_letters(consultation) if one.kind == "missing_answer"]
    assert [(f"{one.at:%m-%d %H:%M}", one.is_if_closed) for one in missing] == [
        ("07-12 08:00", False),
        ("08-23 08:00", False),
    ]


def test_the_page_shows_this_rounds_letters_with_when_and_to_whom(consultation, logged_in, at):
    invitation = InvitationFactory(consultation=consultation, contact_email="kontakt@kommun.example")
    InvitationFactory(contact_email="annan@runda.example")
    with at("2021-06-23 08:00"):
        periodic.remind_consultees()
        for pk in Letter.objects.values_list("pk", flat=True):
            tasks.send_letter(pk)
        page = logged_in(OfficialFactory()).get(page_of(consultation))

    content = page.content.decode()
    assert [one.about for one in page.context["page"]] == [f"invitation:{invitation.pk}"]
    assert "kontakt@kommun.example" in content
    assert "onsdag 23 juni 2021" in content
    assert "annan@runda.example" not in content


def test_receipts_are_for_those_who_may_read_answers(consultation, logged_in):
    for number, right in enumerate(["", Right.READ_RESPONSES, Right.READ_PROTECTED]):
        actions.owe(
            recipient=f"n{number}@x.example",
            kind="receipt",
            about=f"response:{number}",
            belongs_to=notifications.belongs_to(consultation),
            subject=f"Brev {number}",
            text="x",
            needs_right=right,
        )

    seen = {
        role: [one.subject for one in logged_in(OfficialFactory(role=role)).get(page_of(consultation)).context["page"]]
        for role in (Role.COMMUNICATOR, Role.PROJECT_LEADER, Role.REGISTRAR)
    }

    assert seen == {
        Role.COMMUNICATOR: ["Brev 0"],
        Role.PROJECT_LEADER: ["Brev 1", "Brev 0"],
        Role.REGISTRAR: ["Brev 2", "Brev 1", "Brev 0"],
    }


@pytest.mark.parametrize("bodies", [2, 60])
def test_the_page_asks_the_same_number_of_questions_whatever_its_length(
    bodies, consultation, logged_in, at, django_assert_num_queries
):
    InvitationFactory.create_batch(bodies, consultation=consultation)
    with at("2021-06-23 08:00"):
        periodic.remind_consultees()
        reader = logged_in(OfficialFactory())
        with django_assert_num_queries(10):
            page = reader.get(page_of(consultation))

    assert len(page.context["page"]) == min(bodies, 50)


# --- the recipient's own ------------------------------------------------------------------------------------------


@pytest.fixture
def body(consultation, at):
    """An invited body with a member, an answer, and letters of several kinds about it."""
    with at("2021-06-23 08:00"):
        invitation = InvitationFactory(consultation=consultation, contact_email="kontakt@kommun.example")
        member = MembershipFactory(organisation=invitation.organisation).user
        periodic.remind_consultees()
        for pk in Letter.objects.values_list("pk", flat=True):
            tasks.send_letter(pk)
        rounds.ask_extension(invitation, asked_day=date(2021, 8, 20), reason="Nämnden möts i augusti")
    return invitation, member


def kinds(page):
    return [one.kind for one in page.context["letters"]]


def test_a_member_sees_what_was_sent_to_the_body_and_what_comes(body, logged_in, at):
    invitation, member = body
    with at("2021-06-24 09:00"):
        page = logged_in(member).get(reverse("consultations:my_letters"))

    ((organisation, _round, moment),) = page.context["coming"]
    assert kinds(page) == ["reminder_7"]
    assert (organisation, f"{moment:%m-%d %H:%M}") == (invitation.organisation, "06-29 08:00")
    assert invitation.key not in page.content.decode()


def test_whoever_came_by_the_invitation_sees_it_too(body, client, at):
    invitation, _member = body
    with at("2021-06-24 09:00"):
        client.get(
            f"{reverse('consultations:answer', args=[2021, invitation.consultation.slug])}?inbjudan={invitation.key}"
        )
        page = client.get(reverse("consultations:my_letters"))

    assert kinds(page) == ["reminder_7"]


def test_a_stranger_sees_nothing(body, client, logged_in):
    address = reverse("consultations:my_letters")

    assert client.get(address).status_code == 404
    assert logged_in(UserFactory()).get(address).status_code == 404


def test_the_receipt_names_the_letters_of_its_answer(body, logged_in, at):
    invitation, member = body
    with at("2021-06-24 09:00"):
        response = ResponseFactory(
            consultation=invitation.consultation,
            invitation=invitation,
            organisation=invitation.organisation,
            sender_kind=SenderKind.INVITED,
        )
        actions.owe(
            recipient="a@kommun.example", kind="receipt", about=f"response:{response.pk}", subject="Kvitto", text="x"
        )
        actions.owe(
            recipient="b@kommun.example", kind="receipt", about="response:999", subject="Någon annans", text="x"
        )
        page = logged_in(member).get(reverse("consultations:receipt", args=[response.receipt_number]))

    assert kinds(page) == ["receipt", "reminder_7"]
    assert "Någon annans" not in page.content.decode()


def test_a_letter_to_the_regions_own_people_is_not_shown_to_the_body(body, logged_in):
    invitation, member = body
    assert Invitation.objects.filter(pk=invitation.pk).exists()
    assert Letter.objects.filter(kind="extension_asked").exists()

    page = logged_in(member).get(reverse("consultations:my_letters"))

    assert "extension_asked" not in kinds(page)
