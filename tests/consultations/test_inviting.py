"""The invitation list: many at once, off again, other contacts, letters once more, and the body's own receipt."""

import re
import threading
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from consultations import periodic, standing, writers
from consultations.actions import inviting
from consultations.contacts import last_contacts
from consultations.models import CameBy, Draft, Invitation, InvitationEvent, InvitationState
from consultations.standing import Where
from consultations.workflow import RoundState
from rus_portal.accounts.models import Category, Organisation
from rus_portal.accounts.roles import Role
from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter, PausedAddress
from rus_portal.workflow import TransitionNotAllowedError
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def planned():
    return ConsultationFactory(slug="rus", state=RoundState.PLANNED, last_day=date(2021, 6, 30))


@pytest.fixture
def consultation():
    return ConsultationFactory(slug="rus", last_day=date(2021, 6, 30))


@pytest.fixture
def leader():
    return OfficialFactory()


@pytest.fixture
def sent(consultation, leader):
    """An invitation whose letter has gone out as letters do."""
    body = OrganisationFactory(name="Exempelby kommun")
    invitation = inviting.invite(consultation, body, contact_name="Eva", contact_email="eva@kommun.example", by=leader)
    deliver()
    return fresh(invitation)


def deliver():
    for pk in Letter.objects.unsent().values_list("pk", flat=True):
        tasks.send_letter(pk)


def fresh(invitation):
    return Invitation.objects.select_related("consultation__version", "organisation", "letter").get(pk=invitation.pk)


def address(name, *args):
    return reverse(f"consultations:{name}", args=[2021, "rus", *args])


def state_of(invitation):
    (row,) = standing.page_rows(standing.located(Invitation.objects.filter(pk=invitation.pk)))
    return row.state


def link_in(letter, page="svara/"):
    return re.search(rf"http\S+{page}\?inbjudan=[\w-]+", letter.text)[0].removeprefix("http://testserver")


# --- many at once -----------------------------------------------------------------------------------------------------
def test_many_are_put_on_the_list_and_those_there_are_left_alone(planned, leader):
    there = InvitationFactory(consultation=planned, state=InvitationState.PLANNED)
    bodies = [there.organisation, *OrganisationFactory.create_batch(2)]

    added = inviting.invite_many(planned, [inviting.Contact(body.pk, "ny@a.example") for body in bodies], by=leader)

    assert (added, planned.invitations.count(), Letter.objects.count()) == (2, 3, 0)
    assert fresh(there).contact_email == there.contact_email
    assert [(event.transition, event.by) for event in planned.events.all()] == [("invite_many", leader)]


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.PAUSED, RoundState.WITHDRAWN])
def test_nobody_is_put_on_the_list_of_a_round_that_does_not_invite(state, leader):
    with pytest.raises(TransitionNotAllowedError):
        inviting.invite_many(ConsultationFactory(state=state), [], by=leader)


def test_a_long_list_goes_out_minute_by_minute_and_everyone_once(consultation, leader, monkeypatch):
    monkeypatch.setattr(inviting, "AT_ONCE", 2)
    monkeypatch.setattr(inviting, "EACH_MINUTE", 3)
    bodies = OrganisationFactory.create_batch(7)

    inviting.invite_many(consultation, [inviting.Contact(one.pk, f"{one.pk}@a.example") for one in bodies], by=leader)
    first = Letter.objects.count()
    for _minute in range(4):
        periodic.send_planned_invitations()

    assert (first, Letter.objects.count()) == (2, 7)
    assert set(Letter.objects.values_list("recipient", flat=True)) == {f"{one.pk}@a.example" for one in bodies}
    assert not consultation.invitations.filter(state=InvitationState.PLANNED).exists()


def test_the_tick_sends_nothing_for_rounds_that_are_not_open(planned):
    InvitationFactory(consultation=planned, state=InvitationState.PLANNED)

    periodic.send_planned_invitations()

    assert not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_send_each_letter_once(consultation):
    InvitationFactory.create_batch(20, consultation=consultation, state=InvitationState.PLANNED)

    def tick():
        inviting.send_all_planned()
        connection.close()

    ticks = [threading.Thread(target=tick) for _n in range(3)]
    for one in ticks:
        one.start()
    for one in ticks:
        one.join()
    inviting.send_all_planned()

    assert Letter.objects.filter(kind="invitation").count() == 20


