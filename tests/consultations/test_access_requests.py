"""Requests to read documents: from anyone, without a name; decided by registrars in writing."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from consultations import receipts
from consultations.actions import requesting
from consultations.models import AccessRequest, AccessRequestEvent
from consultations.workflow import AccessRequestState, AccessRequestTransition
from rus_portal.accounts.roles import Role
from rus_portal.notifications.models import Letter
from tests.factories import ConsultationFactory, OfficialFactory

pytestmark = pytest.mark.django_db
FORM = "/begar-ut/"
SAME_SITE = {"headers": {"sec-fetch-site": "same-origin"}}


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-07-05 22:15:30"):
        yield


@pytest.fixture
def asked():
    return requesting.ask(wanted="Alla svar på remissen")


def step(client, asked, name, reason=""):
    return client.post(f"/arbetsyta/begaran/{asked.number}/", {"step": name, "reason": reason})


def test_request_without_a_name_is_taken_with_a_case_and_a_time(client, swedish_time):
    """Scenario 13."""
    answer = client.post(FORM, {"wanted": "Alla svar"}, **SAME_SITE)

    made = AccessRequest.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/begar-ut/arende/{made.key}/")
    assert (made.received_at, made.state) == (swedish_time("2021-07-05 22:15:30"), AccessRequestState.RECEIVED)
    assert receipts.is_valid(made.number)
    assert not answer.cookies
    page = client.get(answer["Location"])
    assert made.number in page.content.decode()
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert not page.cookies


def test_nothing_of_the_asker_is_kept(client):
    client.post(FORM, {"wanted": "Alla svar"}, **SAME_SITE)

    kept = {field.name for field in AccessRequest._meta.get_fields()} - {"events"}
    assert kept == {"id", "number", "key", "wanted", "reply_to", "language", "received_at", "state"}
    assert list(AccessRequestEvent.objects.values_list("transition", "by")) == [("receive", None)]


def test_empty_request_is_asked_about_and_loses_nothing(client):
    answer = client.post(FORM, {"wanted": "  ", "reply_to": "Box 1, Provby"}, **SAME_SITE)

    assert (answer.status_code, "Box 1, Provby" in answer.content.decode()) == (422, True)
    assert not AccessRequest.objects.exists()


def test_form_can_begin_with_a_receipt_number_but_with_nothing_else(client):
    valid = receipts.number(7, 2021)

    assert valid in client.get(f"{FORM}?om={valid}").content.decode()
    assert "hittepå" not in client.get(f"{FORM}?om=hittepå").content.decode()


def test_unknown_key_is_404_and_every_page_leads_to_the_form(client):
    assert client.get("/begar-ut/arende/gissat/").status_code == 404
    assert f'href="{FORM}"' in client.get("/om/").content.decode()


def test_region_is_told_without_what_is_asked_for(asked):
    letter = Letter.objects.get(kind="access_request_received")

    assert ("Alla svar" in letter.text, asked.number in letter.text) == (False, True)


def test_queue_shows_what_waits_with_its_age_the_oldest_first(asked, logged_in, at):
    with at("2021-07-08 09:00"):
        newer = requesting.ask(wanted="Ett svar")
        decided = requesting.ask(wanted="Redan klart")
        requesting.take_step(decided, AccessRequestTransition.DISCLOSE, reason="", by=OfficialFactory())
        reader = logged_in(OfficialFactory(role=Role.REGISTRAR))

        waiting = reader.get("/arbetsyta/begaran/").context["rows"]
        everything = reader.get("/arbetsyta/begaran/?visa=alla").context["rows"]

    assert waiting == [(asked, 3), (newer, 0)]
    assert len(everything) == 3


def test_way_from_request_to_disclosure_is_seen_by_the_asker(asked, client, logged_in):
    registrar = logged_in(OfficialFactory(role=Role.REGISTRAR, name="Ulla Diarström"))

    step(registrar, asked, "assess")
    step(registrar, asked, "disclose", "Hämta kopian i receptionen.")

    asked.refresh_from_db()
    assert asked.state == AccessRequestState.DISCLOSED
    registrar.logout()
    page = client.get(f"/begar-ut/arende/{asked.key}/").content.decode()
    assert ("Hämta kopian i receptionen." in page, "Ulla" in page) == (True, False)


@pytest.mark.parametrize("name", ["refuse", "disclose_partly"])
def test_what_is_not_disclosed_is_refused_in_writing(name, asked, logged_in):
    registrar = logged_in(OfficialFactory(role=Role.REGISTRAR))

    bare = step(registrar, asked, name, "  ")
    reasoned = step(registrar, asked, name, "21 kap. 3 § OSL. Beslutet kan överklagas till kammarrätten.")

    assert (bare.status_code, reasoned.status_code) == (422, 302)
    asked.refresh_from_db()
    assert not asked.is_waiting


def test_decided_request_takes_no_step_and_its_history_never_changes(asked, logged_in):
    registrar = logged_in(OfficialFactory(role=Role.REGISTRAR))
    step(registrar, asked, "disclose")

    again = step(registrar, asked, "refuse", "Nej.")

    assert again.status_code == 422
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessRequestEvent.objects.all().delete()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.REGISTRAR])
def test_only_registrars_see_requests(role, asked, logged_in):
    reader = logged_in(OfficialFactory(role=role))

    assert reader.get("/arbetsyta/begaran/").status_code == 403
    assert step(reader, asked, "disclose").status_code == 403


def test_queue_asks_the_same_number_of_questions_whatever_its_size(logged_in, django_assert_num_queries):
    ConsultationFactory(last_day=date(2021, 6, 30))
    reader = logged_in(OfficialFactory(role=Role.REGISTRAR))
    for size in (3, 40):
        for _n in range(size):
            requesting.ask(wanted="Alla svar")
        reader.get("/arbetsyta/begaran/")

        with django_assert_num_queries(5):
            reader.get("/arbetsyta/begaran/")


def letters_to_the_asker():
    return Letter.objects.exclude(kind="access_request_received").order_by("pk")


def test_an_asker_with_an_e_mail_address_gets_a_letter_when_it_comes_in_and_when_it_is_decided(client):
    registrar = OfficialFactory(role=Role.REGISTRAR)
    client.post(FORM, {"wanted": "Hemliga ord", "reply_to": " anna@person.example "}, **SAME_SITE)
    made = AccessRequest.objects.get()
    requesting.take_step(made, AccessRequestTransition.ASSESS, reason="", by=registrar)
    requesting.take_step(made, AccessRequestTransition.REFUSE, reason="OSL 21:1. Överklaga så här.", by=registrar)

    receipt, decision = letters_to_the_asker()
    assert (receipt.kind, decision.kind) == ("access_request_receipt", "access_request_decision")
    for letter in (receipt, decision):
        assert letter.recipient == "anna@person.example"
        assert f"/begar-ut/arende/{made.key}/" in letter.text
        assert "Hemliga ord" not in letter.text + letter.html
        assert made.key not in letter.masked_text
        assert letter.needs_right == "register_responses"
    assert made.number in receipt.text
    assert "OSL 21:1. Överklaga så här." in decision.text


@pytest.mark.parametrize("reply_to", ["", "Box 1, Provby", "070-123 45 67", "a@b@c"])
def test_without_an_e_mail_address_there_is_no_letter(reply_to):
    made = requesting.ask(wanted="Alla svar", reply_to=reply_to)
    by = OfficialFactory(role=Role.REGISTRAR)
    requesting.take_step(made, AccessRequestTransition.DISCLOSE, reason="Bifogas.", by=by)

    assert list(letters_to_the_asker()) == []
