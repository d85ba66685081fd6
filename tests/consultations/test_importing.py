"""Lists of bodies from files: what is read, what is said of each row, and that accepting happens once."""

import io
import subprocess
import sys
import threading
import zipfile

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from consultations import periodic, tasks_import
from consultations.actions import importing, inviting
from consultations.import_files import MOST_BYTES, MOST_ROWS, UnreadableError, cells, columns
from consultations.models import Finding, ImportRow, Invitation, InvitationImport, InvitationState, Verdict
from consultations.workflow import ImportState, RoundState
from rus_portal.accounts.models import Organisation
from rus_portal.exports.models import Export
from rus_portal.exports.tasks import make_export
from rus_portal.notifications.models import Letter
from rus_portal.workflow import TransitionNotAllowedError
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
HEADINGS = "Organisation;Organisationsnummer;Grupp;Område;Kontaktperson;E-post;Registratorns e-post;Anteckning"


@pytest.fixture(autouse=True)
def _spring(at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with at("2021-03-12 09:00"):
        yield


@pytest.fixture
def consultation():
    return ConsultationFactory(slug="rus", state=RoundState.PLANNED)


@pytest.fixture
def leader():
    return OfficialFactory()


def upload(content, name="lista.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return SimpleUploadedFile(name, data)


def csv(*rows, headings=HEADINGS):
    return "\r\n".join([headings, *rows]) + "\r\n"


def xlsx(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(consultation, content, by, name="lista.csv"):
    """Hand a file in and let the worker read it."""
    waiting = importing.ask_import(consultation, upload(content, name), by=by)
    tasks_import.read_import(waiting.pk)
    waiting.refresh_from_db()
    return waiting


def verdicts(waiting):
    return [(row.line, row.verdict, [code for code, _values in row.findings]) for row in waiting.rows.all()]


# --- cells ------------------------------------------------------------------------------------------------------------
def lines(content, name="lista.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return [(line.number, line.cells) for line in cells.read(io.BytesIO(data), name)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_as_spreadsheets_write_it(delimiter, encoding):
    text = f'Namn{delimiter}E-post\r\n"Åmåls {delimiter} kommun"{delimiter}a@b.example\r\n'

    quoted = "Åmåls kommun" if delimiter == "\t" else f"Åmåls {delimiter} kommun"
    assert lines(text.encode(encoding)) == [(1, ("Namn", "E-post")), (2, (quoted, "a@b.example"))]


def test_lines_are_those_of_the_file_also_with_empty_and_long_cells():
    text = 'sep=;\r\nNamn;E-post\r\n\r\n"Två\r\nrader";a@b.example\r\n;\r\nB;b@b.example\r\n'

    assert lines(text) == [
        (2, ("Namn", "E-post")),
        (4, ("Två rader", "a@b.example")),
        (7, ("B", "b@b.example")),
    ]


def test_xlsx_gives_numbers_and_days_as_text():
    content = xlsx(["Namn", "Organisationsnummer"], ["A", 2321000081], [None, None], ["B", 12.5])

    assert lines(content, "lista.XLSX") == [
        (1, ("Namn", "Organisationsnummer")),
        (2, ("A", "2321000081")),
        (4, ("B", "12.5")),
    ]


def zipped(**entries):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        ("", "a.csv", Finding.EMPTY_FILE),
        ("Namn;E-post\r\n\r\n", "a.csv", Finding.EMPTY_FILE),
        ('Namn;E-post\r\n"A', "a.csv", Finding.DAMAGED),
        (b"Namn;E-post\r\nA\x81\x00;b", "a.csv", Finding.LETTERS),
        (b"not a workbook at all", "a.xlsx", Finding.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "a.xlsx", Finding.LOCKED),
        (zipped(**{"xl/workbook.xml": "<x/>"}), "a.xlsx", Finding.DAMAGED),
        (zipped(**{"xl/vbaProject.bin": "x"}), "a.xlsx", Finding.MACROS),
        (zipped(**{"xl/worksheets/sheet1.xml": b"0" * 101 * 1024 * 1024}), "a.xlsx", Finding.BOMB),
        (csv(*["A"] * (MOST_ROWS + 1)), "a.csv", Finding.TOO_MANY),
        (";".join("abc" for _n in range(60)) + "\r\nA", "a.csv", Finding.TOO_LONG_ROW),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content, name, code):
    with pytest.raises(UnreadableError) as refusal:
        lines(content, name)

    assert refusal.value.failure[0] == code
    assert Finding.say(*refusal.value.failure)


# --- headings ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "headings",
    ["Org.nr;REMISSINSTANS;e-postadress", "organisation number;Organisation;E-mail", "ORGNR;Namn;Diariet"],
)
def test_headings_are_known_in_both_languages_and_any_order(headings):
    found = columns.understand(cells.Line(1, tuple(headings.split(";"))))

    assert (found.places["number"], found.places["name"]) == (0, 1)
    assert len(found.places) == 3


@pytest.mark.parametrize(
    ("headings", "code"),
    [
        ("Ort;E-post", Finding.NO_NAME),
        ("Organisation;Ort", Finding.NO_ADDRESS_COLUMN),
        ("Organisation;Namn;E-post", Finding.TWICE),
    ],
)
def test_headings_that_leave_doubt_are_refused(headings, code):
    with pytest.raises(UnreadableError) as refusal:
        columns.understand(cells.Line(1, tuple(headings.split(";"))))

    assert refusal.value.failure[0] == code


def test_the_template_can_be_handed_in_again(consultation, leader):
    filled = (
        columns.template().decode("utf-8-sig") + "A kommun;232100-0081;Kommun;Öst;Eva;a@a.example;r@a.example;Hej\r\n"
    )

    waiting = read(consultation, filled.encode("utf-8-sig"), leader)

    (row,) = waiting.rows.all()
    assert (row.verdict, row.category, row.area, row.note) == (Verdict.NEW, "municipality", "Öst", "Hej")
    assert waiting.unused_columns == []


# --- rows -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "codes"),
    [
        (";;;;;a@a.example;;", [Finding.EMPTY_NAME]),
        ("A;;;;;inte en adress;;", [Finding.BAD_EMAIL]),
        ("A;;;;;a@a.example, b@a.example;;", [Finding.BAD_EMAIL]),
        ("A;;;;;;;", [Finding.NO_EMAIL]),
        ("A;232100-0082;;;;a@a.example;;", [Finding.NUMBER_DIGIT]),
        ("A;8112189876;;;;a@a.example;;", [Finding.NUMBER_PERSON]),
        ("A;12345;;;;a@a.example;;", [Finding.NUMBER_LENGTH]),
        ("A;;Rymdvarelser;;;a@a.example;;", [Finding.CATEGORY]),
        ('"=HYPERLINK(""x"")";;;;;a@a.example;;', [Finding.FORMULA]),
        ("A;;;;;a@a.example;;+cmd|' /C calc'!A0", [Finding.FORMULA]),
        (f"{'A' * 201};;;;;a@a.example;;", [Finding.LONG]),
        ("A;232100-0082;;;;nej;;", [Finding.NUMBER_DIGIT, Finding.BAD_EMAIL]),
    ],
)
def test_each_problem_of_a_row_is_said_with_its_line(row, codes, consultation, leader):
    waiting = read(consultation, csv("Först;;;;;f@a.example;;", row), leader)

    assert verdicts(waiting) == [(2, Verdict.NEW, []), (3, Verdict.PROBLEM, codes)]
    assert all("%(" not in sentence for sentence in waiting.rows.last().sentences)


@pytest.mark.parametrize("number", ["232100-0081", "2321000081", "162321000081"])
def test_scenario_16_a_number_is_the_same_however_it_is_written(number, consultation, leader):
    body = OrganisationFactory(name="Region Exempel", number="232100-0081")

    waiting = read(consultation, csv(f"Regionen;{number};;;;a@a.example;;"), leader)

    (row,) = waiting.rows.all()
    assert (row.organisation, row.number, row.verdict) == (body, "232100-0081", Verdict.KNOWN)
    assert [code for code, _values in row.findings] == [Finding.OTHER_NAME]


def test_scenario_16_a_wrong_check_digit_is_refused_in_words(consultation, leader):
    waiting = read(consultation, csv("A;232100-0082;;;;a@a.example;;"), leader)

    assert "232100-0082" in waiting.rows.get().sentences[0]


def test_a_number_in_a_workbook_is_a_number(consultation, leader):
    content = xlsx(["Organisation", "Org.nr", "E-post"], ["A", 2321000081, "a@a.example"])

    waiting = read(consultation, content, leader, name="lista.xlsx")

    assert waiting.rows.get().number == "232100-0081"


def test_a_formula_in_a_workbook_is_a_problem(consultation, leader):
    content = xlsx(["Organisation", "E-post"], ['=CONCATENATE("A","B")', "a@a.example"])

    waiting = read(consultation, content, leader, name="lista.xlsx")

    assert verdicts(waiting) == [(2, Verdict.PROBLEM, [Finding.FORMULA])]


def test_rows_know_the_register_and_the_list(consultation, leader):
    known = OrganisationFactory(name="Känd kommun", registry_email="reg@kand.example")
    invited = InvitationFactory(consultation=consultation, organisation__name="Bjuden kommun").organisation
    OrganisationFactory(name="Numrerad", number="212000-0142")

    waiting = read(
        consultation,
        csv(
            " känd  KOMMUN ;;;;;;;",
            "Bjuden kommun;;;;;b@b.example;;",
            "Ny kommun;;Kommuner;;;n@n.example;;",
            "Numrerad;232100-0081;;;;n@n.example;;",
            "Känd kommun;212000-0142;;;;n@n.example;;",
        ),
        leader,
    )

    assert verdicts(waiting) == [
        (2, Verdict.KNOWN, []),
        (3, Verdict.INVITED, []),
        (4, Verdict.NEW, []),
        (5, Verdict.PROBLEM, [Finding.NUMBER_DIFFERS]),
        (6, Verdict.PROBLEM, [Finding.NUMBER_OTHER, Finding.DOUBLE]),
    ]
    rows = {row.line: row for row in waiting.rows.all()}
    assert (rows[2].organisation, rows[2].contact_email) == (known, "reg@kand.example")
    assert rows[3].organisation == invited


def test_the_contact_of_the_last_round_goes_before_the_registry(consultation, leader):
    earlier = InvitationFactory(contact_name="Eva", contact_email="eva@kommun.example", organisation__name="A")

    waiting = read(consultation, csv("A;;;;;;;"), leader)

    row = waiting.rows.get()
    assert (row.organisation, row.contact_name, row.contact_email) == (
        earlier.organisation,
        "Eva",
        "eva@kommun.example",
    )


def test_the_second_of_two_rows_for_one_body_says_where_the_first_stands(consultation, leader):
    waiting = read(
        consultation,
        csv("A;232100-0081;;;;a@a.example;;", "B;162321000081;;;;b@a.example;;", "a;;;;;c@a.example;;"),
        leader,
    )

    assert [(line, codes) for line, _verdict, codes in verdicts(waiting)] == [
        (2, []),
        (3, [Finding.DOUBLE]),
        (4, [Finding.DOUBLE]),
    ]
    assert [row.findings[0][1]["line"] for row in waiting.rows.exclude(line=2)] == [2, 2]


# --- the file's life --------------------------------------------------------------------------------------------------
def test_a_file_waits_is_read_and_put_on_the_list(consultation, leader):
    waiting = importing.ask_import(consultation, upload(csv("A;;;;;a@a.example;;", ";;;;;x@a.example;;")), by=leader)
    assert waiting.state == ImportState.ASKED

    tasks_import.read_import(waiting.pk)
    waiting.refresh_from_db()
    accepted = importing.accept_import(waiting, by=leader)

    assert (accepted.added, accepted.passed_over) == (1, 0)
    assert [(event.transition, event.by) for event in waiting.events.all()] == [("read", None), ("accept", leader)]
    invitation = consultation.invitations.get()
    assert (invitation.organisation.name, invitation.state) == ("A", InvitationState.PLANNED)
    assert consultation.events.get().transition == "invite_many"


def test_accepting_twice_adds_once(consultation, leader):
    waiting = read(consultation, csv("A;;;;;a@a.example;;"), leader)
    again = InvitationImport.objects.get(pk=waiting.pk)
    importing.accept_import(waiting, by=leader)

    with pytest.raises(TransitionNotAllowedError):
        importing.accept_import(again, by=leader)

    assert (consultation.invitations.count(), Organisation.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_add_once(consultation, leader):
    waiting = read(consultation, csv(*(f"K{n};;;;;k{n}@a.example;;" for n in range(30))), leader)
    outcomes = []

    def click():
        try:
            outcomes.append(importing.accept_import(InvitationImport.objects.get(pk=waiting.pk), by=leader).added)
        except TransitionNotAllowedError:
            outcomes.append("refused")
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _n in range(3)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()

    assert sorted(outcomes, key=str) == [30, "refused", "refused"]
    assert consultation.invitations.count() == 30


def test_accepting_is_all_or_nothing(consultation, leader, monkeypatch):
    waiting = read(consultation, csv("A;;;;;a@a.example;;"), leader)

    def break_down(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(inviting, "invite_many", break_down)
    with pytest.raises(RuntimeError):
        importing.accept_import(waiting, by=leader)

    waiting.refresh_from_db()
    assert (waiting.state, Organisation.objects.count(), Invitation.objects.count()) == (ImportState.READY, 0, 0)


def test_what_has_come_in_between_is_passed_over_and_nothing_is_doubled(consultation, leader):
    waiting = read(consultation, csv("A;;;;;a@a.example;;", "B;;;;;b@a.example;;"), leader)
    by_hand = OrganisationFactory(name="a")
    inviting.invite(consultation, by_hand, contact_name="", contact_email="hand@a.example", by=leader)

    accepted = importing.accept_import(waiting, by=leader)

    assert (accepted.added, accepted.passed_over) == (1, 1)
    assert set(Organisation.objects.values_list("name", flat=True)) == {"a", "B"}
    assert consultation.invitations.get(organisation=by_hand).contact_email == "hand@a.example"


def test_the_register_is_filled_in_but_never_changed(consultation, leader):
    body = OrganisationFactory(name="A", registry_email="gammal@a.example", area="")

    waiting = read(consultation, csv("A;232100-0081;;Öst;;a@a.example;ny@a.example;"), leader)
    importing.accept_import(waiting, by=leader)

    body.refresh_from_db()
    assert (body.number, body.area, body.registry_email) == ("232100-0081", "Öst", "gammal@a.example")
    assert [code for code, _values in waiting.rows.get().findings] == [Finding.FILLS_IN, Finding.KEPT]
    assert "gammal@a.example" in str(waiting.rows.get().findings)


def test_in_an_open_round_the_letters_go_out(leader):
    consultation = ConsultationFactory()

    waiting = read(consultation, csv("A;;;;;a@a.example;;", "B;;;;;b@a.example;;"), leader)
    importing.accept_import(waiting, by=leader)

    assert set(Letter.objects.values_list("recipient", flat=True)) == {"a@a.example", "b@a.example"}
    assert set(consultation.invitations.values_list("state", flat=True)) == {InvitationState.SENT}


def test_what_is_refused_says_why_and_can_be_thrown_away(consultation, leader, django_capture_on_commit_callbacks):
    waiting = read(consultation, "Ort;Land\r\nÖbo;Sverige\r\n", leader)
    assert waiting.state == ImportState.FAILED
    assert "Ort" in waiting.failure_sentence
    stored = waiting.file

    with django_capture_on_commit_callbacks(execute=True):
        importing.discard_import(waiting)

    assert not InvitationImport.objects.exists()
    assert not stored.storage.exists(stored.name)


def test_what_is_on_the_list_is_not_thrown_away(consultation, leader):
    waiting = read(consultation, csv("A;;;;;a@a.example;;"), leader)
    importing.accept_import(waiting, by=leader)

    with pytest.raises(TransitionNotAllowedError):
        importing.discard_import(waiting)


def test_the_same_file_twice_is_read_once(consultation, leader):
    first = importing.ask_import(consultation, upload(csv("A;;;;;a@a.example;;")), by=leader)
    second = importing.ask_import(consultation, upload(csv("A;;;;;a@a.example;;")), by=leader)
    tasks_import.read_import(first.pk)
    tasks_import.read_import(first.pk)

    assert first == second
    assert ImportRow.objects.count() == 1


def test_a_worker_that_dies_leaves_the_file_to_the_next(consultation, leader, monkeypatch):
    waiting = importing.ask_import(consultation, upload(csv("A;;;;;a@a.example;;")), by=leader)

    def die(*_args):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(tasks_import, "_keep", die)
        with pytest.raises(SystemExit):
            tasks_import.read_import(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.rows.count()) == (ImportState.ASKED, 1, 0)

    InvitationImport.objects.update(touched_at=timezone.now() - 2 * importing.FORGOTTEN_AFTER)
    periodic.pick_up_imports()

    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows.count()) == (ImportState.READY, 1)


def test_a_file_that_kills_its_workers_is_given_up(consultation, leader):
    waiting = importing.ask_import(consultation, upload(csv("A;;;;;a@a.example;;")), by=leader)
    InvitationImport.objects.update(attempts=tasks_import.MOST_ATTEMPTS)

    tasks_import.read_import(waiting.pk)

    waiting.refresh_from_db()
    assert waiting.state == ImportState.FAILED


def test_a_file_that_is_gone_is_said_to_be_unreadable(consultation, leader):
    waiting = importing.ask_import(consultation, upload(csv("A;;;;;a@a.example;;")), by=leader)
    waiting.file.storage.delete(waiting.file.name)

    tasks_import.read_import(waiting.pk)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.failure[0]) == (ImportState.FAILED, Finding.DAMAGED)


@pytest.mark.parametrize(
    ("name", "content"),
    [("lista.xls", "x"), ("lista.pdf", "x"), ("lista.csv", "")],
)
def test_only_tables_are_taken(name, content, consultation, leader):
    with pytest.raises(importing.FileNotTakenError):
        importing.ask_import(consultation, upload(content, name), by=leader)


def test_a_file_that_is_too_large_is_not_taken(consultation, leader):
    with pytest.raises(importing.FileNotTakenError):
        importing.ask_import(consultation, upload(b"x" * (MOST_BYTES + 1)), by=leader)


@pytest.mark.slow
def test_ten_thousand_rows(consultation, leader, django_assert_max_num_queries, logged_in):
    rows = [f"Kommun {n:05};;Kommuner;Del {n % 20};Person {n};k{n}@kommun.example;;" for n in range(10_000)]
    content = xlsx(HEADINGS.split(";"), *(row.split(";") for row in rows))

    with django_assert_max_num_queries(40):
        waiting = read(consultation, content, leader, name="stor.xlsx")
    reader = logged_in(leader)
    page = reader.get(reverse("consultations:workspace_import", args=[2021, "rus", waiting.pk]))
    with django_assert_max_num_queries(60):
        accepted = importing.accept_import(waiting, by=leader)

    assert page.context["row_count"] == 10_000
    assert (accepted.added, consultation.invitations.count()) == (10_000, 10_000)


def test_no_web_process_carries_the_workbook_library():
    """It is for the worker alone: 15 MB in each web process would buy nothing."""
    script = "import django, sys; django.setup(); import rus_portal.urls; print('openpyxl' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


# --- pages ------------------------------------------------------------------------------------------------------------
def address(name, *args):
    return reverse(f"consultations:{name}", args=[2021, "rus", *args])


def test_from_upload_to_list_in_the_browser(consultation, leader, logged_in, django_capture_on_commit_callbacks):
    reader = logged_in(leader)
    content = csv("A;;;;;a@a.example;;", "B;232100-0082;;;;b@a.example;;")

    with django_capture_on_commit_callbacks(execute=True):
        sent = reader.post(address("workspace_imports"), {"file": upload(content)})
    preview = reader.get(sent.url)
    accepted = reader.post(f"{sent.url}lagg-till/", follow=True)
    again = reader.post(f"{sent.url}lagg-till/", follow=True)

    page = preview.content.decode()
    assert "232100-0082" in page
    assert (preview.context["ready_count"], preview.context["problem_count"]) == (1, 1)
    assert accepted.redirect_chain[-1][0] == address("workspace_invited")
    assert [message.level_tag for message in again.context["messages"]] == ["error"]
    assert consultation.invitations.count() == 1
    assert reader.get(sent.url, {"visa": "problem"}).context["page"].paginator.count == 1


def test_while_the_worker_reads_the_page_asks_again(consultation, leader, logged_in):
    waiting = importing.ask_import(consultation, upload(csv("A;;;;;a@a.example;;")), by=leader)

    response = logged_in(leader).get(address("workspace_import", waiting.pk))

    assert response.headers["Refresh"] == "3"


@pytest.mark.parametrize("file", [None, ContentFile(b"", "tom.csv"), ContentFile(b"x", "lista.doc")])
def test_a_bad_upload_is_refused_beside_its_field(file, consultation, leader, logged_in):
    response = logged_in(leader).post(address("workspace_imports"), {"file": file} if file else {})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["file"])


