"""A joint answer: each body that it names is asked, and says for itself whether it stands behind it."""

import json
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.urls import reverse

from consultations import standing, verification
from consultations.actions import answers, joining, reminding
from consultations.models import Draft, Invitation, Joining, JoiningPoint, Response, Stance
from consultations.workflow import JoiningState
from rus_portal.accounts.models import MemberRole
from rus_portal.notifications.models import Letter
from rus_portal.workflow import TransitionNotAllowedError
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    MembershipFactory,
    OfficialFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def consultation():
    return ConsultationFactory(last_day=date(2021, 6, 30), version__sections=3)


@pytest.fixture
def members(consultation):
    """Three invited municipalities, the members of a federation."""
    return InvitationFactory.create_batch(3, consultation=consultation)


def send(consultation, organisations, **values):
    """The federation's answer in the name of these bodies, sent as people send it."""
    draft = answers.begin(consultation, organisation=OrganisationFactory(name="Kommunalförbundet Exempel"))
    said = {"overall.stance": "supports", "about.joint": json.dumps([one.pk for one in organisations])}
    answers.save_fields(draft, said | values)
    return answers.send(draft)


@pytest.fixture
def response(consultation, members):
    return send(consultation, [one.organisation for one in members])


def asked(response, member):
    return response.joinings.get(organisation=member.organisation, replaces=None)


def say(response, member, choice, **more):
    return joining.answer(asked(response, member), choice, by=NOBODY, **({"name": "Eva Ek"} | more))


def figures(consultation):
    total = standing.cockpit(consultation).total
    names = ("joint", "joint_named", "joint_joined", "joint_differs", "joint_declined", "silent")
    return {name: total[name] for name in names if total[name]}


def test_each_named_body_is_asked_once_by_its_contact_or_its_registry(consultation, members):
    uninvited = OrganisationFactory(registry_email="registrator@ovrig.example")
    unreachable = OrganisationFactory(registry_email="")

    response = send(consultation, [members[0].organisation, uninvited, unreachable])

    letters = Letter.objects.filter(kind="joining_asked")
    assert set(letters.values_list("recipient", flat=True)) == {members[0].contact_email, "registrator@ovrig.example"}
    assert {one.state for one in response.joinings.all()} == {JoiningState.ASKED}
    assert response.joinings.count() == 3
    assert asked(response, members[0]).key in letters.get(recipient=members[0].contact_email).text


def test_the_numbers_hold_named_joined_differing_and_declined_apart(consultation, response, members):
    before = figures(consultation)
    say(response, members[0], "join")
    say(response, members[1], "differ", text="Vi vill ha mer om tåg.")
    say(response, members[2], "decline")

    assert before == {"joint": 3, "joint_named": 3}
    assert figures(consultation) == {
        "joint": 2,
        "joint_joined": 1,
        "joint_differs": 1,
        "joint_declined": 1,
        "silent": 1,
    }


def test_three_members_and_their_federation_count_each_municipality_once(consultation, response, members):
    """Scenario 9 and corner case 1: own answers go before the joint one, which is kept apart."""
    say(response, members[0], "join")
    draft = answers.begin(consultation, invitation=members[0])
    answers.save_fields(draft, {"overall.stance": "opposes"})
    answers.send(draft)

    total = standing.cockpit(consultation).total

    assert (total.answered, total.joint, total.heard, total.share) == (1, 2, 3, 100)


def test_reminders_stop_for_who_has_joined_and_not_for_who_is_only_named(consultation, response, members):
    say(response, members[0], "join")
    say(response, members[1], "differ", text="Mer om tåg.")

    assert [one.pk for one in Invitation.objects.to_remind()] == [members[2].pk]


def test_a_reminder_that_waits_is_stopped(consultation, response, members, at):
    with at("2021-06-23 08:30"):
        reminding.owe_due_reminders()
        about = f"invitation:{members[0].pk}"
        waiting = Letter.objects.filter(about=about, kind="reminder_7", cancelled_at=None).count()
        say(response, members[0], "join")

        assert (waiting, Letter.objects.filter(about=about, kind="reminder_7", cancelled_at=None).count()) == (1, 0)


