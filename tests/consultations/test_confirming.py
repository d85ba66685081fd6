"""A preliminary answer, its expected day, and the decision that confirms it; extracts and reservations apart."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations import canonical, fields, masking, publication, verification
from consultations.actions import answers, confirming, publishing, registering
from consultations.models import Confirmation, Decision, FileRole, Response
from rus_portal.accounts.roles import Role
from rus_portal.exports.uploads import FileRefusedError
from rus_portal.notifications.models import Letter
from tests.consultations import files
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
SAID = {
    "overall.stance": "supports",
    "decision.body": "Arbetsutskottet",
    "decision.item": "§12",
    "decision.preliminary": "1",
    "decision.expected": "2021-05-27",
    "decision.reservations": "SD reserverar sig.",
    "about.email": "eva@kommun.example",
}
DECISION = {"name": "Eva Ek", "body": "Kommunstyrelsen", "decided_on": date(2021, 5, 11), "item": "87"}


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def invitation():
    return InvitationFactory(consultation=ConsultationFactory(last_day=date(2021, 6, 30)))


def pdf(name="utdrag.pdf"):
    return SimpleUploadedFile(name, files.PDF, "application/pdf")


@pytest.fixture
def response(invitation):
    draft = answers.begin(invitation.consultation, invitation=invitation)
    answers.save_fields(draft, SAID)
    answers.attach(draft, pdf(), role=FileRole.EXTRACT)
    return answers.send(draft)


def test_day_reservation_and_role_stand_in_the_answer_apart_from_the_stance(response):
    assert (response.is_preliminary, response.expected_on) == (True, date(2021, 5, 27))
    assert (response.reservations, response.stance) == ("SD reserverar sig.", "supports")
    assert response.attachments.get().role == FileRole.EXTRACT
    told = canonical.canonical(response, canonical.parts_of(response)).decode()
    assert '"expected":"2021-05-27"' in told
    assert '"reservations":"SD reserverar sig."' in told
    assert '"role":"extract"' in told
    assert list(verification.check()) == []


def test_an_answer_without_them_has_the_canonical_form_it_always_had(invitation):
    draft = answers.begin(invitation.consultation, invitation=invitation)
    answers.save_fields(draft, {"overall.stance": "supports"})
    answers.attach(draft, pdf())
    response = answers.send(draft)

    told = canonical.canonical(response, canonical.parts_of(response)).decode()

    assert [word for word in ("expected", "reservations", "role") if f'"{word}"' in told] == []


@pytest.mark.parametrize(
    ("value", "preliminary", "is_wrong"),
    [
        ("2021-05-27", "1", False),
        ("2021-05-12", "1", False),
        ("2021-05-11", "1", True),
        ("snart", "1", True),
        ("2021-05-27", "", True),
        ("", "", False),
    ],
)
def test_expected_day(value, preliminary, is_wrong):
    found = fields.problems({"decision.expected": value, "decision.preliminary": preliminary})

    assert ("decision.expected" in found) is is_wrong


def test_confirming_keeps_the_answer_and_ends_the_waiting(response):
    before = response.hash
    confirmation = confirming.confirm(response, by=NOBODY, extract=pdf("protokoll.pdf"), **DECISION)

    response.refresh_from_db()
    assert (response.hash, response.is_preliminary) == (before, True)
    assert list(Response.objects.awaiting_decision()) == []
    assert (confirmation.extract.name, confirmation.deciding_body) == ("protokoll.pdf", "Kommunstyrelsen")
    assert list(response.events.values_list("transition", flat=True)) == ["receive", "confirm"]
    assert list(verification.check()) == []


def test_it_is_confirmed_once_and_never_changed(response):
    confirmation = confirming.confirm(response, by=NOBODY, **DECISION)

    with pytest.raises(confirming.NotWaitingError):
        confirming.confirm(response, by=NOBODY, **DECISION)
    for change in (lambda: Confirmation.objects.update(item_number="1"), confirmation.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_replaced_or_withdrawn_answer_is_not_confirmed(response):
    answers.withdraw(response)

    with pytest.raises(confirming.NotWaitingError):
        confirming.confirm(response, by=NOBODY, **DECISION)


def test_a_bad_file_leaves_nothing_behind(response):
    with pytest.raises(FileRefusedError):
        confirming.confirm(response, by=NOBODY, extract=SimpleUploadedFile("utdrag.pdf", b"inget"), **DECISION)

    assert Confirmation.objects.count() == 0


@pytest.fixture
def come(client, response):
    """Come by the letter's link; returns the address of the page."""
    client.get(reverse("consultations:receipt", args=[response.receipt_number]), {"nyckel": response.key})
    return reverse("consultations:confirm_answer", args=[response.receipt_number])


