"""The workspace in the browser: ways in, the page, what is wrong, and what becomes of somebody who is shown out."""

import json
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consultations import writers
from consultations.actions import answers, reviewing, teamwork
from consultations.models import CameBy, Draft, DraftLink, DraftNote, Response
from consultations.workflow import DraftState, DraftTransition, RoundState
from consultations.writers import Writer
from rus_portal import clock
from rus_portal.accounts.models import MemberRole, MembershipInvitation, User
from rus_portal.notifications.models import Letter
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    MembershipFactory,
    QuestionFactory,
    UserFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db
BASE = "/remisser/2021/rus/svara/"
TEAM = f"{BASE}arbete/"


@pytest.fixture(autouse=True)
def _may(at):
    with at("2021-05-12 14:03:07"):
        yield


@pytest.fixture
def consultation():
    round_ = ConsultationFactory(last_day=date(2021, 6, 30), version=VersionFactory(sections=2), slug="rus")
    QuestionFactory(consultation=round_, order=1)
    return round_


@pytest.fixture
def draft(consultation):
    return answers.begin(consultation, invitation=InvitationFactory(consultation=consultation))


def comes_in(draft, role=MemberRole.WRITER, came_by=CameBy.COLLEAGUE, **facts):
    """A browser that has followed a personal link, and its row."""
    link = writers.join(draft, came_by=came_by, role=role, **facts)
    client = Client()
    assert client.get(f"/mina-svar/lank/{writers.key_of(link)}/").status_code == 302
    return client, link


def as_writer(link):
    return Writer(None, link, link.shown_name, link.role)


def log_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text_of(response):
    return response.content.decode()


def do(client, draft, place, **fields):
    return client.post(f"{TEAM}{place}", {"draft": str(draft.pk)} | fields)


# --- ways in ---


def test_a_personal_link_opens_this_draft_and_no_other(draft, consultation):
    other = answers.begin(consultation, invitation=InvitationFactory(consultation=consultation))

    client, _link = comes_in(draft)

    assert client.get(f"{BASE}helheten/").status_code == 200
    assert client.get(f"{BASE}helheten/", {"utkast": str(other.pk)}).status_code == 404


def test_the_key_leaves_the_address_at_once(draft):
    link = writers.join(draft, came_by=CameBy.COLLEAGUE)

    answer = Client().get(f"/mina-svar/lank/{writers.key_of(link)}/")

    assert answer.headers["Location"] == f"{BASE}om-er/"


def test_a_revoked_link_says_so(draft):
    link = writers.join(draft, came_by=CameBy.COLLEAGUE)
    DraftLink.objects.update(revoked_at=clock.now())

    answer = Client().get(f"/mina-svar/lank/{writers.key_of(link)}/")

    assert answer.status_code == 410
    assert _("The link has been ended") in text_of(answer)


def test_a_members_letter_asks_for_the_members_log_in(draft):
    member = MembershipFactory(organisation=draft.organisation, role=MemberRole.WRITER)
    link = writers.join(draft, came_by=CameBy.MEMBER, user=member.user, role=member.role)
    address = f"/mina-svar/lank/{writers.key_of(link)}/"

    assert Client().get(address).headers["Location"] == f"/konto/login/?next={address}"
    assert log_in(member.user).get(address).headers["Location"] == f"{BASE}om-er/"


def test_what_was_begun_without_account_is_found_again_after_log_in(client, consultation):
    client.post(BASE, {"who": "person"})
    user = UserFactory()
    session = client.session["answering"]
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    stored = client.session
    stored["answering"] = session
    stored.save()

    client.get(f"{BASE}om-er/")

    assert list(Draft.objects.written_by(user)) == [Draft.objects.get()]
    assert f"?utkast={Draft.objects.get().pk}" in text_of(log_in(user).get("/mina-svar/"))


