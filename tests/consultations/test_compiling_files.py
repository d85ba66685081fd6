"""The files of the compilation: what they hold, what they never hold, and who gets them."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from consultations.actions import answers, publishing
from consultations.actions import compiling as compilation
from consultations.exports import answer_rows
from consultations.models import PassageKind, Redaction, Response
from consultations.workflow import ResponseState, RoundState
from rus_portal.accounts.roles import Role
from rus_portal.exports import registry
from rus_portal.exports.models import Export, State
from tests.consultations.compiled import answered, publish_all, sizeable_round
from tests.factories import OfficialFactory, UserFactory

pytestmark = pytest.mark.django_db
# Never in any file: protected people, withdrawn answers, names of private persons.
NEVER = ("HEMLIGT", "Skyddad Person", "Borttaget.", "Provperson")


def made(kind, thing):
    """The bytes of a file, and the per cent that were told on the way."""
    told = []
    with registry.get(kind).make(registry.get(kind).find(thing.pk), told.append).opened() as file:
        return file.read(), told


def closed(answer):
    """The answer, its file read to the end and let go of."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def words_of(docx):
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.fixture
def leader():
    return OfficialFactory(role=Role.PROJECT_LEADER)


def test_word_has_headings_tables_and_all_that_may_be_quoted(leader):
    consultation = sizeable_round()
    section = consultation.version.sections.first()
    compilation.write_text(consultation, "Svaren går isär.", section=section, based_on=0, by=leader)
    compilation.write_text(consultation, "Så läser man.", based_on=0, by=leader)
    answered(consultation, comments=[(section, {"comment": "Rad 1\nRad 2\n\nStycke \x0btvå & <tre>"})])

    content, told = made("compilation-docx", consultation)
    document, words = Document(io.BytesIO(content)), words_of(content)

    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    first = headings.index(("Heading 2", section.title))
    assert [text for _style, text in headings[first + 1 : first + 4]] == ["Zeta", "Åhus", "Öland"]
    assert [word in words for word in ("Svaren går isär.", "Så läser man.", "Målet är för lågt.")] == [True] * 3
    assert "Rad 1\nRad 2" in words
    assert "Stycke två & <tre>" in words
    changed = next(p for p in document.paragraphs if any(run.font.strike for run in p.runs))
    assert [run.text for run in changed.runs if run.font.strike] == ["avsnitt 1"]
    assert [word for word in NEVER if word in words] == []
    assert document.core_properties.language == "sv-SE"
    assert (told, told[-1] <= 100) == (sorted(told), True)


def test_pdf_says_the_same_and_is_tagged(leader):
    consultation = sizeable_round()

    reader = PdfReader(io.BytesIO(made("compilation-pdf", consultation)[0]))

    words = "".join(page.extract_text() for page in reader.pages)
    assert ("Målet är för lågt." in words, "Öland" in words) == (True, True)
    assert [word for word in NEVER if word in words] == []
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_in_an_answer_is_harmless_in_every_table(start):
    consultation = sizeable_round()
    answered(consultation, summary=f"{start}HYPERLINK(1)", comments=[(_first(consultation), {"comment": f"{start}1"})])

    rows = list(csv.reader(io.StringIO(made("compilation-csv", consultation)[0].decode("utf-8-sig")), delimiter=";"))
    book = load_workbook(io.BytesIO(made("compilation-xlsx", consultation)[0]))

    assert [cell for row in rows for cell in row if cell.startswith(answer_rows.FORMULA)] == []
    assert f"'{start}HYPERLINK(1)" in {cell for row in rows for cell in row}
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row if cell.value is not None}
    assert kinds == {"s"}


def _first(consultation):
    return consultation.version.sections.first()