def test_what_is_said_never_changes_and_a_later_word_is_a_record_of_its_own(consultation, response, members):
    first = say(response, members[0], "join")
    again = say(response, members[0], "join")
    second = say(response, members[0], "decline", text="Nämnden beslutade annorlunda.")

    chain = Joining.objects.filter(organisation=members[0].organisation).order_by("pk")
    assert again == first
    assert [(one.state, one.replaces) for one in chain] == [("joined", None), ("declined", first)]
    assert second.number != first.number
    assert figures(consultation)["joint_declined"] == 1
    for change in (
        lambda: Joining.objects.filter(pk=first.pk).update(text="Ändrat"),
        lambda: first.delete(),
        lambda: JoiningPoint.objects.create(
            joining=first, section=consultation.version.sections.first(), comment="Efteråt"
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    first.refresh_from_db()
    with pytest.raises(TransitionNotAllowedError):
        first.advance("decline", by=None)


def test_differing_needs_something_to_differ_in(response, members):
    with pytest.raises(joining.NothingDiffersError):
        say(response, members[0], "differ")

    assert not asked(response, members[0]).is_said


def test_points_stand_by_section_and_the_checksum_holds(consultation, response, members):
    section = consultation.version.sections.get(order=1)
    said = say(response, members[0], "differ", points={section: (Stance.OPPOSES, "Stryk målet.")})

    assert list(said.points.values_list("section", "stance", "comment")) == [(section.pk, "opposes", "Stryk målet.")]
    assert joining.digest(Joining.objects.get(pk=said.pk)) == said.hash
    assert list(verification.check()) == []


def test_a_joint_answer_that_is_taken_back_cannot_be_joined(consultation, response, members):
    say(response, members[0], "join")
    answers.withdraw(response)

    with pytest.raises(joining.AnswerIsGoneError):
        say(response, members[1], "join")
    assert figures(consultation) == {"silent": 3}
    assert Invitation.objects.to_remind().count() == 3


@pytest.fixture
def come(client, response, members):
    """Follow the letter's link; returns the address of the page."""

    def follow(member):
        answer = client.get(reverse("consultations:joining_link", args=[asked(response, member).key]))
        return answer["Location"]

    return follow


def test_the_page_shows_the_answer_and_takes_the_word(client, come, consultation, response, members):
    section = consultation.version.sections.get(order=0)
    page = come(members[0])
    shown = client.get(page)
    posted = client.post(
        page, {"choice": "differ", "name": "Eva Ek", f"stance.{section.pk}": "opposes", f"comment.{section.pk}": "Nej"}
    )
    after = client.get(page).content.decode()

    said = response.joinings.current().get(organisation=members[0].organisation)
    assert (shown.status_code, posted.status_code, said.state) == (200, 302, "differs")
    assert said.number in after
    assert said.hash in after
    assert Letter.objects.filter(kind="joining_receipt", recipient=members[0].contact_email).count() == 1


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"name": "Eva"}, "id_choice_0"),
        ({"choice": "join", "name": ""}, "id_name"),
        ({"choice": "differ", "name": "Eva"}, "id_text"),
        ({"choice": "hoppsan", "name": "Eva"}, "id_choice_0"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(client, come, consultation, members, data, wrong):
    section = consultation.version.sections.get(order=0)
    page = client.post(come(members[0]), data | {f"stance.{section.pk}": "not_stated"})

    assert (page.status_code, list(page.context["wrong"])) == (422, [wrong])
    assert page.context["name"] == data.get("name", "")


def test_typed_points_stand_when_the_name_is_missing(client, come, consultation, members):
    section = consultation.version.sections.get(order=0)

    page = client.post(come(members[0]), {"choice": "differ", "name": "", f"comment.{section.pk}": "Mitt långa skäl"})

    assert "Mitt långa skäl" in page.content.decode()


def test_signatories_alone_join_where_the_body_asks_for_it(client, come, response, members, logged_in):
    body = members[0].organisation
    body.requires_signatory = True
    body.save()
    signatory = MembershipFactory(organisation=body, role=MemberRole.SIGNATORY).user
    page = come(members[0])
    refused = client.post(page, {"choice": "join", "name": "Vem som helst"})
    logged_in(signatory)
    come(members[0])

    sent = client.post(page, {"choice": "join", "name": "Chefen"})

    assert (refused.status_code, sent.status_code) == (403, 302)
    assert response.joinings.get(organisation=body).events.get().by == signatory


def test_without_the_link_there_is_no_page(client, response, members):
    assert client.get(reverse("consultations:joining", args=[asked(response, members[0]).pk])).status_code == 404
    assert client.get(reverse("consultations:joining_link", args=["x"])).status_code == 404


def test_officials_and_the_sender_read_who_stands_behind_it(client, consultation, response, members, logged_in):
    say(response, members[0], "differ", text="Vi vill ha mer om tåg.")
    own = client.get(reverse("consultations:receipt", args=[response.receipt_number]), {"nyckel": response.key})
    receipt = client.get(own["Location"]).content.decode()
    place = [consultation.year, consultation.slug, response.receipt_number]

    page = logged_in(OfficialFactory()).get(reverse("consultations:workspace_response", args=place)).content.decode()

    for shown in (receipt, page):
        assert "Vi vill ha mer om tåg." in shown
        assert str(members[1].organisation) in shown


def test_a_letter_that_waits_is_not_owed_when_the_body_has_answered(response, members):
    letter = Letter.objects.get(kind="joining_asked", recipient=members[0].contact_email)
    before = joining.is_still_owed(letter)
    say(response, members[0], "join")

    assert (before, joining.is_still_owed(letter)) == (True, False)


def test_a_replaced_joint_answer_asks_anew(consultation, response, members):
    say(response, members[0], "join")
    draft = answers.begin(consultation, organisation=response.organisation, replaces=response)

    later = answers.send(draft)

    assert later.joinings.count() == 3
    assert figures(consultation) == {"joint": 3, "joint_named": 3}
    assert Response.objects.standing().get() == later


@pytest.fixture
def writing(client, consultation, members):
    """A draft of another organisation, in this visit; returns the address of its first page."""
    place = [consultation.year, consultation.slug]
    client.post(reverse("consultations:answer", args=place), {"who": "organisation"})
    return reverse("consultations:answer_part", args=[*place, "om-er"])


def shown(page):
    return [pk for pk, _name in page.context["form"].fields["about.joint"].choices]


def test_few_invited_bodies_can_be_ticked_at_once(client, writing, members):
    assert set(shown(client.get(writing))) == {one.organisation_id for one in members}


def test_others_are_found_in_the_register_the_invited_first_and_the_ticked_stay(client, writing, members):
    uninvited = OrganisationFactory(name="Aaa Öbo sparbank")
    invited = members[0].organisation
    invited.name = "Öbo kommun"
    invited.save()
    ticked = members[1].organisation_id
    draft = Draft.objects.get()

    sent = {"draft": draft.pk, "about.name": "Förbundet", "about.joint": [ticked], "find": " öbo ", "next": "1"}
    found = client.post(writing, sent | {"version.about.name": "0", "version.about.joint": "0"})
    page = client.get(found["Location"].partition("#")[0])

    assert found.status_code == 302
    assert shown(page) == [ticked, invited.pk, uninvited.pk]
    assert draft.fields.get(name="about.joint").value == f"[{ticked}]"


def test_what_is_found_can_be_ticked_and_saved(client, writing, members):
    uninvited = OrganisationFactory(name="Sparbanken")
    draft = Draft.objects.get()
    sent = {"draft": draft.pk, "about.name": "Förbundet", "about.joint": [uninvited.pk], "next": "1"}

    saved = client.post(writing, sent | {"version.about.name": "0", "version.about.joint": "0"})

    assert saved["Location"].endswith("/helheten/")
    assert draft.fields.get(name="about.joint").value == f"[{uninvited.pk}]"


def test_nothing_found_says_so(client, writing):
    page = client.get(writing, {"sok": "finns inte"})

    assert (page.status_code, page.context["found_count"]) == (200, 0)