def test_a_code_is_mailed_to_anyone_and_leads_back_to_the_answer(client, consultation, mailoutbox, at):
    answer = client.post(f"{BASE}kod/", {"email": "ny@exempel.example"}, follow=True)
    code = re.search(r"\b([A-Z0-9]{3,}-?[A-Z0-9]{3,})\b", Letter.objects.get(kind="account").text)[1]
    done = client.post("/konto/login/code/confirm/", {"code": code, "next": BASE})

    assert answer.redirect_chain[0][1] == 307
    assert done.headers["Location"] == BASE
    assert User.objects.get(email="ny@exempel.example").has_usable_password() is False
    # Nothing waits for the address: that is said, with the ways on.
    assert "ny@exempel.example" in text_of(client.get(BASE)).partition("<main")[2].partition("<footer")[0]


def test_a_code_to_no_address_is_refused_beside_the_field(client, consultation):
    answer = client.post(f"{BASE}kod/", {"email": "inte en adress"})

    assert answer.status_code == 422
    assert 'href="#id_code_email"' in text_of(answer)
    assert 'value="inte en adress"' in text_of(answer)
    assert not User.objects.filter(email__contains="inte").exists()


def test_protected_identity_is_explained_before_anything_is_begun(client, consultation):
    html = text_of(client.get(f"{BASE}skyddade-uppgifter/"))
    begun = client.post(BASE, {"who": "protected"})
    page = text_of(client.get(f"{BASE}om-er/"))

    assert 'value="protected"' in html
    assert begun.headers["Location"] == f"{BASE}om-er/"
    assert f'action="{TEAM}lank/"' in page
    assert 'name="show" value="1"' in page
    assert 'name="email"' not in page
    assert Letter.objects.count() == 0


def test_a_closed_draft_is_not_opened_by_the_invitation(client, draft, consultation):
    Draft.objects.update(is_closed_to_invitation=True)
    client.get(BASE, {"inbjudan": draft.invitation.key})

    html = text_of(client.get(BASE))

    assert f'value="invitation:{draft.invitation_id}"' not in html
    assert client.post(BASE, {"who": f"invitation:{draft.invitation_id}"}).status_code == 404


# --- the own link ---


def test_every_page_of_a_draft_mails_the_own_link(client, consultation):
    client.post(BASE, {"who": "person"})

    for part in ("om-er/", "helheten/", "avsnitt/", "avsnitt/1/", "bilagor/", "granska/", "arbete/"):
        html = text_of(client.get(f"{BASE}{part}"))
        assert f'action="{TEAM}lank/"' in html, part
    sent = do(client, Draft.objects.get(), "lank/", email="jag@exempel.example", here=f"{BASE}helheten/")

    assert sent.headers["Location"] == f"{BASE}helheten/"
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient) == ("draft_link", "jag@exempel.example")
    assert _("Draft, not sent: your link to %(title)s") % {"title": consultation.title} == letter.subject


@pytest.mark.parametrize("here", ["https://ond.example/", "//ond.example/", "/arbetsyta/", "javascript:alert(1)"])
def test_the_own_link_leads_nowhere_else(client, consultation, here):
    client.post(BASE, {"who": "person"})

    sent = do(client, Draft.objects.get(), "lank/", email="jag@exempel.example", here=here)

    assert sent.headers["Location"] == f"{TEAM}#lank"


def test_the_own_link_is_refused_with_what_was_typed(client, consultation):
    client.post(BASE, {"who": "person"})

    answer = do(client, Draft.objects.get(), "lank/", email="jag@")

    assert answer.status_code == 422
    assert 'value="jag@"' in text_of(answer)
    assert 'href="#id_own_email"' in text_of(answer)


# --- the page ---


@pytest.mark.parametrize("role", writers.LADDER)
def test_the_page_shows_who_is_in_and_only_what_the_role_may(draft, role):
    comes_in(draft, MemberRole.ADMINISTRATOR, name="Berit Chef")
    client, _link = comes_in(draft, role, name="Anna")

    html = text_of(client.get(TEAM))

    assert "Berit Chef" in html
    assert html.count('name="role" value=') == writers.LADDER.index(role) + 1
    assert ('value="approve"' in html) is False
    assert 'class="unsent"' in html