def test_tables_and_json_hold_every_standing_answer_and_comment():
    consultation = sizeable_round()
    # A draft is in none of them, whoever writes it.
    draft = answers.begin(consultation)
    answers.save_fields(draft, {"about.kind": "person", "overall.summary": "HEMLIGT utkast"})

    rows = list(csv.reader(io.StringIO(made("compilation-csv", consultation)[0].decode("utf-8-sig")), delimiter=";"))
    book = load_workbook(io.BytesIO(made("compilation-xlsx", consultation)[0]))
    content = made("compilation-json", consultation)[0].decode()
    everything = json.loads(content)

    standing = Response.objects.standing().filter(consultation=consultation, is_protected=False)
    comments = sum(one.comments.count() for one in standing)
    questions = sum(one.answers.count() for one in standing)
    assert {answer["receipt_number"] for answer in everything["answers"]} == set(
        standing.values_list("receipt_number", flat=True)
    )
    assert sum(len(answer["comments"]) for answer in everything["answers"]) == comments
    assert [sheet.max_row - 1 for sheet in book] == [standing.count(), questions, comments]
    assert len(rows) - 1 == comments + questions
    assert {len(row) for row in rows} == {len(rows[0])}
    flat = (
        content + "".join(map(str, rows)) + "".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    )
    assert [word for word in NEVER if word in flat] == []


def test_files_are_for_those_who_may_read_answers(logged_in, client, django_capture_on_commit_callbacks):
    consultation = sizeable_round()
    page = f"/arbetsyta/remiss/{consultation.year}/{consultation.slug}/sammanstallning/fil/json/"
    with django_capture_on_commit_callbacks(execute=True):
        waiting = logged_in(OfficialFactory(role=Role.ANALYST)).get(page)
    ready = closed(client.get(page))
    export = Export.objects.get(kind="compilation-json")

    answers = {}
    for name, user in {
        "registrar": OfficialFactory(role=Role.REGISTRAR),
        "communicator": OfficialFactory(role=Role.COMMUNICATOR),
        "outsider": UserFactory(),
    }.items():
        reader = logged_in(user)
        answers[name] = tuple(closed(reader.get(one)).status_code for one in (page, f"/fil/{export.pk}/"))

    assert (waiting.status_code, waiting["Refresh"], export.state) == (200, "3", State.READY)
    assert (ready.status_code, ready["Cache-Control"]) == (200, "private, no-store")
    assert answers == {"registrar": (200, 200), "communicator": (403, 404), "outsider": (404, 404)}


def test_an_unchanged_round_makes_no_second_file_and_a_changed_one_does(logged_in, leader):
    consultation = sizeable_round()
    page = f"/arbetsyta/remiss/{consultation.year}/{consultation.slug}/sammanstallning/fil/csv/"
    official = logged_in(leader)

    closed(official.get(page))
    closed(official.get(page))
    before = Export.objects.count()
    answered(consultation)
    closed(official.get(page))

    assert (before, Export.objects.count()) == (1, 2)


# --- for everyone -----------------------------------------------------------------------------------------------------
def published(leader):
    """A published compilation: one answer is on the web with a masked passage, one is not."""
    consultation = sizeable_round()
    shown = answered(
        consultation,
        sender_name="Maj Provberg",
        comments=[(_first(consultation), {"comment": "Ring mig på 070-174 06 05."})],
    )
    comment = shown.comments.get()
    Redaction.objects.create(
        response=shown,
        field=f"comment-{comment.pk}",
        start=12,
        end=25,
        kind=PassageKind.PHONE,
        decision="masked",
        by=leader,
    )
    compilation.write_text(consultation, "Så läser man.", based_on=0, by=leader)
    compilation.write_text(consultation, "Svaren går isär.", section=_first(consultation), based_on=0, by=leader)
    compilation.approve(consultation, signed_by="Projektledaren", by=leader, despite_gaps=True)
    publish_all(consultation)
    hidden = Response.objects.get(organisation__name="Öland")
    Response.objects.filter(pk=hidden.pk).update(state=ResponseState.REVIEWED)
    return consultation