def test_each_letter_has_the_body_s_own_links(consultation, leader):
    bodies = OrganisationFactory.create_batch(2)
    inviting.invite_many(consultation, [inviting.Contact(one.pk, f"{one.pk}@a.example") for one in bodies], by=leader)

    for invitation in consultation.invitations.all():
        letter = Letter.objects.get(about=f"invitation:{invitation.pk}")
        assert invitation.letter == letter
        assert link_in(letter).endswith(f"?inbjudan={invitation.key}")
        assert link_in(letter, "svara/mottagen/").endswith(f"?inbjudan={invitation.key}")


def test_contacts_come_from_the_last_round_or_the_registry():
    old = InvitationFactory(contact_email="gammal@a.example")
    new = InvitationFactory(organisation=old.organisation, contact_name="Eva", contact_email="eva@a.example")
    registry = OrganisationFactory(registry_email="reg@b.example")
    nothing = OrganisationFactory(registry_email="")

    assert last_contacts() == {
        new.organisation_id: ("Eva", "eva@a.example"),
        registry.pk: ("", "reg@b.example"),
    }
    assert last_contacts([nothing.pk]) == {}


# --- off the list -----------------------------------------------------------------------------------------------------
def test_a_body_is_taken_off_while_nothing_has_gone_out(planned, leader):
    invitation = InvitationFactory(consultation=planned, state=InvitationState.PLANNED)

    inviting.uninvite(invitation, by=leader)

    assert not planned.invitations.exists()
    assert planned.events.get().reason == invitation.organisation.name


def test_a_body_with_its_letter_stays(sent, leader):
    with pytest.raises(inviting.NotRemovableError):
        inviting.uninvite(sent, by=leader)

    assert Invitation.objects.filter(pk=sent.pk).exists()


# --- other contact, once more -----------------------------------------------------------------------------------------
def test_another_contact_gets_the_letter_and_the_first_one_is_remembered(sent, leader):
    inviting.correct_contact(sent, contact_name="Diariet", contact_email="reg@kommun.example", by=leader)

    event = sent.events.get()
    assert (event.kind, event.by, event.contact_name, event.contact_email) == (
        InvitationEvent.Kind.CONTACT,
        leader,
        "Eva",
        "eva@kommun.example",
    )
    assert fresh(sent).letter.recipient == "reg@kommun.example"


def test_going_back_to_the_first_contact_sends_a_letter_again(sent, leader):
    inviting.correct_contact(sent, contact_name="", contact_email="reg@kommun.example", by=leader)
    inviting.correct_contact(fresh(sent), contact_name="Eva", contact_email="Eva@kommun.example", by=leader)
    deliver()

    letters = Letter.objects.filter(kind="invitation").order_by("pk")
    assert [(letter.recipient, letter.state) for letter in letters] == [
        ("eva@kommun.example", "sent"),
        ("reg@kommun.example", "cancelled"),
        ("eva@kommun.example", "sent"),
    ]


def test_another_name_at_the_same_address_sends_nothing(sent, leader):
    inviting.correct_contact(sent, contact_name="Eva Ek", contact_email="EVA@kommun.example", by=leader)

    assert (fresh(sent).contact_name, Letter.objects.count()) == ("Eva Ek", 1)


def test_a_contact_in_a_planned_round_is_corrected_in_silence(planned, leader):
    invitation = InvitationFactory(consultation=planned, state=InvitationState.PLANNED)

    inviting.correct_contact(invitation, contact_name="", contact_email="ny@a.example", by=leader)

    assert (fresh(invitation).state, Letter.objects.count()) == (InvitationState.PLANNED, 0)