def test_a_colleague_is_invited_from_the_page(draft):
    client, _link = comes_in(draft, MemberRole.ADMINISTRATOR)

    done = do(client, draft, "bjud-in/", email="bo@kommun.example", role="reviewer", message="Hej!", my_name="Åsa Ek")
    refused = [
        do(client, draft, "bjud-in/", email="bo@", role="reviewer", message="Hej <b>du</b>!"),
        do(client, draft, "bjud-in/", email="bo@kommun.example", role="kung"),
    ]

    assert done.headers["Location"] == f"{TEAM}#med"
    assert "Åsa Ek" in Letter.objects.get(kind="draft_link").text
    assert [answer.status_code for answer in refused] == [422, 422]
    assert "Hej &lt;b&gt;du&lt;/b&gt;!</textarea>" in text_of(refused[0])
    assert list(draft.links.values_list("email", "role").order_by("email")) == [
        ("", "administrator"),
        ("bo@kommun.example", "reviewer"),
    ]
    assert draft.links.get(email="").name == "Åsa Ek"


def test_a_writer_names_no_signatory(draft):
    client, _link = comes_in(draft)

    assert do(client, draft, "bjud-in/", email="bo@kommun.example", role="signatory").status_code == 403
    assert Letter.objects.count() == 0


def test_a_person_has_no_colleagues(client, consultation):
    client.post(BASE, {"who": "person"})
    draft = Draft.objects.get()

    html = text_of(client.get(TEAM))

    assert "id_role_0" not in html
    assert do(client, draft, "bjud-in/", email="bo@kommun.example", role="writer").status_code == 404
    assert do(client, draft, "granskning/", step="freeze").status_code == 404


def test_parts_are_handed_out_ticked_and_taken_away(draft, consultation):
    client, link = comes_in(draft)
    key = str(consultation.version.sections.first().key)

    done = do(client, draft, "uppgift/", part=key, to=str(link.pk), until="1 juni 2021", what="Kort.")
    wrong = do(client, draft, "uppgift/", part="x", to="y", until="31 juni 2021", what="Kvar.")
    too_late = do(client, draft, "uppgift/", part=key, to=str(link.pk), until="2021-07-30")
    task = draft.tasks.get()
    seen = text_of(client.get(f"{BASE}avsnitt/1/"))
    do(client, draft, f"uppgift/{task.pk}/", do="done")
    task.refresh_from_db()

    assert done.headers["Location"] == f"{TEAM}#uppgifter"
    assert (task.part, task.until, task.done_by) == (key, date(2021, 6, 1), link)
    assert _("You write this part") in seen
    assert (wrong.status_code, too_late.status_code) == (422, 422)
    assert all(f'href="#{anchor}"' in text_of(wrong) for anchor in ("id_part", "id_to", "id_until"))
    assert 'href="#id_until"' in text_of(too_late)
    assert 'value="Kvar."' in text_of(wrong)
    do(client, draft, f"uppgift/{task.pk}/", do="drop")
    assert draft.tasks.count() == 0


def test_comments_are_written_answered_and_dealt_with(draft):
    anna, _anna = comes_in(draft, name="Anna")
    bo, link = comes_in(draft, name="Bo", email="bo@kommun.example")

    do(anna, draft, "kommentar/", note="Räcker <i>det</i>?", note_part="helheten", tell=[str(link.pk)])
    note = DraftNote.objects.get()
    on_part = text_of(bo.get(f"{BASE}helheten/"))
    do(bo, draft, "kommentar/", note="Ja.", answers=str(note.pk))
    empty = do(bo, draft, "kommentar/", note=" ", note_part="helheten")
    html = text_of(anna.get(TEAM))
    do(bo, draft, f"kommentar/{note.pk}/", do="resolve")

    note.refresh_from_db()
    assert "?del=helheten#kommentarer" in on_part
    assert "Räcker &lt;i&gt;det&lt;/i&gt;?" in html
    assert "<p>Ja.</p>" in html
    assert empty.status_code == 422
    assert note.resolved_by == link
    assert Letter.objects.get().kind == "draft_mention"


