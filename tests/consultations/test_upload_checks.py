"""A file is held, looked through and scanned: nobody opens it before, and none is lost."""

import io
from datetime import date, timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import override

from consultations import holding, inspecting, periodic, verification
from consultations.actions import answers, attaching
from consultations.models import Attachment, DraftFile, FileCheck
from rus_portal.exports import scanner, storage, sweeping
from rus_portal.exports.uploads import REASONS, FileRefusedError, thorough
from rus_portal.notifications.models import Letter
from tests.consultations import fake_clamd
from tests.consultations.fake_clamd import EICAR
from tests.consultations.files import PDF, docx, pdf, upload
from tests.factories import ConsultationFactory

pytestmark = pytest.mark.django_db
SCRIPT = pdf(root=b"/OpenAction<</S/JavaScript/JS(x)>>")


@pytest.fixture
def draft():
    draft = answers.begin(ConsultationFactory())
    said = {"about.kind": "person", "about.email": "anna@privat.example", "overall.stance": "supports"}
    answers.save_fields(draft, said)
    return draft


@pytest.fixture
def clamd(settings):
    with fake_clamd.running() as clamd:
        settings.CLAMD_URL = clamd.url
        yield clamd


def check_of(file):
    return FileCheck.objects.get(file=file.file.name)


def inspected(file):
    """What a worker makes of it."""
    inspecting.inspect(check_of(file).pk)
    check = check_of(file)
    return check.state, check.reason or check.virus


# --- the scanner ----------------------------------------------------------------------------------------------------


def test_scanner_streams_the_whole_file_and_tells_its_virus(clamd):
    content = b"a" * 200_000

    assert scanner.scan(io.BytesIO(content)) == ""
    assert scanner.scan(io.BytesIO(b"x" + EICAR)) == "Win.Test.EICAR_HDB-1"
    assert clamd.seen == [content, b"x" + EICAR]
    assert scanner.ping() is None


def test_scanner_is_reached_over_a_socket_too(settings, tmp_path):
    with fake_clamd.running(tmp_path / "clamd.sock") as clamd:
        settings.CLAMD_URL = clamd.url

        assert scanner.scan(io.BytesIO(EICAR)) == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize(
    "answer", [b"", b"stream: O", b"stream: OK", b"stream: OK ERROR\0", b"who are you?\0", b"x" * 9_000]
)
def test_an_answer_that_is_none_lets_no_file_pass(clamd, answer):
    clamd.answer = answer

    with pytest.raises(scanner.ScannerUnavailableError):
        scanner.scan(io.BytesIO(b"a"))


def test_a_file_too_large_for_the_scanner_says_so(clamd):
    clamd.most = 100_000

    with pytest.raises(scanner.ScannerUnavailableError, match="size limit"):
        scanner.scan(io.BytesIO(b"a" * 5_000_000))


def test_a_scanner_that_is_slow_or_gone_is_unavailable(clamd, settings, monkeypatch):
    monkeypatch.setattr(scanner, "ANSWER_SECONDS", 0.05)
    clamd.slow = 0.5

    with pytest.raises(scanner.ScannerUnavailableError):
        scanner.scan(io.BytesIO(b"a"))
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    with pytest.raises(scanner.ScannerUnavailableError):
        scanner.ping()


# --- states ---------------------------------------------------------------------------------------------------------


