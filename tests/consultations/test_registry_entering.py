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
    RoundPartFactory,
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


# --- sections and the decision --------------------------------------------------------------------------------------
def row(number, **fields):
    return {f"avsnitt-{number}-{name}": value for name, value in fields.items()}


def rows(number):
    return {"avsnitt-TOTAL_FORMS": str(number), "avsnitt-INITIAL_FORMS": "0"}


def test_comments_on_sections_and_the_decision_stand_in_the_answer(registrar, logged_in):
    consultation = ConsultationFactory(slug="rus", last_day=date(2021, 6, 30), version__sections=3)
    first, _second, third = consultation.version.sections.order_by("order")
    part = RoundPartFactory(consultation=consultation, last_day=date(2021, 6, 1), sections=[first])
    sent = filled_in(summary="", stance="not_stated") | rows(4)
    sent |= row(0, section=third.pk, stance="opposes", comment="Nej.") | row(1, stance="not_stated")
    sent |= row(2, section=first.pk, proposal="Ny lydelse.") | row(3, section=first.pk, comment="Även detta.")
    sent |= {
        "beslut-deciding_body": "Kommunstyrelsen",
        "beslut-decided_on": "2021-06-14",
        "beslut-item_number": "87",
        "beslut-own_registry_number": "KS 2021/12",
        "beslut-reservations": "SD reserverar sig.",
    }

    answer = logged_in(registrar).post(FORM, sent)

    response = Response.objects.get()
    assert answer.status_code == 302
    assert [(one.section, one.stance, one.comment, one.proposal) for one in response.comments.order_by("pk")] == [
        (first, "not_stated", "", "Ny lydelse."),
        (first, "not_stated", "Även detta.", ""),
        (third, "opposes", "Nej.", ""),
    ]
    assert response.comments.first().part_deadline_then == part.deadline.ends
    assert (response.deciding_body, response.decided_on, response.item_number) == (
        "Kommunstyrelsen",
        date(2021, 6, 14),
        "87",
    )
    assert (response.own_registry_number, response.reservations) == ("KS 2021/12", "SD reserverar sig.")
    assert list(verification.check()) == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        (row(0, comment="Utan avsnitt."), "id_avsnitt-0-section"),
        ({"beslut-decided_on": "2021-07-06"}, "id_beslut-decided_on"),
        ({"beslut-expected_on": "2021-08-01"}, "id_beslut-expected_on"),
        ({"kind": "person", "beslut-deciding_body": "KS"}, "id_kind"),
        ({"avsnitt-TOTAL_FORMS": "x"}, ""),
    ],
)
def test_what_makes_no_sense_there_is_refused_and_kept(changes, wrong, consultation, registrar, logged_in):
    answer = logged_in(registrar).post(FORM, filled_in(summary="Så här skrev de.") | rows(1) | changes)

    assert (answer.status_code, Response.objects.count()) == (422, 0)
    assert [field for field, _text in answer.context["problems"]] == [wrong]
    assert "Så här skrev de." in answer.content.decode()


def test_more_rows_keep_what_is_typed_and_receive_nothing(consultation, registrar, logged_in):
    sent = filled_in(arrival_reason="") | rows(3) | row(2, comment="Skrivet.") | {"more": "1"}

    answer = logged_in(registrar).post(FORM, sent)

    assert (answer.status_code, Response.objects.count()) == (200, 0)
    assert len(answer.context["comments"].forms) == 6
    assert "Skrivet." in answer.content.decode()


def test_a_section_of_another_text_is_no_choice(consultation, registrar, logged_in):
    other = ConsultationFactory(version__sections=1).version.sections.first()

    answer = logged_in(registrar).post(FORM, filled_in() | rows(1) | row(0, section=other.pk, comment="X"))

    assert (answer.status_code, Response.objects.count()) == (422, 0)