def test_comments_never_become_a_part_of_the_answer(draft):
    client, link = comes_in(draft, MemberRole.SIGNATORY)
    answers.save_fields(draft, {"overall.stance": "supports"})
    teamwork.say(draft, part="helheten", text="HEMLIG-KOMMENTAR", by=as_writer(link))

    client.post(f"{BASE}granska/", {"draft": str(draft.pk)})

    response = Response.objects.get()
    receipt = text_of(client.get(f"/mina-svar/{response.receipt_number}/"))
    assert "HEMLIG" not in receipt
    assert "HEMLIG" not in response.summary


# --- presence ---


def test_presence_shows_who_is_where_and_ends_after_half_a_minute(draft, at):
    anna, _link = comes_in(draft, name="Anna")
    bo, _link = comes_in(draft, name="Bo")
    with at("2021-05-12 14:03:00"):
        bo.get(f"{BASE}helheten/")
        seen = text_of(anna.get(f"{BASE}bilagor/"))
        beat = do(anna, draft, "har/", where="bilagor").json()
    with at("2021-05-12 14:03:31"):
        later = do(anna, draft, "har/", where="bilagor").json()

    assert "Bo (" in seen
    assert [(one["name"], one["since"]) for one in beat["present"]] == [
        ("Bo", f"14{pgettext('between hours and minutes', ':')}03")
    ]
    assert later["present"] == []


def test_saving_while_one_writes_tells_who_is_here(draft):
    anna, _link = comes_in(draft, name="Anna")
    bo, _link = comes_in(draft, name="Bo")
    anna.get(f"{BASE}helheten/")
    body = {"draft": str(draft.pk), "fields": {"overall.summary": "a"}, "versions": {"overall.summary": 0}}

    answer = bo.post(f"{BASE}spara/", json.dumps(body), content_type="application/json")

    assert [one["name"] for one in answer.json()["present"]] == ["Anna"]


# --- the review ---


def test_a_frozen_draft_cannot_be_changed_and_nothing_typed_is_lost(draft):
    anna, _link = comes_in(draft, name="Anna")
    boss, _boss = comes_in(draft, MemberRole.REVIEWER, name="Granskaren")
    do(anna, draft, "granskning/", step="freeze", reason="Klart för nämnden.")

    saved = anna.post(f"{BASE}helheten/", {"draft": str(draft.pk), "overall.summary": "Sent <b>skrivet</b>"})
    body = {"draft": str(draft.pk), "fields": {"overall.summary": "Sent"}, "versions": {}}
    autosaved = anna.post(f"{BASE}spara/", json.dumps(body), content_type="application/json")
    opened = text_of(anna.get(f"{BASE}helheten/"))
    section = text_of(anna.get(f"{BASE}avsnitt/1/"))
    sent = boss.post(f"{BASE}granska/", {"draft": str(draft.pk)})

    assert saved.status_code == 409
    assert "Sent &lt;b&gt;skrivet&lt;/b&gt;</textarea>" in text_of(saved)
    assert "Granskaren" in text_of(saved)
    assert (autosaved.status_code, autosaved.json()["error"]) == (423, "frozen")
    assert '<fieldset class="bare stack-l" disabled>' in opened
    assert 'name="comment"' not in section
    assert 'id="mark-bar"' not in section
    assert sent.status_code in (403, 409)
    assert not draft.fields.filter(name="overall.summary").exists()
    assert Response.objects.count() == 0


