import hashlib
import json
import threading
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from consultations import canonical, fields, held, verification
from consultations.actions import answers
from consultations.models import (
    Attachment,
    Draft,
    DraftField,
    DraftFile,
    LinkKind,
    Response,
    ResponseLink,
    SenderKind,
    Stance,
    Timeliness,
)
from consultations.workflow import RoundState
from rus_portal.accounts.models import MemberRole
from rus_portal.notifications.models import Letter
from rus_portal.notifications.periodic import relay_letters
from tests.consultations.files import PDF, upload
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    QuestionFactory,
    UserFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(at):
    with at("2021-04-16 08:00"):
        round_ = ConsultationFactory(
            last_day=date(2021, 6, 30), version=VersionFactory(sections=3), slug="rus", is_fictional=True
        )
        QuestionFactory(consultation=round_, order=1)
        QuestionFactory(consultation=round_, order=2, text="Vad saknas?", label="Saknas")
    return round_


@pytest.fixture
def may(at):
    """It is Wednesday 12 May 2021, 09.00."""
    with at("2021-05-12 09:00"):
        yield


def person_draft(consultation, **values):
    draft = answers.begin(consultation)
    answers.save_fields(draft, {"about.kind": "person", "overall.summary": "Bra förslag."} | values)
    return draft


def invited_draft(consultation, **values):
    invitation = InvitationFactory(consultation=consultation)
    draft = answers.begin(consultation, invitation=invitation)
    answers.save_fields(draft, {"overall.stance": "supports"} | values)
    return draft


def section_keys(consultation):
    return [section.key for section in consultation.version.sections.all()]


# --- beginning ---


def test_begin_gives_each_person_an_own_draft(consultation):
    first, second = answers.begin(consultation), answers.begin(consultation)

    assert first.pk != second.pk
    assert first.organisation is None


def test_begin_gives_the_people_of_an_invited_body_one_draft_together(consultation):
    invitation = InvitationFactory(consultation=consultation)

    by_link = answers.begin(consultation, invitation=invitation)
    by_member = answers.begin(consultation, user=UserFactory(), organisation=invitation.organisation)

    assert by_member.pk == by_link.pk
    assert by_link.organisation == invitation.organisation
    assert dict(by_link.fields.values_list("name", "value")) == {"about.kind": "invited"}


def test_begin_gives_the_people_of_another_organisation_one_draft_together(consultation):
    organisation = OrganisationFactory()

    first = answers.begin(consultation, user=UserFactory(), organisation=organisation)
    second = answers.begin(consultation, user=UserFactory(), organisation=organisation)

    assert second.pk == first.pk
    assert first.invitation is None


@pytest.mark.parametrize("state", [RoundState.PLANNED, RoundState.WITHDRAWN])
def test_begin_is_refused_when_no_answers_are_taken(state):
    with pytest.raises(answers.AnswersNotTakenError):
        answers.begin(ConsultationFactory(state=state))

    assert Draft.objects.count() == 0


# --- saving ---


def test_save_fields_keeps_what_is_wrong_and_counts_versions(consultation):
    draft = answers.begin(consultation)

    first = answers.save_fields(draft, {"decision.date": "31 juni 2021", "overall.summary": "a\r\nb\x00"})
    second = answers.save_fields(draft, {"decision.date": "31 juni 2021", "overall.summary": "ny"})

    assert first == {"decision.date": 1, "overall.summary": 1}
    assert second == {"decision.date": 1, "overall.summary": 2}
    assert dict(draft.fields.values_list("name", "value")) == {"decision.date": "31 juni 2021", "overall.summary": "ny"}


def test_save_fields_never_overwrites_unseen_and_saves_all_else(consultation):
    draft = answers.begin(consultation)
    answers.save_fields(draft, {"overall.summary": "första"}, versions={"overall.summary": 0})
    answers.save_fields(draft, {"overall.summary": "annas"}, versions={"overall.summary": 1})

    with pytest.raises(answers.FieldsChangedError) as changed:
        answers.save_fields(
            draft,
            {"overall.summary": "bos", "question.1": "också bos"},
            versions={"overall.summary": 1, "question.1": 0},
        )

    assert changed.value.conflicts == {"overall.summary": ("annas", "bos", 2)}
    assert changed.value.versions == {"question.1": 1}
    saved = dict(draft.fields.values_list("name", "value"))
    (waiting,) = held.of(saved)
    assert (waiting.name, waiting.field, waiting.text) == (
        changed.value.held["overall.summary"],
        "overall.summary",
        "bos",
    )
    assert {name: text for name, text in saved.items() if not held.is_name(name)} == {
        "overall.summary": "annas",
        "question.1": "också bos",
    }


