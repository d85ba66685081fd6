"""The registry: the queue with what is overdue, the four facts, marks, and readings of what is protected."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from consultations.actions import registering
from consultations.models import MarkKind, ProtectedReading, RegistryEntry, Response
from consultations.workflow import ResponseState
from rus_portal.accounts.roles import Role
from tests.factories import ConsultationFactory, OfficialFactory, OrganisationFactory, ResponseFactory

pytestmark = pytest.mark.django_db
QUEUE = "/arbetsyta/diarium/"


@pytest.fixture(autouse=True)
def _monday(at):
    with at("2021-05-10 09:00"):
        yield


@pytest.fixture
def consultation():
    return ConsultationFactory(slug="rus", last_day=date(2021, 6, 30), registry_number="RUN 2021/EX-0042")


@pytest.fixture
def registrar():
    return OfficialFactory(role=Role.REGISTRAR)


def address(name, response, *more):
    return reverse(f"consultations:{name}", args=[2021, "rus", response.receipt_number, *more])


def test_queue_shows_age_and_what_is_overdue_the_oldest_first(consultation, registrar, logged_in, at):
    with at("2021-05-10 08:30"):
        today = ResponseFactory(consultation=consultation)
    with at("2021-05-07 17:10"):
        friday = ResponseFactory(consultation=consultation)

    context = logged_in(registrar).get(QUEUE).context

    assert [(one.response, one.days, one.is_overdue) for one in context["waiting"]] == [
        (friday, 3, True),
        (today, 0, False),
    ]
    assert context["overdue_count"] == 1


def test_many_are_registered_at_once_with_numbers_in_order_of_arrival(consultation, registrar, logged_in, at):
    with at("2021-05-10 08:30"):
        later = ResponseFactory(consultation=consultation)
    with at("2021-05-07 17:10"):
        earlier = ResponseFactory(consultation=consultation, sender_name="Maj Provberg")

    logged_in(registrar).post(QUEUE, {"svar": [later.receipt_number, earlier.receipt_number, "finns-inte"]})

    entries = RegistryEntry.objects.order_by("number")
    assert [(one.response, one.number, one.arrived_on) for one in entries] == [
        (earlier, "RUN 2021/EX-0042-1", date(2021, 5, 7)),
        (later, "RUN 2021/EX-0042-2", date(2021, 5, 10)),
    ]
    assert (entries[0].sender, entries[0].by) == ("Maj Provberg", registrar)
    assert entries[0].subject.endswith(": Förslag till regional utvecklingsstrategi")
    assert set(Response.objects.values_list("state", flat=True)) == {ResponseState.REGISTERED}


def test_registrar_writes_number_sender_and_subject(consultation, registrar, logged_in):
    response = ResponseFactory(consultation=consultation)
    facts = {"number": "RUN 2021/EX-0042-77", "sender": "", "subject": "Synpunkter"}

    logged_in(registrar).post(address("workspace_register", response), facts)

    entry = response.registry_entry
    assert (entry.number, entry.sender, entry.subject) == ("RUN 2021/EX-0042-77", "", "Synpunkter")


def test_taken_number_is_refused_and_what_was_typed_stays(consultation, registrar, logged_in):
    first, second = ResponseFactory.create_batch(2, consultation=consultation)
    registering.register(first, by=registrar, number="X-1")

    answer = logged_in(registrar).post(
        address("workspace_register", second), {"number": "X-1", "sender": "S", "subject": "Mitt ämne"}
    )

    assert (answer.status_code, "Mitt ämne" in answer.content.decode()) == (422, True)
    second.refresh_from_db()
    assert second.state == ResponseState.RECEIVED


def test_typed_number_in_the_way_is_stepped_over(consultation, registrar):
    first, second = ResponseFactory.create_batch(2, consultation=consultation)
    registering.register(first, by=registrar, number="RUN 2021/EX-0042-2")

    entry = registering.register(second, by=registrar)

    assert entry.number == "RUN 2021/EX-0042-3"


def test_entry_never_changes(consultation, registrar):
    entry = registering.register(ResponseFactory(consultation=consultation), by=registrar)

    with pytest.raises(DatabaseError), transaction.atomic():
        RegistryEntry.objects.filter(pk=entry.pk).update(sender="Någon annan")


@pytest.mark.parametrize("role", [Role.PROJECT_LEADER, Role.STRATEGIST, Role.ARCHIVIST])
def test_readers_see_the_queue_but_cannot_register(consultation, role, logged_in):
    response = ResponseFactory(consultation=consultation)
    reader = logged_in(OfficialFactory(role=role))

    assert reader.get(QUEUE).context["may_register"] is False
    assert reader.post(QUEUE, {"svar": response.receipt_number}).status_code == 403


def test_queue_asks_the_same_number_of_questions_whatever_its_size(
    consultation, registrar, logged_in, django_assert_num_queries
):
    reader = logged_in(registrar)
    for size in (3, 40):
        ResponseFactory.create_batch(size, consultation=consultation)
        reader.get(QUEUE)

        with django_assert_num_queries(6):
            reader.get(QUEUE)


def test_mark_needs_a_reason_and_is_kept_when_taken_away(consultation, registrar, logged_in):
    response = ResponseFactory(consultation=consultation)
    reader = logged_in(registrar)
    sent = {"markering-kind": MarkKind.SECRET, "markering-note": "OSL 21 kap. 1 §"}

    refused = reader.post(address("workspace_mark", response), {**sent, "markering-note": ""})
    reader.post(address("workspace_mark", response), sent)
    again = reader.post(address("workspace_mark", response), sent, follow=True)
    mark = response.marks.get()
    reader.post(address("workspace_lift_mark", response, mark.pk), {"reason": "Prövad på nytt"})

    assert refused.status_code == 422
    assert [message.level_tag for message in again.context["messages"]][-1] == "error"
    mark.refresh_from_db()
    assert (mark.by, mark.lifted_by, response.marks.live().exists()) == (registrar, registrar, False)
    assert list(response.events.values_list("transition", flat=True)) == ["receive", "mark", "unmark"]


def test_duplicates_and_misdirected_answers_are_kept_but_not_counted(consultation, registrar):
    stands, same, wrong = ResponseFactory.create_batch(3, consultation=consultation)
    registering.mark(same, MarkKind.DUPLICATE, note="Kom även med post.", same_as=stands, by=registrar)
    registering.mark(wrong, MarkKind.MISDIRECTED, note="Gäller Region Exempel. Sänt vidare.", by=registrar)

    assert list(Response.objects.standing()) == [stands]
    assert Response.objects.count() == 3


def test_duplicate_says_of_which_answer_of_the_same_round(consultation, registrar, logged_in):
    response, elsewhere = ResponseFactory(consultation=consultation), ResponseFactory()
    sent = {"markering-kind": "duplicate", "markering-note": "Samma", "markering-same_as": elsewhere.receipt_number}

    answer = logged_in(registrar).post(address("workspace_mark", response), sent)

    assert (answer.status_code, response.marks.count()) == (422, 0)


# --- protected identity -------------------------------------------------------------------------------------------
def test_each_reading_of_a_protected_answer_is_noted_for_the_archivist(consultation, registrar, logged_in):
    protected = ResponseFactory(consultation=consultation, is_protected=True, sender_name="Hemliga Namnet")
    open_answer = ResponseFactory(consultation=consultation)
    reader = logged_in(registrar)

    reader.get(address("workspace_response", protected))
    reader.get(address("workspace_response", open_answer))

    assert [(one.response, one.by, one.what) for one in ProtectedReading.objects.all()] == [
        (protected, registrar, "Svaret")
    ]
    page = logged_in(OfficialFactory(role=Role.ARCHIVIST)).get(f"{QUEUE}skyddade/").content.decode()
    assert (protected.receipt_number in page, "Hemliga Namnet" in page) == (True, False)


def test_reading_cannot_be_taken_out_of_the_log(consultation, registrar):
    registering.note_reading(ResponseFactory(consultation=consultation, is_protected=True), "Svaret", by=registrar)

    with pytest.raises(DatabaseError), transaction.atomic():
        ProtectedReading.objects.all().delete()


def test_who_is_protected_is_named_in_no_list_and_no_registry(consultation, registrar, logged_in):
    protected = ResponseFactory(consultation=consultation, is_protected=True, sender_name="Hemliga Namnet")
    reader = logged_in(registrar)

    lists = [reader.get(place).content.decode() for place in (QUEUE, "/arbetsyta/remiss/2021/rus/svar/")]
    entry = registering.register(protected, by=registrar)

    assert not any("Hemliga Namnet" in page for page in lists)
    assert all(protected.receipt_number in page for page in lists)
    assert "Hemliga Namnet" not in f"{entry.sender} {entry.subject}"
    assert "Hemliga Namnet" in reader.get(address("workspace_response", protected)).content.decode()


def test_protected_answers_are_not_in_the_queue_of_others(consultation, logged_in):
    OrganisationFactory()
    ResponseFactory(consultation=consultation, is_protected=True)

    context = logged_in(OfficialFactory(role=Role.STRATEGIST)).get(QUEUE).context

    assert (context["waiting"], context["overdue_count"]) == ([], 0)