def test_the_way_from_writing_to_the_receipt(draft):
    anna, _anna = comes_in(draft, name="Anna")
    reviewer, _reviewer = comes_in(draft, MemberRole.REVIEWER, name="Rut")
    chief, _chief = comes_in(draft, MemberRole.SIGNATORY, name="Sven Chef")
    anna.post(f"{BASE}helheten/", {"draft": str(draft.pk), "overall.summary": "Vi är för."})

    do(anna, draft, "granskning/", step="freeze")
    without = do(reviewer, draft, "granskning/", step="return", reason=" ")
    do(reviewer, draft, "granskning/", step="return", reason="Nämn bussarna.")
    anna.post(f"{BASE}helheten/", {"draft": str(draft.pk), "overall.summary": "Vi är för, och bussarna."})
    do(anna, draft, "granskning/", step="freeze")
    waits = text_of(reviewer.get("/mina-svar/"))
    do(reviewer, draft, "granskning/", step="approve")
    waits_to_send = text_of(chief.get("/mina-svar/"))
    refused = anna.post(f"{BASE}granska/", {"draft": str(draft.pk)})
    sent = chief.post(f"{BASE}granska/", {"draft": str(draft.pk)})

    response = Response.objects.get()
    assert (without.status_code, refused.status_code) == (422, 403)
    assert _("Review the draft") in waits
    assert _("Send the approved answer") in waits_to_send
    assert (response.summary, response.signed_by) == ("Vi är för, och bussarna.", "Sven Chef")
    assert "Sven Chef" in text_of(chief.get(sent.headers["Location"]))
    assert [event.transition for event in draft.events.all()] == ["freeze", "return", "freeze", "approve"]


def test_a_step_that_somebody_else_took_is_told_of(draft):
    anna, _link = comes_in(draft)
    boss, link = comes_in(draft, MemberRole.ADMINISTRATOR)
    reviewing.take_step(Draft.objects.get(), DraftTransition.FREEZE, by=as_writer(link))

    answer = do(anna, draft, "granskning/", step="freeze")

    assert answer.status_code == 409
    assert 'href="#granskning"' in text_of(answer)
    assert do(boss, draft, "granskning/", step="nagot").status_code == 404


# --- copies ---


def test_a_copy_is_asked_for_and_downloaded_by_writers_only(draft, django_capture_on_commit_callbacks):
    client, _link = comes_in(draft)
    answers.save_fields(draft, {"overall.summary": "Vi är för."})
    address = f"{TEAM}utskrift/docx/"

    assert client.get(address).headers["Location"] == f"{TEAM}#utskrift"
    client.post(address, {"draft": str(draft.pk)})
    waits = client.get(address)
    draft.papers.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"draft": str(draft.pk)})
    made = client.get(address)

    assert waits.status_code == 202
    assert 'class="unsent"' in text_of(waits)
    assert b"".join(made.streaming_content).startswith(b"PK")
    assert "attachment" in made.headers["Content-Disposition"]
    assert client.get(f"{TEAM}utskrift/exe/").status_code == 404
    assert Client().get(address, {"utkast": str(draft.pk)}).status_code == 404


@pytest.mark.parametrize("state", [RoundState.WITHDRAWN, RoundState.CLOSED, RoundState.FINISHED])
def test_a_draft_can_be_downloaded_whatever_became_of_the_round(draft, consultation, state, at):
    client, _link = comes_in(draft)
    type(consultation).objects.update(state=state)

    with at("2021-09-01 09:00"):
        assert client.post(f"{TEAM}utskrift/docx/", {"draft": str(draft.pk)}).status_code == 302
        assert client.get(f"{BASE}helheten/").status_code == 200


# --- somebody leaves ---