def test_the_page_confirms_and_the_receipt_says_so(client, come, response):
    page = client.get(come)
    sent = {"body": "Kommunstyrelsen", "date": "2021-05-11", "item": "§ 87", "name": "Eva", "extract": pdf()}
    posted = client.post(come, sent)
    receipt = client.get(posted["Location"]).content.decode()

    assert (page.status_code, posted.status_code) == (200, 302)
    assert "Kommunstyrelsen, 11 maj 2021, § 87" in receipt
    assert "Arbetsutskottet, § 12" in receipt
    assert f"{_('A stance on the whole')}, 1 " in receipt
    assert client.post(come, sent | {"extract": ""}).status_code == 409


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"body": ""}, "id_body"),
        ({"date": ""}, "id_date"),
        ({"date": "2021-06-01"}, "id_date"),
        ({"name": " "}, "id_name"),
    ],
)
def test_bad_input_is_said_and_kept(client, come, change, wrong):
    sent = {"body": "KS", "date": "2021-05-11", "item": "8", "name": "Eva", "reservations": "Nej."} | change

    page = client.post(come, sent)

    assert (page.status_code, list(page.context["wrong"])) == (422, [wrong])
    assert page.context["typed"]["reservations"] == "Nej."


def test_the_letters_link_leads_straight_to_the_page(client, response):
    page = reverse("consultations:confirm_answer", args=[response.receipt_number])

    followed = client.get(page, {"nyckel": response.key})

    assert (followed.status_code, followed["Location"]) == (302, page)
    assert client.get(page).status_code == 200


def test_strangers_and_wrong_keys_find_nothing(client, response):
    page = reverse("consultations:confirm_answer", args=[response.receipt_number])

    assert (client.get(page).status_code, client.get(page, {"nyckel": "fel"}).status_code) == (404, 404)


def test_one_reminder_the_working_day_after_the_expected_day(response, at):
    """27 May 2021 is a Thursday."""
    told = {}
    for moment in ("2021-05-27 12:00", "2021-05-28 07:59", "2021-05-28 08:00", "2021-05-28 08:01", "2021-06-03 09:00"):
        with at(moment):
            told[moment] = confirming.owe_due_confirmations()

    letter = Letter.objects.get(kind="confirmation_due")
    assert list(told.values()) == [0, 0, 1, 0, 0]
    assert letter.recipient == "eva@kommun.example"
    assert f"/mina-svar/{response.receipt_number}/beslut/?nyckel={response.key}" in letter.text
    assert confirming.is_still_owed(letter)


def test_no_reminder_once_it_is_confirmed(response, at):
    confirming.confirm(response, by=NOBODY, **DECISION)

    with at("2021-05-28 08:00"):
        assert confirming.owe_due_confirmations() == 0


def test_officials_filter_what_waits_for_a_decision_and_fetch_the_extract(response, logged_in):
    place = [response.consultation.year, response.consultation.slug]
    official = logged_in(OfficialFactory())
    listed = reverse("consultations:workspace_responses", args=place)
    waiting = official.get(listed, {"visa": "preliminara"})
    confirming.confirm(response, by=NOBODY, extract=pdf("protokoll.pdf"), **DECISION)
    files.passed()
    after = official.get(listed, {"visa": "preliminara"})
    page = official.get(reverse("consultations:workspace_response", args=[*place, response.receipt_number]))
    extract = official.get(reverse("consultations:workspace_extract", args=[*place, response.receipt_number]))

    assert b"".join(extract.streaming_content) == files.PDF
    assert (len(waiting.context["page"]), len(after.context["page"])) == (1, 0)
    assert "27 maj 2021" in waiting.content.decode()
    assert "SD reserverar sig." in page.content.decode()
    extract.close()
    assert 'attachment; filename="protokoll.pdf"' in extract["Content-Disposition"]


