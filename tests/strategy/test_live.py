"""What the editor and the server say to each other: saved states, presence, pictures, references."""

import io
import json

import pypdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from PIL import Image as Picture

from rus_portal.accounts.roles import Role
from strategy import actions, blocks, canonical, verification
from strategy.actions import illustrating
from strategy.exports import KIND
from strategy.models import Image, Section
from tests.factories import DocumentFactory, OfficialFactory, UserFactory
from tests.strategy.writing import add, freeze, section, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(logged_in):
    return logged_in(OfficialFactory(role=Role.STRATEGIST, name="Erik"))


@pytest.fixture
def made():
    return add(DocumentFactory(), None, "Rubrik", "text", "Ett stycke.\n\nTvå stycken.", None)


def address(name, document, *args):
    return reverse(f"strategy:{name}", args=[document.slug, *args])


def send(client, made, body, base=1, **more):
    sent = {"heading": made.heading, "kind": made.kind, "blocks": body, "base": base} | more
    where = address("autosave_section", made.document, made.key)
    return client.post(where, json.dumps(sent), content_type="application/json")


def test_what_is_typed_is_a_revision_and_only_what_others_wrote_comes_back(official, made):
    first, second = made.body
    theirs = [first, {**second, "html": "<p>Två stycken till.</p>"}]
    actions.save_section(
        made, heading="Ny rubrik", kind="text", body=theirs, expected_revision=1, by=UserFactory(name="Bo")
    )
    mine = [{**first, "html": "<p>Ett eget stycke. </p>"}, second, {"id": "0badcafe", "html": "<p></p>"}]

    answer = send(official, made, mine).json()

    assert (answer["revision"], answer["heading"], answer["waiting"]) == (3, "Ny rubrik", 0)
    assert answer["changed"] == {second["id"]: "<p>Två stycken till.</p>"}
    assert (answer["gone"], answer["order"]) == ([], None)
    saved = made.revisions.first()
    assert (saved.is_autosaved, blocks.plain_text(saved.body)) == (True, "Ett eget stycke.\nTvå stycken till.")


def test_the_same_text_again_is_no_new_state(official, made):
    answers = [send(official, made, made.body).json()["revision"] for _n in range(2)]

    assert (answers, made.revisions.count()) == ([1, 1], 1)


def test_a_heading_that_is_being_retyped_keeps_the_saved_one(official, made):
    answer = send(official, made, made.body, heading=" ").json()

    assert (answer["heading"], bool(answer["problem"])) == ("Rubrik", True)


@pytest.mark.parametrize("sent", ["[]", "{", '{"base": 1}', '{"base": 1, "heading": "", "kind": "x", "blocks": []}'])
def test_what_is_no_section_is_refused(official, made, sent):
    where = address("autosave_section", made.document, made.key)

    assert official.post(where, sent, content_type="application/json").status_code == 400
    assert made.revisions.count() == 1


def test_hostile_html_from_the_editor_is_words_only(official, made):
    sent = [{"id": "0badcafe", "html": '<p onclick="x()">Hej<img src="https://a.example/x.png" onerror="y()"></p>'}]

    send(official, made, sent)

    assert Section.objects.get(pk=made.pk).body == [{"id": "0badcafe", "html": "<p>Hej</p>"}]


def test_two_who_write_the_same_words_choose_between_them(official, made):
    first, second = made.body
    theirs = [{**first, "html": "<p>Ett ord.</p>"}, second]
    facts = {"heading": "Rubrik", "kind": "text", "body": theirs, "expected_revision": 1}
    actions.save_section(made, **facts, by=UserFactory(name="Bo"))

    answer = send(official, made, [{**first, "html": "<p>Ett hus.</p>"}, second]).json()
    page = official.get(address("edit_section", made.document, made.key)).content.decode()
    problems = official.get(address("workspace", made.document)).content.decode()
    held = made.held_texts.get()
    official.post(address("settle_held", made.document, made.key, held.pk), {"takes": "held"})

    assert (answer["waiting"], answer["changed"]) == (1, {first["id"]: "<p>Ett ord.</p>"})
    assert all(words in answer["held"] and words in page for words in ("Ett ord.", "Ett hus."))
    assert "tag-soon" in problems
    assert blocks.plain_text(Section.objects.get(pk=made.pk).body) == "Ett hus.\nTvå stycken."