def test_whoever_is_shown_out_while_writing_gets_the_words_back(draft, consultation):
    anna, link = comes_in(draft, name="Anna")
    boss, _boss = comes_in(draft, MemberRole.ADMINISTRATOR)
    key = consultation.version.sections.first().key

    ended = do(boss, draft, f"person/{link.pk}/", do="end")
    typed = {"draft": str(draft.pk), f"section.{key}.comment": "Mina <b>ord</b>", f"section.{key}.stance": "opposes"}
    typed |= {"question.1": "Gammalt", "base.question.1": "Gammalt"}
    saved = anna.post(f"{BASE}avsnitt/1/", typed)
    body = {"draft": str(draft.pk), "fields": {"overall.summary": "Ord"}, "versions": {}}
    autosaved = anna.post(f"{BASE}spara/", json.dumps(body), content_type="application/json")

    assert ended.headers["Location"] == f"{TEAM}#med"
    assert saved.status_code == 403
    assert "Mina &lt;b&gt;ord&lt;/b&gt;</textarea>" in text_of(saved)
    assert "Gammalt" not in text_of(saved)
    assert (autosaved.status_code, autosaved.json()["error"]) == (403, "shown_out")
    assert anna.get(f"{BASE}helheten/").status_code == 403
    assert anna.get(BASE).status_code == 200
    assert anna.get(f"/mina-svar/lank/{writers.key_of(link)}/").status_code == 410
    assert not draft.fields.filter(value__contains="ord").exists()


def test_whoever_was_shown_out_does_not_see_the_receipt(draft):
    anna, link = comes_in(draft)
    boss, _boss = comes_in(draft, MemberRole.ADMINISTRATOR)
    answers.save_fields(draft, {"overall.stance": "supports"})
    do(boss, draft, f"person/{link.pk}/", do="end")
    boss.post(f"{BASE}granska/", {"draft": str(draft.pk)})

    number = Response.objects.get().receipt_number

    assert boss.get(f"/mina-svar/{number}/").status_code == 200
    assert anna.get(f"/mina-svar/{number}/").status_code == 404


def test_a_writer_sees_the_receipt_and_does_not_take_the_answer_back(draft):
    anna, _link = comes_in(draft)
    boss, _boss = comes_in(draft, MemberRole.ADMINISTRATOR)
    answers.save_fields(draft, {"overall.stance": "supports"})
    boss.post(f"{BASE}granska/", {"draft": str(draft.pk)})
    number = Response.objects.get().receipt_number

    assert anna.get(f"/mina-svar/{number}/").status_code == 200
    assert anna.get(f"/mina-svar/{number}/ta-tillbaka/").status_code == 403
    assert boss.get(f"/mina-svar/{number}/ta-tillbaka/").status_code == 200


def test_the_last_administrator_is_told_to_name_another(draft):
    boss, link = comes_in(draft, MemberRole.ADMINISTRATOR)

    answer = do(boss, draft, f"person/{link.pk}/", do="end")

    assert answer.status_code == 409
    assert 'href="#med"' in text_of(answer)


def test_the_page_costs_the_same_for_two_and_ten_people(draft, django_assert_num_queries):
    client, link = comes_in(draft, MemberRole.ADMINISTRATOR, name="Anna")
    fill(draft, link, 2)
    client.get(TEAM)
    with CaptureQueriesContext(connection) as few:
        client.get(TEAM)
    fill(draft, link, 10)

    with django_assert_num_queries(len(few)):
        client.get(TEAM)


# --- members ---


@pytest.fixture
def boss():
    return MembershipFactory(role=MemberRole.ADMINISTRATOR, user__name="Berit")


def test_the_organisations_page_is_for_its_members(boss):
    address = f"/mina-svar/organisation/{boss.organisation_id}/"
    writer = MembershipFactory(organisation=boss.organisation, role=MemberRole.WRITER)

    assert Client().get(address).headers["Location"] == f"/konto/login/?next={address}"
    assert log_in(UserFactory()).get(address).status_code == 404
    assert "bjud-in/" not in text_of(log_in(writer.user).get(address))
    assert f'action="{address}bjud-in/"' in text_of(log_in(boss.user).get(address))
    for place in ("bjud-in/", "regler/", f"medlem/{boss.user_id}/"):
        fields = {"email": "x@y.example", "role": "writer", "do": "role"}
        assert log_in(writer.user).post(f"{address}{place}", fields).status_code == 403