def test_save_fields_sees_no_conflict_when_both_wrote_the_same(consultation):
    draft = answers.begin(consultation)
    answers.save_fields(draft, {"overall.summary": "samma"})

    saved = answers.save_fields(draft, {"overall.summary": "samma"}, versions={"overall.summary": 0})

    assert saved == {"overall.summary": 1}


@pytest.mark.parametrize("name", ["about.admin", "section.x.comment", "question.x", "", "sent_at"])
def test_save_fields_refuses_fields_that_no_draft_has(consultation, name):
    draft = answers.begin(consultation)

    with pytest.raises(ValueError, match="no field"):
        answers.save_fields(draft, {name: "x"})


def test_save_fields_is_refused_after_sending(consultation, may):
    draft = person_draft(consultation)
    answers.send(draft)

    with pytest.raises(answers.DraftIsSentError):
        answers.save_fields(draft, {"overall.summary": "för sent"})

    assert DraftField.objects.count() == 0


# --- files ---


def test_attach_keeps_the_file_and_the_same_file_once(consultation):
    draft = answers.begin(consultation)

    first = answers.attach(draft, upload("svar.pdf", PDF))
    again = answers.attach(draft, upload("kopia.pdf", PDF))

    assert again.pk == first.pk
    assert (first.name, first.content_type, first.size) == ("svar.pdf", "application/pdf", len(PDF))
    assert first.sha256 == hashlib.sha256(PDF).hexdigest()
    with default_storage.open(first.file.name) as kept:
        assert kept.read() == PDF
    assert "svar" not in first.file.name


def test_attach_takes_at_most_ten_files(consultation):
    draft = answers.begin(consultation)
    for n in range(10):
        answers.attach(draft, upload(f"{n}.pdf", PDF + b"%" + str(n).encode()))

    with pytest.raises(answers.FileRefusedError, match=r"elfte\.pdf"):
        answers.attach(draft, upload("elfte.pdf", PDF))

    assert draft.files.count() == 10


def test_detach_takes_the_file_away(consultation, django_capture_on_commit_callbacks):
    draft = answers.begin(consultation)
    file = answers.attach(draft, upload("svar.pdf", PDF))
    path = file.file.name

    with django_capture_on_commit_callbacks(execute=True):
        answers.detach(draft, file)

    assert draft.files.count() == 0
    assert not default_storage.exists(path)


# --- sending ---


def test_send_makes_an_answer_of_everything_in_the_draft(consultation, may):
    first, second, _third = section_keys(consultation)
    other = OrganisationFactory(name="Medsvarande kommun")
    draft = invited_draft(
        consultation,
        **{
            "about.email": "svar@kommun.example",
            "about.joint": json.dumps([other.pk, 999_999]),
            "overall.stance": "supports_with_comments",
            "overall.summary": "Vi är för.",
            "question.2": "En ordlista.",
            f"section.{first}.stance": "opposes",
            f"section.{first}.comment": "Nej tack.",
            f"section.{second}.proposal": "Ny text.",
            "decision.body": "Kommunstyrelsen",
            "decision.date": "11 maj 2021",
            "decision.item": "117",
            "decision.preliminary": "1",
        },
    )
    answers.attach(draft, upload("protokoll.pdf", PDF))

    response = answers.send(draft)

    response.refresh_from_db()
    assert response.sender_kind == SenderKind.INVITED
    assert response.organisation == draft.organisation
    assert response.sender_name == str(draft.organisation)
    assert (response.stance, response.summary) == (Stance.SUPPORTS_WITH_COMMENTS, "Vi är för.")
    assert [(a.question.order, a.text) for a in response.answers.all()] == [(2, "En ordlista.")]
    said = [(c.section.key, c.stance, c.comment, c.proposal) for c in response.comments.all()]
    assert said == [(first, "opposes", "Nej tack.", ""), (second, "not_stated", "", "Ny text.")]
    assert [(f.name, f.size) for f in response.attachments.all()] == [("protokoll.pdf", len(PDF))]
    assert list(response.joint_with.all()) == [other]
    decision = (response.deciding_body, response.decided_on, response.item_number, response.is_preliminary)
    assert decision == ("Kommunstyrelsen", date(2021, 5, 11), "117", True)
    assert [event.transition for event in response.events.all()] == ["receive"]
    assert list(verification.check()) == []