def test_sending_again_is_a_letter_of_its_own_each_time(sent, leader, mailoutbox):
    inviting.resend(sent, by=leader)
    deliver()
    inviting.resend(fresh(sent), by=leader)
    deliver()

    assert [letter.state for letter in Letter.objects.order_by("pk")] == ["sent", "sent", "sent"]
    assert len({mail.extra_headers["Message-ID"] for mail in mailoutbox[-3:]}) == 3
    assert fresh(sent).key == sent.key


def test_a_new_link_ends_the_old_one(sent, leader, client):
    old = link_in(sent.letter)

    inviting.resend(sent, by=leader, with_new_link=True)

    new = link_in(fresh(sent).letter)
    assert client.get(old).url.endswith("?ogiltig=1")
    assert client.get(new).url == address("answer")
    assert sent.events.get().kind == InvitationEvent.Kind.NEW_LINK


def test_a_reminder_that_waited_holds_the_new_link(sent, leader, at):
    with at("2021-06-02 08:00"):
        periodic.remind_consultees()
        inviting.resend(sent, by=leader, with_new_link=True)

    reminder = Letter.objects.get(kind="reminder_28")
    assert fresh(sent).key in reminder.text
    assert fresh(sent).key in reminder.html


@pytest.mark.parametrize("state", [RoundState.PLANNED, RoundState.CLOSED, RoundState.PAUSED])
def test_nothing_is_sent_again_outside_an_open_round(state, leader):
    invitation = InvitationFactory(consultation__state=state)

    with pytest.raises(inviting.NothingToSendError):
        inviting.resend(invitation, by=leader)


# --- how the letter fares ---------------------------------------------------------------------------------------------
def test_the_list_follows_the_letter_from_plan_to_confirmation(consultation, leader):
    body = OrganisationFactory()
    invitation = InvitationFactory(consultation=consultation, organisation=body, state=InvitationState.PLANNED)
    seen = [state_of(invitation)]
    inviting.send_all_planned()
    seen.append(state_of(invitation))
    deliver()
    seen.append(state_of(invitation))
    inviting.confirm_receipt(fresh(invitation))
    seen.append(state_of(invitation))

    assert seen == [Where.PLANNED, Where.OWED, Where.SENT, Where.RECEIVED]


def test_a_letter_that_came_back_says_why_until_it_is_sent_elsewhere(sent, leader, logged_in):
    sent.letter.mark_bounced("5.1.1 no such mailbox")
    PausedAddress.objects.pause(sent.contact_email, reason="5.1.1 no such mailbox")
    before = state_of(sent)

    page = logged_in(leader).get(address("workspace_invitation", sent.pk)).content.decode()
    listed = logged_in(leader).get(address("workspace_invited"), {"visa": "bounced"}).content.decode()
    inviting.correct_contact(fresh(sent), contact_name="", contact_email="ratt@kommun.example", by=leader)
    deliver()

    assert (before, state_of(sent)) == (Where.BOUNCED, Where.SENT)
    assert "5.1.1 no such mailbox" in page
    assert "5.1.1 no such mailbox" in listed


# --- the body's own receipt -------------------------------------------------------------------------------------------
def test_only_a_click_confirms_and_only_once(sent, client, at):
    link = link_in(sent.letter, "svara/mottagen/")

    page = client.get(link, follow=True)
    seen_before = fresh(sent).confirmed_at
    with at("2021-05-12 10:00"):
        client.post(page.redirect_chain[-1][0])
    first = fresh(sent).confirmed_at
    with at("2021-05-13 10:00"):
        again = client.post(page.redirect_chain[-1][0], follow=True)

    assert seen_before is None
    assert sent.key not in page.redirect_chain[-1][0]
    assert (fresh(sent).confirmed_at, again.status_code) == (first, 200)
    assert [event.kind for event in sent.events.all()] == [InvitationEvent.Kind.CONFIRMED]


def test_nobody_confirms_for_a_body_whose_link_they_do_not_hold(sent, client):
    other = InvitationFactory(consultation=sent.consultation)
    client.get(link_in(sent.letter, "svara/mottagen/"))

    response = client.post(address("receipt_of_round", other.pk))

    assert (response.status_code, fresh(other).confirmed_at) == (404, None)


