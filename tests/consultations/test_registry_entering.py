"""Answers that came another way, and letters with the same words."""

import uuid
from datetime import date, timedelta

import pytest

from consultations import canonical, receipts, verification
from consultations.actions import campaigning, entering
from consultations.models import CampaignLetter, Channel, Response, SenderKind, Timeliness
from rus_portal import clock
from rus_portal.accounts.roles import Role
from rus_portal.notifications.models import Letter
from tests.consultations.files import PDF, upload
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    OfficialFactory,
    OrganisationFactory,
    QuestionFactory,
    ResponseFactory,
)

pytestmark = pytest.mark.django_db
FORM = "/arbetsyta/remiss/2021/rus/ta-emot/"


@pytest.fixture(autouse=True)
def _july(at):
    with at("2021-07-05 09:00"):
        yield


@pytest.fixture
def consultation():
    return ConsultationFactory(slug="rus", last_day=date(2021, 6, 30))


@pytest.fixture
def registrar():
    return OfficialFactory(role=Role.REGISTRAR)


def filled_in(**changes):
    return {
        "key": str(uuid.uuid4()),
        "channel": "post",
        "arrived_on": "2021-06-30",
        "arrival_reason": "Stämplat av postcentralen.",
        "kind": "organisation",
        "sender": "Provköpings kommun",
        "email": "",
        "stance": "supports",
        "summary": "Vi tillstyrker.",
        "language": "sv",
    } | changes


def test_letter_of_an_invited_body_counts_from_its_day_of_arrival(consultation, registrar, logged_in):
    question = QuestionFactory(consultation=consultation)
    body = OrganisationFactory(name="Provköpings kommun")
    invitation = InvitationFactory(consultation=consultation, organisation=body)
    sent = filled_in(**{f"question_{question.order}": "Tydligheten."}, files=[upload("brev.pdf", PDF)])

    answer = logged_in(registrar).post(FORM, sent)

    response = Response.objects.get()
    assert answer["Location"] == f"/arbetsyta/remiss/2021/rus/svar/{response.receipt_number}/"
    assert (response.sender_kind, response.invitation, response.organisation) == (SenderKind.INVITED, invitation, body)
    assert (response.timeliness, response.channel) == (Timeliness.IN_TIME, Channel.POST)
    assert receipts.is_valid(response.receipt_number)
    assert canonical.digest(response, canonical.parts_of(response)) == response.hash
    assert [file.name for file in response.attachments.all()] == ["brev.pdf"]
    assert [one.text for one in response.answers.all()] == ["Tydligheten."]
    event = response.events.get()
    assert (event.transition, event.by) == ("receive", registrar)
    assert response.sent_by is None
    assert Letter.objects.filter(recipient=body.registry_email).count() == 1
    assert list(verification.check()) == []


@pytest.mark.parametrize(
    ("arrived_on", "timeliness"),
    [("2021-06-30", Timeliness.IN_TIME), ("2021-07-01", Timeliness.LATE), ("2021-07-05", Timeliness.LATE)],
)
def test_last_day_is_in_time_and_the_next_is_late(arrived_on, timeliness, consultation, registrar, logged_in):
    logged_in(registrar).post(FORM, filled_in(arrived_on=arrived_on))

    assert Response.objects.get().timeliness == timeliness


def test_longer_time_of_the_body_holds_for_its_letter_too(consultation, registrar, logged_in):
    invitation = InvitationFactory(consultation=consultation, organisation__name="Provköpings kommun")
    asked = {"asked_day": date(2021, 7, 31), "reason": "Nämnden.", "decided_at": clock.now()}
    invitation.extensions.create(granted=True, last_day=date(2021, 7, 31), **asked)

    logged_in(registrar).post(FORM, filled_in(arrived_on="2021-07-02"))

    assert Response.objects.get().timeliness == Timeliness.IN_TIME_WITH_EXTENSION


def test_form_sent_twice_is_one_answer(consultation, registrar, logged_in):
    reader, sent = logged_in(registrar), filled_in()

    first, second = reader.post(FORM, sent), reader.post(FORM, sent)

    assert first["Location"] == second["Location"]
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"arrival_reason": ""},
        {"arrived_on": "2021-07-06"},
        {"channel": "portal"},
        {"sender": ""},
        {"summary": "", "stance": "not_stated"},
        {"files": [upload("brev.exe", b"MZ")]},
    ],
)
def test_bad_entry_is_refused_and_nothing_typed_is_lost(changes, consultation, registrar, logged_in):
    answer = logged_in(registrar).post(FORM, filled_in(email="anna@kommun.example") | changes)

    assert (answer.status_code, Response.objects.count()) == (422, 0)
    assert "anna@kommun.example" in answer.content.decode()


def test_person_without_name_and_protected_person_get_no_letter(consultation, registrar, logged_in):
    reader = logged_in(registrar)

    reader.post(FORM, filled_in(kind="person", sender="", channel="phone"))
    reader.post(FORM, filled_in(kind="person", sender="Hemlig", email="h@privat.example", is_protected="on"))

    assert list(Response.objects.order_by("pk").values_list("sender_kind", "is_protected")) == [
        ("person", False),
        ("person", True),
    ]
    assert not Letter.objects.exists()


def test_only_registrars_enter_answers(consultation, logged_in):
    reader = logged_in(OfficialFactory(role=Role.PROJECT_LEADER))

    assert (reader.get(FORM).status_code, reader.post(FORM, filled_in()).status_code) == (403, 403)


def test_what_came_through_the_portal_keeps_its_checksum(consultation):
    response = ResponseFactory(consultation=consultation)

    assert b"channel" not in canonical.canonical(response, canonical.parts_of(response))


def test_day_ahead_is_refused_by_the_action_too(consultation, registrar):
    ahead = date(2021, 7, 5) + timedelta(days=1)
    entry = entering.Entry(uuid.uuid4(), Channel.POST, ahead, "Gissat", is_person=True)

    with pytest.raises(entering.BadArrivalError):
        entering.enter(consultation, entry, by=registrar)


# --- letters with the same words ------------------------------------------------------------------------------------
def test_letters_with_the_same_words_are_one_standpoint_and_each_stays_an_answer(consultation, registrar, logged_in):
    same = [
        ResponseFactory(consultation=consultation, summary=text)
        for text in ("Rädda  skogen!", "rädda skogen!", "Rädda\nskogen!")
    ]
    ResponseFactory(consultation=consultation, summary="Något annat.")
    reader = logged_in(registrar)

    (group,) = reader.get("/arbetsyta/remiss/2021/rus/lika-brev/").context["groups"]
    reader.post("/arbetsyta/remiss/2021/rus/lika-brev/", {"group": group.fingerprint, "name": "Rädda skogen"})
    later = ResponseFactory(consultation=consultation, summary="RÄDDA SKOGEN!")
    campaign = campaigning.gather(consultation, group.fingerprint, name="Annat namn", by=registrar)

    assert group.responses == same
    assert campaign.name == "Rädda skogen"
    assert set(CampaignLetter.objects.values_list("response", flat=True)) == {one.pk for one in [*same, later]}
    assert Response.objects.standing().count() == 5


def test_answers_without_words_are_no_campaign(consultation):
    ResponseFactory.create_batch(3, consultation=consultation)

    assert campaigning.groups(consultation) == []