def test_send_leaves_nothing_in_the_draft_but_its_place(consultation, may):
    draft = person_draft(consultation)
    file = answers.attach(draft, upload("svar.pdf", PDF))

    response = answers.send(draft)

    draft.refresh_from_db()
    assert draft.sent_at == response.received_at
    assert (DraftField.objects.count(), DraftFile.objects.count()) == (0, 0)
    assert Attachment.objects.get().file.name == file.file.name


def test_send_twice_is_the_same_answer(consultation, may):
    draft = person_draft(consultation)
    other_tab = Draft.objects.get(pk=draft.pk)

    first, second = answers.send(draft), answers.send(other_tab)

    assert second == first
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_send_from_eight_threads_at_once_is_one_answer(consultation, portal_clock, monkeypatch):
    portal_clock("2021-05-12 09:00")
    monkeypatch.setattr("rus_portal.exports.tasks.make_export.delay_on_commit", lambda pk: None)
    draft = person_draft(consultation, **{"about.email": "jag@exempel.example"})
    barrier, numbers, faults = threading.Barrier(8), [], []

    def send():
        try:
            own = Draft.objects.with_round().get(pk=draft.pk)
            barrier.wait(timeout=20)
            numbers.append(answers.send(own).receipt_number)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert numbers == [Response.objects.get().receipt_number] * 8
    assert Letter.objects.filter(kind="receipt").count() == 1


def test_send_refuses_an_empty_answer_and_keeps_the_draft(consultation, may):
    draft = answers.begin(consultation)
    answers.save_fields(draft, {"about.kind": "person", "about.name": "Maj"})

    with pytest.raises(answers.AnswerIncompleteError) as incomplete:
        answers.send(draft)

    draft.refresh_from_db()
    assert list(incomplete.value.problems) == ["overall.stance"]
    assert draft.sent_at is None
    assert draft.fields.count() == 2
    assert Response.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"about.kind": ""}, "about.kind"),
        ({"about.kind": "organisation"}, "about.name"),
        ({"about.kind": "invited"}, "about.name"),
        ({"about.email": "inte en adress"}, "about.email"),
        ({"about.kind": "organisation", "about.name": "Ö", "decision.date": "31 juni 2021"}, "decision.date"),
        ({"about.kind": "organisation", "about.name": "Ö", "decision.date": "2021-05-13"}, "decision.date"),
        ({"overall.stance": "maybe"}, "overall.stance"),
        ({"about.name": "x" * 201}, "about.name"),
        ({"decision.item": "x" * 21}, "decision.item"),
    ],
)
def test_send_names_the_field_that_is_wrong(consultation, may, values, field):
    draft = person_draft(consultation, **values)

    with pytest.raises(answers.AnswerIncompleteError) as incomplete:
        answers.send(draft)

    assert list(incomplete.value.problems) == [field]


def test_a_day_that_does_not_exist_is_said_to_not_exist():
    assert fields.day("2021-06-14") == fields.day("14 juni 2021") == fields.day("Den 14 JUNI 2021") == date(2021, 6, 14)
    with pytest.raises(ValueError, match=r"31 .+ 2021"):
        fields.day("31 juni 2021")
    with pytest.raises(ValueError, match=r"\d{4}-\d\d-\d\d"):
        fields.day("i fredags")


def test_send_of_a_person_keeps_no_decision_and_no_partners(consultation, may):
    draft = person_draft(
        consultation, **{"decision.body": "Jag", "about.joint": json.dumps([OrganisationFactory().pk])}
    )

    response = answers.send(draft)

    assert (response.deciding_body, list(response.joint_with.all())) == ("", [])