def test_the_public_report_is_there_when_it_is_published(client, leader):
    consultation = published(leader)
    page = f"{consultation.get_absolute_url()}sammanstallning/"
    before = [client.get(page).content.decode(), client.get(f"{page}1/").status_code, client.get(f"{page}fil/pdf/")]

    compilation.publish(consultation, by=leader)

    assert ("Så läser man." in before[0], before[1], before[2].status_code) == (False, 404, 404)
    # The consultation's page leads there, also when a newer text has come.
    type(consultation.version).objects.filter(pk=consultation.version_id).update(state="replaced")
    with translation.override("en"):
        shown = client.get(consultation.get_absolute_url()).content.decode()
    assert ("The answers have been weighed." in shown, "outside this portal" in shown) == (True, False)
    content = client.get(page).content.decode()
    for words in (
        "Så läser man.",
        "Svaren går isär.",
        "Projektledaren",
        f"{page}1/",
        f"{page}fraga/2/",
        f"{page}fil/pdf/",
    ):
        assert words in content
    assert "arbetsyta" not in content


def test_the_public_report_quotes_what_the_web_versions_show_and_counts_the_rest(client, leader):
    consultation = published(leader)
    compilation.publish(consultation, by=leader)
    page = f"{consultation.get_absolute_url()}sammanstallning/"

    section = client.get(f"{page}1/")
    content = section.content.decode()
    question = client.get(f"{page}fraga/2/").content.decode()
    docx = words_of(made("report-docx", consultation.compilation_versions.get())[0])

    for said in (content, docx):
        assert ("Ring mig på [maskat]" in said, "070-174" in said, "Maj Provberg" in said) == (True, False, False)
        assert ("Målet är för lågt." in said, "HEMLIGT" in said) == (False, False)
    # Öland's two, and the one of somebody with protected identity.
    assert section.context["unquoted"] == 3
    assert ("Tåg" in question, "bussar" in question, "HEMLIGT" in question) == (True, False, False)
    assert client.get(f"{page}3/").status_code == 404


def test_what_is_masked_later_is_masked_in_the_report_and_its_old_file_is_nobody_s(client, leader):
    consultation = published(leader)
    compilation.publish(consultation, by=leader)
    page = f"{consultation.get_absolute_url()}sammanstallning/"
    closed(client.get(f"{page}fil/docx/"))
    old = Export.objects.get(kind="report-docx")

    body = Response.objects.get(organisation__name="Zeta", links_back=None)
    Response.objects.filter(pk=body.pk).update(state=ResponseState.REVIEWED)
    body.events.create(transition="unpublish", by=leader)

    assert "Bra." not in client.get(f"{page}1/").content.decode()
    assert client.get(f"/fil/{old.pk}/").status_code == 404
    closed(client.get(f"{page}fil/docx/"))
    assert Export.objects.filter(kind="report-docx").count() == 2


@pytest.mark.parametrize("state", [RoundState.PAUSED, RoundState.WITHDRAWN, RoundState.PROCESSING, RoundState.COMPILED])
def test_the_report_says_why_there_is_none(client, leader, state):
    consultation = published(leader)
    type(consultation).objects.update(state=state)

    page = client.get(f"{consultation.get_absolute_url()}sammanstallning/")

    assert (page.status_code, page.context["version"]) == (200, None)
    assert "Svaren går isär." not in page.content.decode()


def test_the_report_and_the_list_of_answers_are_kept_until_something_happens(client, leader, settings):
    settings.REMEMBER_MARKED_PAGES = True
    consultation = published(leader)
    compilation.publish(consultation, by=leader)
    pages = [f"{consultation.get_absolute_url()}{rest}" for rest in ("sammanstallning/", "sammanstallning/1/", "svar/")]
    first = [client.get(page).content for page in pages]

    with CaptureQueriesContext(connection) as captured:
        kept = [client.get(page).content for page in pages]
    asked = len(captured)
    body = Response.objects.get(organisation__name="Zeta", links_back=None)
    publishing.unpublish(body, reason="Fel fil.", by=leader)
    compilation.correct(consultation, signed_by="Chefen", note="Rättad.", by=leader)

    after = [client.get(page).content for page in pages]
    assert (kept == first, asked) == (True, 3)
    assert [new == old for new, old in zip(after, first, strict=True)] == [False] * 3