def test_a_wrong_link_leads_to_the_answer_s_page(sent, client):
    response = client.get(address("confirm_receipt"), {"inbjudan": "x" * 32})

    assert response.url == address("answer") + "?ogiltig=1"


# --- pages ------------------------------------------------------------------------------------------------------------
def test_ticked_bodies_are_invited_at_their_known_addresses(planned, leader, logged_in):
    known = InvitationFactory(contact_email="eva@a.example").organisation
    OrganisationFactory(name="Inte vald")

    response = logged_in(leader).post(
        address("workspace_invite_many"), {"organisation": [known.pk, "999999", "x"], "choose": "ticked"}, follow=True
    )

    assert [(one.organisation, one.contact_email) for one in planned.invitations.all()] == [(known, "eva@a.example")]
    assert [message.level_tag for message in response.context["messages"]] == ["success"]


def test_a_whole_group_is_invited_with_one_click_and_those_without_address_are_told_of(planned, leader, logged_in):
    OrganisationFactory.create_batch(60, category=Category.BUSINESS)
    OrganisationFactory(category=Category.BUSINESS, registry_email="")
    OrganisationFactory(category=Category.YOUTH)

    response = logged_in(leader).post(
        address("workspace_invite_many") + "?kategori=business", {"choose": "all"}, follow=True
    )

    assert planned.invitations.count() == 60
    assert [message.level_tag for message in response.context["messages"]] == ["success", "warning"]