def test_send_quotes_the_paragraph_that_the_comment_is_about(consultation, may):
    section = consultation.version.sections.first()
    name = f"section.{section.key}"
    draft = person_draft(
        consultation,
        **{f"{name}.comment": "Bra.", f"{name}.block": section.body[0]["id"], f"{name}.quoted": "Påhittat"},
    )

    comment = answers.send(draft).comments.get()

    assert (comment.block, comment.quoted) == (section.body[0]["id"], "Text i avsnitt 1.")


def test_send_passes_over_a_paragraph_that_does_not_exist(consultation, may):
    name = f"section.{section_keys(consultation)[0]}"
    draft = person_draft(consultation, **{f"{name}.comment": "Bra.", f"{name}.block": "deadbeef"})

    comment = answers.send(draft).comments.get()

    assert (comment.block, comment.quoted) == ("", "")


# --- letters and copies ---


def test_send_owes_the_receipt_to_the_sender_and_to_the_registry(consultation, may):
    draft = invited_draft(consultation, **{"about.email": "Svar@kommun.example"})

    response = answers.send(draft)

    letters = Letter.objects.filter(kind__endswith="receipt", about=f"response:{response.pk}")
    assert {letter.recipient for letter in letters} == {"svar@kommun.example", draft.organisation.registry_email}
    for letter in letters:
        assert response.receipt_number in letter.subject
        assert f"/mina-svar/{response.receipt_number}/?nyckel={response.key}" in letter.text
        assert f"/mina-svar/{response.receipt_number}/?nyckel={response.key}" in letter.html
        assert response.hash in letter.text


def test_send_owes_no_letter_to_whom_gave_no_address(consultation, may):
    answers.send(person_draft(consultation))

    assert Letter.objects.count() == 0


def test_send_owes_nobody_a_letter_about_somebody_with_protected_identity(consultation, may):
    response = answers.send(
        person_draft(consultation, **{"about.protected": "1", "about.email": "skyddad@exempel.example"})
    )

    assert response.is_protected
    assert Letter.objects.count() == 0


def test_send_escapes_what_people_write_in_the_html_letter(consultation, may):
    draft = person_draft(consultation, **{"about.name": "<script>x</script>", "about.email": "a@b.example"})

    answers.send(draft)

    html = Letter.objects.get().html
    assert "<script>" not in html
    assert "&lt;script&gt;x&lt;/script&gt;" in html


def test_send_stops_the_reminders_that_have_not_gone(consultation, may):
    draft = invited_draft(consultation)
    letters = [
        Letter.objects.create(
            recipient=f"{kind}@kommun.example", kind=kind, about=f"invitation:{about}", subject="s", text="t"
        )
        for kind, about in [
            ("reminder_28", draft.invitation_id),
            ("reminder_1", draft.invitation_id),
            ("moved_deadline", draft.invitation_id),
            ("reminder_7", draft.invitation_id + 1),
        ]
    ]

    answers.send(draft)

    for letter in letters:
        letter.refresh_from_db()
    assert [letter.cancelled_at is not None for letter in letters] == [True, True, False, False]


# --- time ---


def test_send_writes_the_arrival_by_the_domain_clock(consultation, at, swedish_time):
    with at("2021-05-12 09:00:01.123456"):
        response = answers.send(person_draft(consultation))

    assert response.received_at == swedish_time("2021-05-12 09:00:01.123456")
    assert response.receipt_number.startswith("RUS-2021-")


def test_receipt_number_has_the_year_of_sweden(consultation, at):
    with at("2022-01-01 00:00:00"):
        response = answers.send(person_draft(consultation))

    assert response.receipt_number.startswith("RUS-2022-")
    assert response.timeliness == Timeliness.LATE


# --- afterwards ---