def test_a_choice_between_two_texts_can_be_made_again(official, made):
    held = made.held_texts.create(place=made.body[0]["id"], text="<p>Ett hus.</p>", revision=1)
    history = address("history", made.document, made.key)
    settle = address("settle_held", made.document, made.key, held.pk)

    official.post(settle, {"takes": "saved"})
    kept = official.get(history).content.decode()
    official.post(settle, {"takes": "again"})
    official.post(settle, {"takes": "held"})
    lost = official.get(history).content.decode()
    official.post(settle, {"takes": "again"})

    held.refresh_from_db()
    assert "<p>Ett hus.</p>" in kept
    assert lost.index(made.body[0]["html"]) < lost.index("<p>Ett hus.</p>")
    assert made.body[0]["html"] not in kept
    assert f'action="{settle}"' in kept
    assert (held.settled_at, held.settled_by, made.revisions.count()) == (None, None, 2)
    assert "<p>Ett hus.</p>" not in official.get(history).content.decode()


def test_others_see_who_is_here_and_since_when(official, made, logged_in):
    official.get(address("edit_section", made.document, made.key))
    other = logged_in(OfficialFactory(role=Role.ANALYST, name="Bo"))

    seen = other.post(address("section_here", made.document, made.key)).json()["present"]
    tree = other.get(address("workspace", made.document)).content.decode()

    assert [one["name"] for one in seen] == ["Erik"]
    assert "Erik" in tree


def test_saving_costs_the_same_in_a_short_and_a_long_document(official, django_assert_num_queries):
    for size in (1, 30):
        document = DocumentFactory()
        for n in range(size):
            made = add(document, None, f"Del {n}", "text", "Ett.\n\nTvå.", None)
        send(official, made, made.body)
        changed = [{**block, "html": f"<p>Nytt {n}.</p>"} for n, block in enumerate(made.body)]

        with django_assert_num_queries(19):
            send(official, made, changed)


def test_states_of_one_sitting_are_folded_and_each_can_be_read_and_restored(official, made):
    first, second = made.body
    for n, words in enumerate(("Ett nytt.", "Ett nytt stycke."), start=1):
        send(official, made, [{**first, "html": f"<p>{words}</p>"}, second], base=n)

    history = official.get(address("history", made.document, made.key))
    read = official.get(address("revision", made.document, made.key, 2)).content.decode()
    official.post(address("revision", made.document, made.key, 1))

    assert [[one.number for one in sitting.revisions] for sitting in history.context["sittings"]] == [[3, 2], [1]]
    assert "<del>" in read
    assert "<ins>nytt.</ins>" in read
    assert blocks.plain_text(Section.objects.get(pk=made.pk).body) == "Ett stycke.\nTvå stycken."
    assert made.revisions.count() == 4


def picture(kind="PNG", size=(4, 3), **more):
    file = io.BytesIO()
    Picture.new("RGB", size, "green").save(file, kind, **more)
    file.seek(0)
    file.name = f"karta.{kind.lower()}"
    return file


def upload(client, document, file):
    where = address("images", document)
    return client.post(where, {"file": file}, headers={"accept": "application/json"})


def test_a_picture_is_made_anew_without_what_is_hidden_in_it(official):
    document = DocumentFactory()
    exif = Picture.Exif()
    exif[0x010E] = "Hemlig plats"

    answer = upload(official, document, picture("JPEG", (3000, 1500), exif=exif))

    kept = Image.objects.get()
    with kept.file.open() as file:
        assert b"Hemlig" not in file.read()
    assert answer.json() == {"src": f"/bild/{kept.key}", "width": 2000, "height": 1000}
    assert (kept.content_type, kept.file_name, kept.uploaded_by.name) == ("image/jpeg", "karta.jpeg", "Erik")


@pytest.mark.parametrize("content", [b"GIF89a" + b"x" * 50, b"<svg xmlns='x'/>", b"\x89PNG\r\n\x1a\nx"])
def test_what_is_no_picture_of_ours_is_refused(official, content):
    file = io.BytesIO(content)
    file.name = "karta.png"

    answer = upload(official, DocumentFactory(), file)

    assert (answer.status_code, Image.objects.count()) == (422, 0)
    assert "PNG" in answer.json()["problem"]


def drawn(*, content=None):
    """A picture with pale words, that came in before pictures were measured."""
    file = io.BytesIO()
    made = Picture.new("RGB", (60, 40), "white")
    made.paste((0xBB, 0xBB, 0xBB), (10, 10, 50, 30))
    made.save(file, "PNG")
    facts = {"content_type": "image/png", "sha256": "0" * 64, "width": 60, "height": 40, "is_measured": False}
    kept = ContentFile(file.getvalue() if content is None else content, name="x")
    return Image.objects.create(document=DocumentFactory(), file=kept, **facts)