def test_nothing_is_imported_into_a_round_that_is_over(leader, logged_in):
    ConsultationFactory(slug="rus", state=RoundState.CLOSED)

    response = logged_in(leader).post(address("workspace_imports"), {"file": upload(csv("A;;;;;a@a.example;;"))})

    assert response.status_code == 422
    assert not InvitationImport.objects.exists()


def test_a_file_of_another_round_is_404(consultation, leader, logged_in):
    other = importing.ask_import(
        ConsultationFactory(state=RoundState.PLANNED), upload(csv("A;;;;;a@a.example;;")), by=leader
    )

    assert logged_in(leader).get(address("workspace_import", other.pk)).status_code == 404


def test_the_template_is_a_file_in_the_reader_s_language(consultation, leader, logged_in):
    response = logged_in(leader).get(address("workspace_import_template"))

    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.content.startswith(b"\xef\xbb\xbfOrganisation;")


def test_the_excel_template_is_made_once_and_can_be_handed_in_again(consultation, leader, logged_in):
    browser = logged_in(leader)
    waits = browser.get(address("workspace_import_excel_template"))
    make_export(Export.objects.get(kind="invitation_template").pk)
    made = browser.get(address("workspace_import_excel_template"))
    content = b"".join(made.streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.worksheets[0].append(["A kommun", "232100-0081", "Kommun", "Öst", "Eva", "a@a.example", "r@a.example", "Hej"])
    filled = io.BytesIO()
    book.save(filled)

    waiting = read(consultation, filled.getvalue(), leader, name="lista.xlsx")

    assert (waits.status_code, made.status_code) == (202, 200)
    assert Export.objects.count() == 1
    (row,) = waiting.rows.all()
    assert (row.verdict, row.category, row.note) == (Verdict.NEW, "municipality", "Hej")
    assert waiting.unused_columns == []


@pytest.mark.parametrize("size", [10, 90])
def test_the_preview_asks_the_same_number_of_questions_whatever_the_size(
    size, consultation, leader, logged_in, django_assert_num_queries
):
    waiting = read(consultation, csv(*(f"K{n};;;;;k{n}@a.example;;" for n in range(size))), leader)
    reader = logged_in(leader)

    with django_assert_num_queries(8):
        reader.get(address("workspace_import", waiting.pk))