def test_a_sent_answer_never_changes(consultation, may):
    response = answers.send(person_draft(consultation))

    response.summary = "Något annat"
    with pytest.raises(IntegrityError), transaction.atomic():
        response.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(response=response, file="x", name="x", content_type="x", size=1, sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        response.delete()


def test_withdraw_keeps_and_marks_the_answer(consultation, may):
    response = answers.send(person_draft(consultation))

    first = answers.withdraw(response, reason="Vi ångrade oss.")
    second = answers.withdraw(response)

    assert second == first
    assert (first.kind, first.later, first.reason) == (LinkKind.WITHDRAWS, None, "Vi ångrade oss.")
    assert Response.objects.count() == 1
    assert Response.objects.standing().count() == 0
    assert list(verification.check()) == []


@pytest.mark.parametrize(("kind", "standing"), [("supplements", 2), ("replaces", 1)])
def test_a_correction_is_a_new_linked_answer(consultation, at, may, kind, standing):
    draft = invited_draft(consultation, **{"question.1": "Mycket."})
    first = answers.send(draft)
    later_draft = answers.begin(consultation, invitation=draft.invitation, **{kind: first})
    answers.save_fields(later_draft, {"overall.summary": "Ett tillägg."})

    with at("2021-06-01 10:00"):
        later = answers.send(later_draft)

    link = ResponseLink.objects.get()
    assert (link.earlier, link.later, link.kind) == (first, later, kind)
    assert later.received_at > first.received_at
    assert [a.text for a in later.answers.all()] == (["Mycket."] if kind == "replaces" else [])
    assert Response.objects.standing().count() == standing
    assert list(verification.check()) == []


def test_hash_is_that_of_the_canonical_form(consultation, may):
    response = answers.send(person_draft(consultation, **{"question.1": "Åäö."}))

    content = canonical.canonical(response, canonical.parts_of(response))

    assert hashlib.sha256(content).hexdigest() == response.hash
    assert json.loads(content)["answers"] == [{"question": 1, "text": "Åäö."}]
    assert json.loads(content)["received_at"] == "2021-05-12T07:00:00.000000+00:00"


def test_verification_tells_of_a_changed_file_and_a_changed_answer(consultation, may):
    draft = person_draft(consultation)
    answers.attach(draft, upload("svar.pdf", PDF))
    response = answers.send(draft)
    with connection.cursor() as cursor:
        # A superuser who gets round the triggers is whom the verification is for.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE consultations_response SET summary = 'ändrat', receipt_number = 'RUS-2021-0001-00'")
        cursor.execute("SET session_replication_role = origin")
    with open(default_storage.path(Attachment.objects.get().file.name), "ab") as file:
        file.write(b"mer")

    found = "\n".join(verification.check())

    assert "check digits" in found
    assert "checksum that stands on the receipt" in found
    assert "the file does not give its checksum" in found
    assert response.pk == Response.objects.get().pk


# --- cost ---


def counted(queries):
    passed = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [query["sql"] for query in queries if not query["sql"].startswith(passed)]


def test_send_of_a_person_takes_at_most_twelve_queries(consultation, may, django_assert_max_num_queries):
    key = section_keys(consultation)[0]
    values = {"about.email": "jag@exempel.example", "question.1": "Ja.", f"section.{key}.comment": "Bra."}
    draft = Draft.objects.with_round().get(pk=person_draft(consultation, **values).pk)

    with django_assert_max_num_queries(40) as queries:
        answers.send(draft)

    assert len(counted(queries.captured_queries)) <= 12, "\n".join(counted(queries.captured_queries))


def test_send_waits_for_no_broker_and_the_relay_sends_its_letters(
    consultation, may, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
):
    published = []
    with monkeypatch.context() as patch:
        patch.setattr("celery.app.task.Task.apply_async", lambda task, *_args, **_options: published.append(task))
        with django_capture_on_commit_callbacks(execute=True):
            answers.send(invited_draft(consultation, **{"about.email": "jag@exempel.example"}))

    with django_capture_on_commit_callbacks(execute=True):
        relay_letters()

    letters = Letter.objects.filter(kind__endswith="receipt")
    assert published == []
    assert letters.count() == letters.sent().count() == len(mailoutbox) == 2


def test_members_are_told_apart_by_their_role(consultation):
    writer = MembershipFactory(role=MemberRole.WRITER)

    draft = answers.begin(consultation, user=writer.user, organisation=writer.organisation)

    assert list(Draft.objects.written_by(writer.user)) == [draft]
    assert list(Draft.objects.written_by(UserFactory())) == []