def test_nothing_ticked_is_said(planned, leader, logged_in):
    response = logged_in(leader).post(address("workspace_invite_many"), {"choose": "ticked"}, follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_the_register_is_filtered_and_leaves_out_the_invited(planned, leader, logged_in):
    wanted = OrganisationFactory(name="Åby kommun", area="Öst")
    OrganisationFactory(name="Åby förening", area="Öst", category=Category.CIVIL_SOCIETY)
    InvitationFactory(consultation=planned, organisation__name="Åby bjuden", organisation__area="Öst")
    reader = logged_in(leader)

    def listed(**query):
        page = reader.get(address("workspace_invite_many"), query)
        return [one["organisation"].name for one in page.context["bodies"]]

    assert listed(kategori="municipality", omrade="Öst") == [wanted.name]
    assert listed(q="åby") == ["Åby förening", "Åby kommun"]
    assert listed(omrade="-") == []


def test_the_select_of_a_long_register_is_short_and_any_body_can_be_sent_in(planned, leader, logged_in, monkeypatch):
    monkeypatch.setattr("consultations.forms_inviting.MOST_CHOICES", 3)
    bodies = OrganisationFactory.create_batch(6)
    reader = logged_in(leader)

    page = reader.get(address("workspace_invite"))
    data = {"organisation": bodies[-1].pk, "contact_email": "a@a.example"}
    sent = reader.post(address("workspace_invite"), data)

    assert len(page.context["form"].fields["organisation"].widget.choices) == 4
    assert page.context["form"].has_more
    assert sent.status_code == 302


def test_a_link_of_the_register_fills_in_the_known_contact(planned, leader, logged_in):
    body = InvitationFactory(contact_name="Eva", contact_email="eva@a.example").organisation

    form = logged_in(leader).get(address("workspace_invite"), {"organisation": body.pk}).context["form"]

    assert form.initial == {"organisation": body.pk, "contact_name": "Eva", "contact_email": "eva@a.example"}


def test_a_note_and_the_place_in_the_register_are_kept_without_any_letter(sent, leader, logged_in):
    OrganisationFactory(area="Östra länsdelen")
    data = {"note": "Ring först", "category": "business", "area": " östra  LÄNSDELEN "}

    logged_in(leader).post(address("workspace_describe", sent.pk), data)

    kept = fresh(sent)
    assert (kept.note, kept.organisation.category, kept.organisation.area) == (
        "Ring först",
        "business",
        "Östra länsdelen",
    )
    assert Letter.objects.count() == 1
    assert kept.events.get().kind == InvitationEvent.Kind.PLACED


def test_notes_and_addresses_are_seen_by_those_who_run_the_round_only(sent, logged_in):
    Invitation.objects.update(note="Hemlig anteckning")

    seen = {}
    for role in (Role.PROJECT_LEADER, Role.POLITICIAN):
        content = logged_in(OfficialFactory(role=role)).get(address("workspace_invited")).content.decode()
        told = ("Hemlig anteckning", "eva@<wbr>kommun.<wbr>example", "Exempelby kommun")
        seen[role] = tuple(one in content for one in told)

    assert seen == {Role.PROJECT_LEADER: (True, True, True), Role.POLITICIAN: (False, False, True)}


def test_no_page_shows_the_key(sent, leader, logged_in):
    reader = logged_in(leader)

    for page in ("workspace_round", "workspace_invited", "workspace_invite"):
        assert sent.key not in reader.get(address(page)).content.decode()
    assert sent.key not in reader.get(address("workspace_invitation", sent.pk)).content.decode()


def test_the_page_of_an_invitation_sends_again_and_takes_off(sent, leader, logged_in):
    reader = logged_in(leader)

    reader.post(address("workspace_resend", sent.pk), {"link": "new"})
    off = reader.post(address("workspace_uninvite", sent.pk), follow=True)

    assert fresh(sent).key != sent.key
    assert [message.level_tag for message in off.context["messages"]][-1] == "error"


def test_an_invitation_of_another_round_is_404(consultation, leader, logged_in):
    other = InvitationFactory()
    reader = logged_in(leader)

    for name in ("workspace_describe", "workspace_resend", "workspace_uninvite"):
        assert reader.post(address(name, other.pk)).status_code == 404
    assert reader.get(address("workspace_invitation", other.pk)).status_code == 404


@pytest.mark.parametrize("size", [10, 60])
def test_pages_ask_the_same_number_of_questions_whatever_the_size(
    size, consultation, leader, logged_in, django_assert_num_queries
):
    invitation = InvitationFactory.create_batch(size, consultation=consultation)[0]
    OrganisationFactory.create_batch(size)
    reader = logged_in(leader)

    with django_assert_num_queries(9):
        reader.get(address("workspace_invite_many"))
    with django_assert_num_queries(9):
        reader.get(address("workspace_invite"))
    with django_assert_num_queries(13):
        reader.get(address("workspace_invitation", invitation.pk))


@pytest.mark.parametrize("size", [5, 60])
def test_inviting_many_asks_the_same_number_of_questions_whatever_the_size(
    size, planned, leader, django_assert_num_queries
):
    bodies = OrganisationFactory.create_batch(size)
    contacts = [inviting.Contact(one.pk, "a@a.example") for one in bodies]

    with django_assert_num_queries(5):
        inviting.invite_many(planned, contacts, by=leader)

    assert Organisation.objects.count() == size


def test_a_new_link_ends_what_the_old_one_opened(sent, leader, client):
    """Sessions and drafts that somebody reached by it; colleagues who were invited by name stay."""
    client.get(link_in(sent.letter))
    begun = client.post(address("answer"), {"who": f"invitation:{sent.pk}"})
    draft = Draft.objects.get()
    colleague = writers.join(draft, came_by=CameBy.COLLEAGUE, email="kollega@kommun.example")
    assert client.get(begun.url).status_code == 200

    inviting.resend(sent, by=leader, with_new_link=True)

    after = client.get(begun.url)
    assert (after.status_code, client.get(address("answer")).context["invitations"]) == (403, [])
    client.get(link_in(fresh(sent).letter))
    again = client.post(address("answer"), {"who": f"invitation:{sent.pk}"})
    assert client.get(again.url).status_code == 200
    assert Draft.objects.get() == draft
    colleague.refresh_from_db()
    assert colleague.revoked_at is None
    assert [link.role for link in draft.links.live().filter(came_by=CameBy.INVITATION)] == ["administrator"]