def test_an_administrator_asks_changes_and_ends(boss):
    address = f"/mina-svar/organisation/{boss.organisation_id}/"
    writer = MembershipFactory(organisation=boss.organisation, role=MemberRole.WRITER)
    client = log_in(boss.user)

    client.post(f"{address}bjud-in/", {"email": "ny@kommun.example", "role": "signatory", "message": "Välkommen"})
    wrong = client.post(f"{address}bjud-in/", {"email": "ny", "role": "signatory"})
    client.post(f"{address}medlem/{writer.user_id}/", {"do": "role", "role": "signatory"})
    client.post(f"{address}regler/", {"requires_signatory": "1", "registry_email": "diariet@kommun.example"})
    html = text_of(client.get(address))
    client.post(f"{address}inbjudan/{MembershipInvitation.objects.get().pk}/")
    client.post(f"{address}medlem/{writer.user_id}/", {"do": "end"})
    last = client.post(f"{address}medlem/{boss.user_id}/", {"do": "end"})

    boss.organisation.refresh_from_db()
    assert (wrong.status_code, last.status_code) == (422, 409)
    assert "ny@kommun.example" in html
    assert (boss.organisation.requires_signatory, boss.organisation.registry_email) == (True, "diariet@kommun.example")
    assert list(boss.organisation.memberships.values_list("user", "role")) == [(boss.user_id, "administrator")]
    assert MembershipInvitation.objects.pending().count() == 0


def test_the_invitation_is_accepted_with_the_asked_address(boss, mailoutbox, django_capture_on_commit_callbacks):
    address = f"/mina-svar/organisation/{boss.organisation_id}/"
    with django_capture_on_commit_callbacks(execute=True):
        log_in(boss.user).post(f"{address}bjud-in/", {"email": "ny@kommun.example", "role": "writer"})
    link = re.search(r"(/mina-svar/medlem/\S+/)", mailoutbox[0].body)[1]
    colleague = log_in(UserFactory(email="ny@kommun.example"))

    asked = Client().get(link)
    other = log_in(UserFactory()).post(link)
    done = colleague.post(link)

    assert (asked.status_code, other.status_code) == (200, 403)
    assert done.headers["Location"] == address
    assert colleague.get(link).status_code == 410


def fill(draft, link, people):
    """So many people, tasks, comments and events."""
    for n in range(people):
        other = writers.join(draft, came_by=CameBy.COLLEAGUE, email=f"p{n}-{people}@kommun.example")
        other.used_at = clock.now() - timedelta(minutes=1)
        other.save()
        teamwork.hand_out(draft, part="helheten", to=other, by=as_writer(link))
        note = teamwork.say(draft, part="helheten", text="Hej", by=as_writer(other))
        teamwork.say(draft, part="", text="Hej", answers=note, by=as_writer(link))
    assert draft.state == DraftState.WRITING


def test_what_was_said_can_be_read_after_the_sending(draft):
    boss, link = comes_in(draft, MemberRole.ADMINISTRATOR, name="Anna")
    answers.save_fields(draft, {"overall.stance": "supports"})
    teamwork.say(draft, part="helheten", text="Så blev det.", by=as_writer(link))
    boss.post(f"{BASE}granska/", {"draft": str(draft.pk)})
    number = Response.objects.get().receipt_number

    receipt = text_of(boss.get(f"/mina-svar/{number}/"))
    record = boss.get(TEAM, {"utkast": str(draft.pk)})

    assert f"{TEAM}?utkast={draft.pk}" in receipt
    assert "Så blev det." in text_of(record)
    assert "<form" not in text_of(record).split("<main")[1].split("</main>")[0]
    assert do(boss, draft, "kommentar/", note="Sent", note_part="helheten").headers["Location"].endswith(f"{number}/")
    assert Client().get(TEAM, {"utkast": str(draft.pk)}).status_code == 404


def test_nobody_floods_an_address_with_links(client, consultation):
    client.post(BASE, {"who": "person"})
    draft = Draft.objects.get()

    statuses = [do(client, draft, "lank/", email="offer@exempel.example").status_code for _n in range(9)]

    assert statuses == [302] * 8 + [429]
    assert Letter.objects.count() == 8