def test_a_file_is_held_until_a_worker_has_looked_through_it(draft, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        file = answers.attach(draft, upload("svar.pdf", PDF))
    before = check_of(file).state

    for callback in waiting:
        callback()

    assert (before, check_of(file).state) == ("held", "clean")
    assert [event.transition for event in check_of(file).events.all()] == ["pass"]


def test_active_content_is_refused_with_its_reason(draft):
    file = answers.attach(draft, upload("svar.pdf", SCRIPT))

    assert inspected(file) == ("refused", "pdf_script")
    assert check_of(file).why == REASONS["pdf_script"]


def test_an_infected_file_is_set_apart(draft, clamd):
    file = answers.attach(draft, upload("svar.pdf", pdf(b"<<>>%" + EICAR + b"\n")))

    assert inspected(file) == ("infected", "Win.Test.EICAR_HDB-1")
    assert not default_storage.exists(file.file.name)
    assert default_storage.place(file.file.name) == f"apart/{file.file.name}"


@override("en")
def test_while_the_scanner_is_down_files_are_held_and_tried_again(
    draft, clamd, settings, django_capture_on_commit_callbacks
):
    up, settings.CLAMD_URL = clamd.url, "tcp://127.0.0.1:9"
    file = answers.attach(draft, upload("svar.pdf", PDF))
    on_its_way = str(check_of(file).why_held)
    state_when_down = inspected(file)
    why_when_down = check_of(file).why_held
    due_when_down = inspecting.due(timezone.now() + timedelta(hours=1))
    settings.CLAMD_URL = up
    due_too_soon = inspecting.due(timezone.now())
    FileCheck.objects.update(tried_at=timezone.now() - timedelta(hours=1))

    periodic.inspect_held_files()

    assert state_when_down == ("held", "")
    assert on_its_way == "It is being looked through. That seldom takes more than a minute."
    assert why_when_down == (
        "The virus scanner does not answer. The file is kept, and nothing is lost. It is tried again in 2 minutes."
    )
    assert (due_when_down, due_too_soon) == ([], [])
    assert check_of(file).state == "clean"


def test_a_file_that_ends_workers_or_their_patience_is_refused(draft, monkeypatch):
    deadly, slow = (answers.attach(draft, upload(f"{n}.pdf", PDF + n * b"\n")) for n in (1, 2))
    FileCheck.objects.filter(file=deadly.file.name).update(tries=inspecting.MOST_TRIES)

    def never_ends(*_file):
        raise SoftTimeLimitExceeded

    dead = inspected(deadly)
    monkeypatch.setattr(thorough, "look_through", never_ends)

    assert (dead, inspected(slow)) == (("refused", "too_slow"), ("refused", "too_slow"))


def test_a_check_is_decided_once(draft):
    file = answers.attach(draft, upload("svar.pdf", PDF))

    inspected(file)
    inspected(file)

    assert check_of(file).events.count() == 1


# --- sending --------------------------------------------------------------------------------------------------------


def test_an_answer_is_sent_while_its_file_is_held_and_all_are_told_when_it_is_stopped(draft):
    answers.attach(draft, upload("svar.pdf", SCRIPT))
    response = answers.send(draft)
    attachment = response.attachments.get()

    state = inspected(attachment)
    inspecting.tidy_stopped()

    letters = Letter.objects.filter(kind__startswith="file_stopped").order_by("kind")
    assert state == ("refused", "pdf_script")
    assert [(one.kind, one.recipient) for one in letters] == [
        ("file_stopped", "anna@privat.example"),
        ("file_stopped_region", response.consultation.contact_email),
    ]
    assert all(
        str(response.receipt_number) in one.subject and str(REASONS["pdf_script"]) in one.text for one in letters
    )
    assert not any("svar.pdf" in one.text for one in letters)
    assert list(verification.check()) == []


def test_a_protected_person_is_sent_no_letter_about_a_file(draft):
    answers.save_fields(draft, {"about.protected": "1"})
    answers.attach(draft, upload("svar.pdf", SCRIPT))
    response = answers.send(draft)

    inspected(response.attachments.get())

    assert (
        Letter.objects.filter(kind__startswith="file_stopped").values_list("kind", flat=True).get()
        == "file_stopped_region"
    )


def test_a_file_that_is_stopped_before_is_not_sent(draft):
    file = answers.attach(draft, upload("svar.pdf", SCRIPT))
    inspected(file)

    with pytest.raises(answers.AnswerIncompleteError) as incomplete:
        answers.send(draft)

    assert list(incomplete.value.problems) == ["files"]
    assert "svar.pdf" in incomplete.value.problems["files"]
    answers.detach(draft, file)
    assert answers.send(draft).attachments.count() == 0
    assert FileCheck.objects.count() == 0


@pytest.mark.parametrize(
    ("began", "kept", "sent", "flagged"),
    [
        ("23:58:00", "00:03:00", "00:05:00", True),
        ("23:58:00", "23:59:00", "00:05:00", False),
        ("00:01:00", "00:03:00", "00:05:00", False),
    ],
)
def test_a_late_answer_says_that_its_file_was_begun_in_time(at, swedish_time, began, kept, sent, flagged):
    with at("2021-05-12 09:00"):
        draft = answers.begin(ConsultationFactory(last_day=date(2021, 6, 30)))
        answers.save_fields(draft, {"about.kind": "person", "overall.stance": "supports"})
    day = {"2": "2021-06-30", "0": "2021-07-01"}
    with at(f"{day[kept[0]]} {kept}"):
        answers.attach(draft, upload("svar.pdf", PDF), began_at=swedish_time(f"{day[began[0]]} {began}"))

    with at(f"2021-07-01 {sent}"):
        response = answers.send(draft)

    notes = list(response.events.filter(transition="begun_before"))
    assert response.timeliness == "late"
    assert len(notes) == flagged
    assert all("30 juni 2021 23:58:00" in note.reason for note in notes)


# --- durability -----------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """A process that ends in the middle of something."""


def stored():
    top = default_storage.path("")
    return {path for path in storage.Path(top).rglob("*") if path.is_file() and path.name != ".writable"}


@pytest.mark.parametrize("place", ["rus_portal.exports.uploads.check", "consultations.actions.attaching.keep"])
def test_a_killed_web_worker_leaves_no_row_without_file(draft, monkeypatch, place):
    before = stored()

    def die(*_args, **_kwargs):
        raise Killed

    monkeypatch.setattr(place, die)
    with pytest.raises(Killed):
        answers.attach(draft, upload("svar.pdf", PDF))

    left = stored() - before
    assert DraftFile.objects.count() == 0
    assert sweeping.sweep(timezone.now()) == 0
    assert sweeping.sweep(timezone.now() + timedelta(days=2)) >= len(left)
    assert stored() & left == set()


def test_the_file_is_on_disk_before_its_row_is_committed(draft, monkeypatch):
    synced, told = [], []
    monkeypatch.setattr(storage, "sync", lambda path: synced.append(str(path)))
    keep = attaching._keep
    monkeypatch.setattr(attaching, "_keep", lambda *args: told.append(list(synced)) or keep(*args))

    file = answers.attach(draft, upload("svar.pdf", PDF))

    path = storage.Path(default_storage.path(file.file.name))
    assert told == [[str(path), str(path.parent), str(path.parent.parent), str(path.parent.parent.parent)]]


def test_a_worker_killed_while_it_sets_a_file_apart_is_followed_by_another(draft, monkeypatch):
    file = answers.attach(draft, upload("svar.pdf", SCRIPT))

    def die(*_args):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(storage.DurableStorage, "set_apart", die)
        with pytest.raises(Killed):
            inspected(file)
    half_done = (check_of(file).state, default_storage.exists(file.file.name))
    periodic.inspect_held_files()

    assert half_done == ("refused", True)
    assert not default_storage.exists(file.file.name)


def test_sweeping_leaves_what_belongs_to_a_row(draft):
    kept = answers.attach(draft, upload("svar.pdf", PDF))
    stopped = answers.attach(draft, upload("annat.pdf", SCRIPT))
    inspected(stopped)

    sweeping.sweep(timezone.now() + timedelta(days=2))
    holding.forget_orphans()

    assert default_storage.exists(kept.file.name)
    assert default_storage.exists(default_storage.place(stopped.file.name))
    assert FileCheck.objects.count() == 2


def test_a_refused_file_leaves_nothing(draft):
    before = stored()

    with pytest.raises(FileRefusedError):
        answers.attach(draft, upload("svar.docx", docx(**{"word/vbaProject.bin": "x"})))

    assert stored() == before
    assert (DraftFile.objects.count(), Attachment.objects.count(), FileCheck.objects.count()) == (0, 0, 0)