def test_sender_and_registry_get_a_letter_about_the_confirmation(response, invitation):
    confirming.confirm(response, by=NOBODY, extract=pdf("protokoll.pdf"), **DECISION)

    letters = {letter.recipient: letter for letter in Letter.objects.filter(kind="confirmation_receipt")}
    registry = invitation.organisation.registry_email
    assert set(letters) == {"eva@kommun.example", registry}
    for letter in letters.values():
        assert "Kommunstyrelsen, 11 maj 2021, § 87" in letter.text
        assert "protokoll.pdf" in letter.text
        assert response.key in letter.text
    assert "/inte-fran-oss/" in letters[registry].text
    assert "/inte-fran-oss/" not in letters["eva@kommun.example"].text
    assert {letter.needs_right for letter in letters.values()} == {"read_responses"}


def published(response, *, by):
    registering.register(response, by=by)
    publishing.review(response, by=by)
    publishing.approve(response, by=by)
    response.refresh_from_db()
    publishing.publish(response, by=by)
    return Response.objects.select_related("consultation").get(pk=response.pk)


def test_the_web_tells_who_confirmed_it_and_keeps_the_rest_until_it_is_read(client, response, at, logged_in):
    leader = OfficialFactory(role=Role.PROJECT_LEADER)
    response = published(response, by=leader)
    consultation = response.consultation
    place = [consultation.year, consultation.slug, response.receipt_number]
    page, extract = (reverse(f"consultations:published_{name}", args=place) for name in ("answer", "extract"))
    before = client.get(page).content.decode()
    with at("2021-05-13 09:00"):
        confirming.confirm(
            response, by=NOBODY, extract=pdf("Eva Ek.pdf"), **DECISION, reservations="MP reserverar sig."
        )
        files.passed()
        told = client.get(page).content.decode()
        status_before = client.get(extract).status_code
        shown = logged_in(leader).post(reverse("consultations:workspace_mask_confirmation", args=place))
        after = client.get(page).content.decode()
        download = client.get(extract)
        download.close()

    assert "27 maj 2021" in before
    assert "Kommunstyrelsen, 11 maj 2021, § 87" not in before
    assert "Kommunstyrelsen, 11 maj 2021, § 87" in told
    assert "MP reserverar sig." not in told
    assert (status_before, shown.status_code, download.status_code) == (404, 302, 200)
    assert "MP reserverar sig." in after
    assert "Eva Ek" not in told + after
    assert download["X-Content-Type-Options"] == "nosniff"
    # Also a file's name can name somebody.
    assert f'filename="protokollsutdrag-{response.receipt_number}.pdf"' in download["Content-Disposition"]


def test_a_personal_number_in_the_reservations_stops_them(response, at):
    leader = OfficialFactory(role=Role.PROJECT_LEADER)
    response = published(response, by=leader)
    with at("2021-05-13 09:00"):
        confirming.confirm(response, by=NOBODY, **DECISION, reservations="Jag, 19811218-9876, reserverar mig.")
        with pytest.raises(publishing.WebVersionNotReadyError):
            publishing.show_confirmation(response, by=leader)

        publishing.unpublish(response, reason="Maskas", by=leader)
        response = Response.objects.get(pk=response.pk)
        found = masking.find(response, canonical.parts_of(response))
        publishing.decide(response, found, decision=Decision.MASKED, by=leader)
        publishing.approve(response, by=leader)

    assert "[maskat]" in publication.web_version(Response.objects.get(pk=response.pk)).confirmation_reservations
