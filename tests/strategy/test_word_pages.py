"""A Word document goes by the pages into the text and out of it again; and the text comes as a Word document."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from docx import Document

from rus_portal.accounts.roles import Role
from rus_portal.exports import registry, scanner
from rus_portal.exports.models import Export
from rus_portal.exports.tasks import make_export
from rus_portal.workflow import TransitionNotAllowedError
from strategy import actions, blocks, landing, numbering, tasks
from strategy.actions import importing
from strategy.exports_word import subject_of
from strategy.models import Comment, CommentThread, DocumentImport, Image, ImportPlace, Section
from strategy.snapshot import Snapshot
from strategy.workflow import ImportState
from tests.consultations import files
from tests.factories import DocumentFactory, OfficialFactory, UserFactory
from tests.strategy import word_documents
from tests.strategy.writing import add, freeze, published, section, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def document():
    return DocumentFactory(slug="rus", title="Växtplats Blekinge")


@pytest.fixture
def leader(client):
    user = OfficialFactory()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def word(*headings, picture=False):
    made = Document()
    for level, words in headings or [(1, "Varför"), (2, "Läget"), (1, "Målen")]:
        made.add_heading(words, level)
        made.add_paragraph(f"Om {words}.")
    if picture:
        made.add_picture(io.BytesIO(word_documents.picture()))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def upload(content, name="underlag.docx"):
    return SimpleUploadedFile(name, content)


def read(document, content, by, **facts):
    """Hand a document in, and let the worker read it."""
    waiting = actions.ask_import(document, upload(content), by=by, **facts)
    tasks.read_import(waiting.pk)
    waiting.refresh_from_db()
    return waiting


def put_in(waiting, by):
    return actions.put_in(waiting, expected=landing.state_of(waiting.document), by=by)


def titles(document):
    return [place.title for place in numbering.in_order(Section.objects.present().filter(document=document))]


# --- by the pages ----------------------------------------------------------------------------------------------------
def test_a_document_goes_by_the_pages_into_the_text_and_out_again(client, document, leader):
    add(document, None, "Först", "chapter", "Text.", leader)
    address = reverse("strategy:imports", args=["rus"])

    asked = client.post(address, {"file": upload(word(picture=True)), "place": "last"})
    waiting = DocumentImport.objects.get()
    while_read = client.get(asked["Location"])
    tasks.read_import(waiting.pk)
    shown = client.get(asked["Location"])
    before = titles(document)
    state = re.search(r'name="state" value="(\w+)"', shown.content.decode())[1]
    done = client.post(reverse("strategy:put_in_import", args=["rus", waiting.pk]), {"state": state}, follow=True)
    inside = titles(document)
    client.post(reverse("strategy:take_out_import", args=["rus", waiting.pk]))

    assert while_read["Refresh"] == "3"
    assert [row in shown.content.decode() for row in ("2 Varför", "2.1 Läget", "3 Målen")] == [True] * 3
    assert before == ["1 Först"]
    assert inside == ["1 Först", "2 Varför", "2.1 Läget", "3 Målen"]
    assert done.status_code == 200
    assert titles(document) == ["1 Först"]
    assert list(waiting.events.values_list("transition", "by")) == [
        ("read", None), ("put_in", leader.pk), ("take_out", leader.pk),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.pdf", files.PDF, "docx"),
        ("plan.docm", word(), "docm"),
        ("plan.docx", files.PDF, "docx"),
        ("plan.docx", files.docx(**{"word/vbaProject.bin": b"x"}), "akro"),
        ("plan.docx", b"", ""),
    ],
)
def test_what_is_no_ordinary_word_document_is_refused_beside_the_field(client, document, leader, name, content, words):
    response = client.post(reverse("strategy:imports", args=["rus"]), {"file": upload(content, name), "place": "last"})

    assert response.status_code == 422
    assert words in "".join(response.context["form"].errors["file"])
    assert not DocumentImport.objects.exists()


def test_place_needs_a_section_that_has_room_below_it(client, document, leader):
    path = None
    for level in range(4):
        path = add(document, path, f"Nivå {level}", "text", "Text.", leader)
    address = reverse("strategy:imports", args=["rus"])

    without = client.post(address, {"file": upload(word()), "place": "after"})
    too_deep = client.post(address, {"file": upload(word()), "place": "under", "beside": path.key})

    assert [one.status_code for one in (without, too_deep)] == [422, 422]
    assert [list(one.context["form"].errors) for one in (without, too_deep)] == [["beside"], ["beside"]]


def test_nobody_else_finds_the_pages(client, document):
    waiting = actions.ask_import(document, upload(word()), by=OfficialFactory())
    client.force_login(
        OfficialFactory(role=Role.POLITICIAN), backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    shown = client.get(reverse("strategy:import", args=["rus", waiting.pk]))
    DocumentFactory(slug="annan")
    client.force_login(OfficialFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    elsewhere = client.get(reverse("strategy:import", args=["annan", waiting.pk]))

    assert (shown.status_code, elsewhere.status_code) == (403, 404)


def test_preview_asks_as_often_whatever_it_shows(client, document, leader, django_assert_num_queries):
    for count in (2, 30):
        waiting = read(document, word(*[(1, f"Avsnitt {count} {n}") for n in range(count)]), leader)
        client.get(reverse("strategy:import", args=["rus", waiting.pk]))

        with django_assert_num_queries(6):
            client.get(reverse("strategy:import", args=["rus", waiting.pk]))


# --- into the text ---------------------------------------------------------------------------------------------------
def test_sections_are_what_adding_them_by_hand_gives(document):
    by, other = UserFactory(), DocumentFactory(slug="annan")
    put_in(read(document, word(), by), by)
    top = actions.add_section(
        other, parent=None, heading="Varför", kind="chapter", body=[{"html": "<p>Om Varför.</p>"}], by=by
    )
    for parent, heading, kind in ((top, "Läget", "text"), (None, "Målen", "chapter")):
        body = [{"html": f"<p>Om {heading}.</p>"}]
        actions.add_section(other, parent=parent, heading=heading, kind=kind, body=body, by=by)

    assert everything_of(document) == everything_of(other)


def everything_of(document):
    return [
        (
            (one.heading, one.kind, one.order, one.parent and one.parent.heading, one.body, one.revision),
            list(one.revisions.values_list("number", "heading", "kind", "saved_by")),
            list(one.events.values_list("happening", "by", "after__order")),
        )
        for one in Section.objects.filter(document=document).order_by("pk")
    ]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (ImportPlace.AFTER, ["1 Ett", "1.1 Under", "2 Varför", "2.1 Läget", "3 Målen", "4 Två"]),
        (ImportPlace.UNDER, ["1 Ett", "1.1 Under", "1.2 Varför", "1.2.1 Läget", "1.3 Målen", "2 Två"]),
    ],
)
def test_sections_stand_where_the_preview_showed_them(document, place, expected):
    by = UserFactory()
    first = add(document, None, "Ett", "chapter", "Text.", by)
    add(document, first, "Under", "text", "Text.", by)
    add(document, None, "Två", "chapter", "Text.", by)

    waiting = read(document, word(), by, place=place, beside=first)
    shown = [f"{row.number} {row.heading}" for row in landing.rows(waiting, {"chapter": "", "text": ""})]
    put_in(waiting, by)

    assert titles(document) == expected
    assert shown == [title for title in expected if title.split(" ")[1] in ("Varför", "Läget", "Målen")]


def test_a_document_that_has_changed_since_the_preview_is_left_alone(client, document, leader):
    waiting = read(document, word(), leader)
    shown = landing.state_of(document)
    add(document, None, "Emellan", "chapter", "Text.", leader)

    response = client.post(reverse("strategy:put_in_import", args=["rus", waiting.pk]), {"state": shown})
    waiting.refresh_from_db()

    assert response.status_code == 409
    assert "2 Varför" in response.content.decode()
    assert (waiting.state, titles(document)) == (ImportState.READY, ["1 Emellan"])
    assert landing.state_of(document) in response.content.decode()


def test_it_happens_once_and_stays_as_a_record(document):
    by = UserFactory()
    waiting = read(document, word(picture=True), by)
    again = actions.ask_import(document, upload(word(picture=True)), by=by)
    put_in(waiting, by)
    waiting.refresh_from_db()

    with pytest.raises(TransitionNotAllowedError):
        put_in(waiting, by)
    with pytest.raises(TransitionNotAllowedError):
        actions.discard_import(waiting)
    actions.take_out(waiting, by=by)
    with pytest.raises(TransitionNotAllowedError):
        actions.take_out(waiting, by=by)

    assert again.pk == waiting.pk
    assert Image.objects.get().file.storage.exists(Image.objects.get().file.name)
    assert Section.objects.filter(document=document).count() == 3


def test_thrown_away_it_leaves_nothing(document, django_capture_on_commit_callbacks):
    waiting = read(document, word(picture=True), UserFactory())
    paths = [waiting.file, waiting.pictures.get().file]
    before = [one.storage.exists(one.name) for one in paths]

    with django_capture_on_commit_callbacks(execute=True):
        actions.discard_import(waiting)

    assert before == [True, True]
    assert [one.storage.exists(one.name) for one in paths] == [False, False]
    assert not DocumentImport.objects.exists()


# --- the worker ------------------------------------------------------------------------------------------------------
def test_file_that_is_dangerous_inside_is_refused_by_the_worker(document):
    relation = (
        '<Relationships><Relationship Id="r1" TargetMode="External" Target="https://evil.example/x.png" Type="http://'
        'schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    )
    content = files.docx(**{"word/_rels/document.xml.rels": relation})

    waiting = read(document, content, UserFactory())

    assert (waiting.state, waiting.fault) == (ImportState.FAILED, "outside")


def test_scanner_that_is_down_holds_the_file_and_the_clock_tries_again(document, settings, monkeypatch):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    waiting = read(document, word(), UserFactory())
    DocumentImport.objects.update(touched_at=timezone.now() - importing.FORGOTTEN_AFTER * 2)
    held = (waiting.state, waiting.attempts)
    monkeypatch.setattr(scanner, "scan", lambda file: "EICAR")

    picked_up = importing.pick_up_imports()
    tasks.read_import(waiting.pk)

    waiting.refresh_from_db()
    assert (held, picked_up) == ((ImportState.ASKED, 0), 1)
    assert (waiting.state, waiting.fault) == (ImportState.FAILED, "infected")


def test_document_that_kills_its_workers_is_given_up(document):
    waiting = actions.ask_import(document, upload(word()), by=UserFactory())
    DocumentImport.objects.update(attempts=tasks.MOST_ATTEMPTS)

    tasks.read_import(waiting.pk)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.fault) == (ImportState.FAILED, "damaged")


# --- out of the text and into another one ----------------------------------------------------------------------------
def test_working_text_goes_to_word_and_into_another_document_whole(client, leader):
    document, other = write(DocumentFactory(slug="forsta")), DocumentFactory(slug="andra")
    by = UserFactory()
    picture = actions.add_image(document, SimpleUploadedFile("karta.png", word_documents.picture()), by=by)
    text = (
        f'Not^[Källa.] och [](#s-{section(document, "Alla når service").key}).\n\n![Karta]({picture.address} "30x20")'
    )
    add(document, None, "Sist", "chapter", text, by)

    asked = client.get(reverse("strategy:working_word", args=["forsta"]))
    waiting = client.get(asked["Location"])
    export = Export.objects.get(kind="word")
    make_export(export.pk)
    content = b"".join(client.get(asked["Location"]).streaming_content)
    put_in(read(other, content, by), by)

    assert waiting["Refresh"] == "3"
    assert f'href="{reverse("account_logout")}"' in waiting.content.decode()
    assert said(document) == said(other)
    assert Image.objects.filter(document=other).count() == 1


def test_comments_go_to_word_and_back_with_their_answers_and_never_into_a_version(client, leader):
    document, other = write(DocumentFactory(slug="forsta")), DocumentFactory(slug="andra")
    by, colleague = OfficialFactory(name="Erik Editor"), OfficialFactory(name="Kim Kollega")
    made = add(document, None, "Sist", "chapter", "Buss ska **gå** ofta.\n\n- tåg\n- färja & båt\n\nBort.", by)
    place = {"block": made.body[0]["id"], "quoted": "ska gå", "by": by}
    thread = actions.comment(made, text="När?\nVarje timme?", **place).thread
    actions.reply(thread, text="Varje timme.", by=colleague)
    actions.comment(made, text="Vilken båt?", by=by, block=made.body[1]["id"], quoted="färja & båt")
    actions.comment(made, text="Hela stycket.", by=by, block=made.body[0]["id"])
    actions.comment(made, text="Hela avsnittet.", by=by)
    actions.comment(made, text="Var är det?", by=by, block=made.body[2]["id"], quoted="helt andra ord")
    actions.resolve(actions.comment(made, text="Klart.", **place).thread, by=by)
    asked = client.get(reverse("strategy:working_word", args=["forsta"]))
    make_export(Export.objects.get(kind="word").pk)
    content = b"".join(client.get(asked["Location"]).streaming_content)

    waiting = read(other, content, by)
    put_in(waiting, by)

    assert "comment" not in [code for code, _place, _values in waiting.losses]
    threads = CommentThread.objects.filter(section__document=other, section__heading="Sist", is_placed=True)
    told = {one.comments.first().text: (one.words, bool(one.block), one.comments.count()) for one in threads}
    (gone,) = [text for text in told if "helt andra ord" in text]
    assert told == {
        "När?\nVarje timme?": ("ska gå", True, 2),
        "Vilken båt?": ("färja & båt", True, 1),
        "Hela stycket.": ("", True, 1),
        "Hela avsnittet.": ("", False, 1),
        gone: ("", False, 1),
    }
    assert gone.endswith("Var är det?")
    first = Comment.objects.get(thread__section__document=other, text="Varje timme.")
    assert (first.by, first.author) == (None, "Kim Kollega")
    assert first.at == Comment.objects.get(thread=thread, text="Varje timme.").at.replace(microsecond=0)
    page = client.get(reverse("strategy:section_marks", args=["andra", waiting.sections[-1]["key"]]))
    assert escape(first.who) in page.content.decode()
    version = freeze(document)
    kind = registry.get("word")
    frozen = kind.make(kind.find(subject_of(version, "")), lambda percent: None).content
    assert "word/comments.xml" not in zipfile.ZipFile(io.BytesIO(frozen)).namelist()


def test_what_is_said_meanwhile_makes_another_file_of_the_same_text(client, leader):
    document = write(DocumentFactory(slug="rus"))
    address = reverse("strategy:working_word", args=["rus"])
    found = [client.get(address)["Location"] for _again in range(2)]

    thread = actions.comment(section(document, "Alla når service"), text="Hur?", by=leader).thread
    found.append(client.get(address)["Location"])
    actions.resolve(thread, by=leader)
    found.append(client.get(address)["Location"])

    assert [found.index(one) for one in found] == [0, 0, 2, 0]


def said(document):
    """Depth, kind, heading and words of all sections."""
    snapshot = Snapshot.take(document)
    return [
        (
            place.title,
            place.section.kind,
            re.sub(r"/bild/\w+|#s-[\w-]+", "", "".join(block["html"] for block in place.section.body)),
            blocks.plain_text(place.section.body),
        )
        for place in snapshot.places
    ]


def test_a_text_that_has_moved_on_is_made_as_it_stands_and_not_found_as_the_old_one(client, leader):
    document = write(DocumentFactory(slug="rus"))
    asked = client.get(reverse("strategy:working_word", args=["rus"]))
    add(document, None, "Nytt", "chapter", "Text.", leader)

    export = Export.objects.get(kind="word")
    make_export(export.pk)
    made = Document(io.BytesIO(b"".join(client.get(asked["Location"]).streaming_content)))
    again = client.get(reverse("strategy:working_word", args=["rus"]))

    assert "Nytt" in [one.text for one in made.paragraphs]
    assert Export.objects.filter(kind="word", fingerprint=export.fingerprint).count() == 0
    assert again["Location"] != asked["Location"]


def test_version_is_given_to_everyone_when_it_is_published(client):
    version = published(DocumentFactory(slug="rus"))
    freeze(version.document, label="Ännu inte")
    address = reverse("strategy:version_word", args=["rus", 1])

    waiting = client.get(address)
    make_export(Export.objects.get(kind="word").pk)
    ready = client.get(address)
    hidden = client.get(reverse("strategy:version_word", args=["rus", 2]))

    assert (waiting["Refresh"], waiting.cookies) == ("3", {})
    assert ready["Content-Disposition"] == 'attachment; filename="rus-version-1.docx"'
    assert version.hash in "".join(
        one.text for one in Document(io.BytesIO(b"".join(ready.streaming_content))).paragraphs
    )
    assert hidden.status_code == 404