def test_pictures_from_before_are_measured_once_by_the_clock(caplog):
    pale, broken, gone, new = drawn(), drawn(content=b"x"), drawn(), drawn()
    default_storage.delete(gone.file.name)
    actions.add_image(new.document, upload_of(picture()), by=None)

    done = [illustrating.measure_pictures() for _again in range(2)]

    assert done == [4, 0]
    assert [one.contrast for one in (pale, broken, gone, new) if one.refresh_from_db() is None] == [
        1.9,
        None,
        None,
        1.9,
    ]
    assert [record.message for record in caplog.records] == ["picture could not be measured"] * 2
    for statement in ("UPDATE strategy_image SET contrast = 21", "DELETE FROM strategy_image"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_of_a_picture_that_waits_nothing_else_is_changed():
    drawn()

    with pytest.raises(IntegrityError), transaction.atomic():
        Image.objects.update(sha256="1" * 64, is_measured=True)


FIGURE = (
    '<figure><img src="/bild/{}" width="4" height="3"{}>'
    '<figcaption>Karta<span class="footnote">Källa: SCB</span></figcaption></figure>'
)


@pytest.fixture
def illustrated(official):
    """A strategy with a figure, a footnote and a reference to its goal."""
    document = write()
    kept = actions.add_image(document, upload_of(picture()), by=None)
    goal, top = section(document, "Alla når service"), section(document, "Attraktiva livsmiljöer")
    body = [
        {"id": "00000001", "html": FIGURE.format(kept.key, ' alt="Länet"')},
        {"id": "00000002", "html": f'<p>Se <a href="#s-{goal.key}"></a>.</p>'},
    ]
    facts = {"heading": top.heading, "kind": top.kind, "body": body}
    actions.save_section(top, **facts, expected_revision=1, by=None)
    return document


def upload_of(file):
    return SimpleUploadedFile(file.name, file.read())


def test_a_frozen_text_holds_its_figures_and_its_references_as_they_were(illustrated, client, logged_in):
    kept = Image.objects.get()
    version = freeze(illustrated, label="Remissversion")
    client.logout()
    hidden = client.get(kept.address)
    version.advance("send_out", by=UserFactory())

    shown, page = client.get(kept.address), client.get(version.get_absolute_url()).content.decode()
    actions.move_section(section(illustrated, "Alla når service"), parent=None, position=0, by=None)

    goal = section(illustrated, "Alla når service")
    assert hidden.status_code == 404
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "immutable" in shown["Cache-Control"]
    assert f'<a class="ref" href="#s-{goal.key}">1.1.2 Alla når service</a>' in page
    assert page.count("Källa: SCB") == 1
    assert 'alt="Länet"' in page
    assert canonical.digest(version) == version.hash
    assert list(verification.check()) == []
    working = logged_in(OfficialFactory()).get(
        address("edit_section", illustrated, section(illustrated, "Attraktiva livsmiljöer").key)
    )
    assert "1 Alla når service" in "".join(working.context["shown"]["blocks"])


def test_the_pdf_shows_the_picture_and_the_footnote(illustrated):
    version = freeze(illustrated, label="Remissversion")

    file = KIND.make(version, lambda percent: None)

    pages = pypdf.PdfReader(io.BytesIO(file.content)).pages
    words = " ".join(one.extract_text() for one in pages)
    assert any(len(one.images) for one in pages)
    assert ("Källa: SCB" in words, "1.1.2 Alla når service" in words) == (True, True)


def test_freezing_is_refused_while_a_figure_is_not_described_or_a_reference_leads_nowhere(illustrated):
    top = section(illustrated, "Attraktiva livsmiljöer")
    body = [
        {"id": "00000001", "html": FIGURE.format("f" * 32, "")},
        {"id": "00000002", "html": '<p>Se <a href="#b-99999999"></a>.</p>'},
    ]
    facts = {"heading": top.heading, "kind": top.kind, "body": body}
    top = actions.save_section(top, **facts, expected_revision=2, by=None)
    top.held_texts.create(place="heading", text="Annan rubrik", revision=3)

    with pytest.raises(actions.NotReadyError) as refused:
        freeze(illustrated, label="Remissversion")

    assert len(refused.value.problems) == 4
    assert all("1 Attraktiva livsmiljöer" in problem for problem in refused.value.problems)


def test_one_can_refer_to_sections_and_paragraphs(official, illustrated):
    top = section(illustrated, "Attraktiva livsmiljöer")

    all_of_them = official.get(address("references", illustrated)).json()["places"]
    within = official.get(address("references", illustrated), {"section": top.key}).json()["places"]

    assert [one["title"] for one in all_of_them][:2] == ["1 Attraktiva livsmiljöer", "1.1 Hög livskvalitet"]
    assert [one["target"] for one in within] == [f"s-{top.key}", "b-00000001", "b-00000002"]


def test_the_editor_loads_for_writers_alone_and_the_policy_stays_strict(official, made, client):
    page = official.get(address("edit_section", made.document, made.key))
    public = client.get(reverse("strategy:document_list")).content.decode()

    assert "vendor/editor/editor.js" in page.content.decode()
    assert "script-src 'self';" in page["Content-Security-Policy"] + ";"
    assert "style-src 'self';" in page["Content-Security-Policy"] + ";"
    assert "editor" not in public
