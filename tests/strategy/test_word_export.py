"""The Word document of a version and of the working text: strict about its form, and the same words as the page."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image

from rus_portal.exports import registry
from strategy import actions
from strategy.actions import beside
from strategy.exports_word import subject_of
from strategy.word import importing, names
from tests.factories import DocumentFactory, UserFactory
from tests.strategy.writing import add, freeze, write

pytestmark = pytest.mark.django_db
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
RICH = (
    "Med **vikt**, H<sub>2</sub>O, `kod` och [planen för service](https://exempel.example/plan)^[Se bilagan.].\n\n"
    "## Mellanrubrik\n\n- en sak\n- en till\n  1. under\n\n> Sagt av någon.\n>\n> Och sedan.\n\n"
    "| Del | Svar |\n|---|---|\n| # Mål | Ja |"
)


def png():
    file = io.BytesIO()
    Image.new("RGB", (3, 2), "green").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def document():
    document = DocumentFactory(slug="rus", title="Växtplats Blekinge", subtitle="Strategi 2022–2030", lead="Så.")
    write(document)
    by = UserFactory()
    picture = actions.add_image(document, SimpleUploadedFile("karta.png", png()), by=by)
    figure = f'![En karta]({picture.address} "3x2") Kartan\n\n![-]({picture.address} "3x2")'
    top = add(document, None, "Varför en strategi", "chapter", f"{RICH}\n\n{figure}", by)
    add(document, None, "Sist", "text", f"Se [](#s-{top.key}) och [](#b-{top.body[0]['id']}).", by)
    return document


def made_of(thing, fingerprint=""):
    kind = registry.get("word")
    return kind.make(kind.find(subject_of(thing, fingerprint)), lambda percent: None).content


def part(content, name):
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))


def texts(root, tag):
    return ["".join(one.itertext()) for one in root.iter(qn(tag))]


def test_the_document_has_the_text_in_real_structures(document):
    version = freeze(document)

    content = made_of(version)

    body, word = part(content, "word/document.xml"), Document(io.BytesIO(content))
    headings = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [(f"Heading {one.depth}", one.heading) for one in version.sections.all()]
    assert [p.text for p in word.paragraphs if p.style.name == "Quote"] == ["Sagt av någon.", "Och sedan."]
    assert [p.text for p in word.paragraphs if p.style.name.startswith("List ")] == ["en sak", "en till", "under"]
    (table,) = word.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Del", "Svar"], ["Mål", "Ja"]]
    assert len(list(table.rows[0]._tr.iter(qn("w:tblHeader")))) == 1
    notes = texts(part(content, "word/footnotes.xml"), "w:footnote")
    assert [note.strip() for note in notes] == ["", "", "Se bilagan."]
    assert len(list(body.iter(qn("w:footnoteReference")))) == 1
    shown = [(one.get("descr"), "decorative" in etree.tostring(one).decode()) for one in body.iter(qn("wp:docPr"))]
    assert shown == [("En karta", False), (None, True)]


def test_links_inside_lead_to_bookmarks_that_are_there(document):
    version = freeze(document)

    body = part(made_of(version), "word/document.xml")

    bookmarks = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    wanted = [one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink")) if one.get(qn("w:anchor"))]
    sections = list(version.sections.all())
    assert len(bookmarks) == len(set(bookmarks))
    assert set(wanted) <= set(bookmarks)
    assert [names.of_section(one.key, one.kind) for one in sections if one.depth <= 3] == wanted[:-2]
    assert wanted[-1] == names.of_block(sections[-2].body[0]["id"])


def test_cover_and_margins_say_which_text_it_is(document):
    version = freeze(document)

    frozen, working = Document(io.BytesIO(made_of(version))), Document(io.BytesIO(made_of(document, "0" * 64)))

    on_cover = "\n".join(p.text for p in frozen.paragraphs if p.style.name == names.COVER)
    assert version.hash in on_cover
    assert "Remissversion" in on_cover
    mark = [p.text for p in working.paragraphs if p.style.name == names.COVER][1]
    assert working.sections[0].header.paragraphs[0].text.startswith(mark)
    assert mark not in on_cover
    facts = frozen.core_properties
    assert (facts.title, facts.language) == ("Växtplats Blekinge", "sv-SE")
    assert {one.get(qn("w:val")) for one in frozen.styles.element.iter(qn("w:lang"))} == {"sv-SE"}


def test_corrections_stand_after_the_cover_and_are_no_part_of_the_text_that_comes_back(document):
    version = freeze(document)
    section = version.sections.get(number="1")
    beside.add_erratum(
        version,
        section=section,
        wrong="litet",
        right="stort",
        decided_by="Nämnden",
        decided_on=date(2021, 5, 3),
        by=None,
    )

    content = made_of(version)

    links = [one.get(qn("w:anchor")) for one in part(content, "word/document.xml").iter(qn("w:hyperlink"))]
    first = names.of_section(section.key, section.kind)
    # Its own link to the section, then the contents, which begin with the corrections.
    assert links[links.index(names.CORRECTIONS) - 1 :][:3] == [first, names.CORRECTIONS, first]
    said = [(p.style.name, p.text) for p in Document(io.BytesIO(content)).paragraphs]
    start = next(n for n, (style, _text) in enumerate(said) if style == names.ERRATA)
    assert [style for style, _text in said[start : start + 7]] == [
        names.ERRATA,
        names.ERRATA_TEXT,
        names.ERRATA_PART,
        *[names.ERRATA_TEXT] * 4,
    ]
    assert [text.partition(": ")[2] for _style, text in said[start + 3 : start + 7]] == [
        "1 Attraktiva livsmiljöer, stycke 1",
        "litet",
        "stort",
        "Nämnden, 3 maj 2021",
    ]
    back = importing.read(io.BytesIO(content), deepest=4)
    assert [one["heading"] for one in back.sections] == [one.heading for one in version.sections.all()]
    assert "stort" not in str(back.sections)


# In the order that the schema of the format asks for; Word offers to repair a document that has another one.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr spacing ind jc outlineLvl",
    "rPr": "rStyle rFonts b i vanish color sz vertAlign",
    "tblPr": "tblStyle tblW tblBorders tblLayout tblCellMar tblLook tblCaption",
    "p": "pPr",
}


def test_the_form_is_what_word_opens_without_repair(document):
    version = freeze(document)

    content = made_of(version)

    archive = zipfile.ZipFile(io.BytesIO(content))
    types = archive.read("[Content_Types].xml").decode()
    assert 'PartName="/word/footnotes.xml"' in types
    for name in ("word/document.xml", "word/footnotes.xml"):
        root = part(content, name)
        for parent, order in ORDERS.items():
            allowed = [qn(f"w:{one}") for one in order.split()]
            for one in root.iter(qn(f"w:{parent}")):
                places = [allowed.index(child.tag) for child in one if parent != "p" or child.tag in allowed]
                assert places == sorted(places)
        assert all(cell[-1].tag == qn("w:p") for cell in root.iter(qn("w:tc")))
    styles = {one.get(qn("w:styleId")) for one in part(content, "word/styles.xml").iter(qn("w:style"))}
    used = {
        one.get(qn("w:val"))
        for name in ("word/document.xml", "word/footnotes.xml")
        for tag in ("w:pStyle", "w:rStyle", "w:tblStyle")
        for one in part(content, name).iter(qn(tag))
    }
    assert used <= styles
    lists = part(content, "word/numbering.xml")
    kinds = [etree.QName(one).localname for one in lists]
    assert kinds == sorted(kinds)
    assert {one.get(qn("w:val")) for one in part(content, "word/document.xml").iter(qn("w:numId"))} <= {
        one.get(qn("w:numId")) for one in lists.iter(qn("w:num"))
    }
    ids = [one.get(qn("w:id")) for one in part(content, "word/document.xml").iter(qn("w:bookmarkStart"))]
    assert len(ids) == len(set(ids))


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_it_with_the_numbers_of_the_page(document, tmp_path):
    version = freeze(document)
    (tmp_path / "rus.docx").write_bytes(made_of(version))

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path]
    subprocess.run([*command, tmp_path / "rus.docx"], check=True, capture_output=True, timeout=180)
    lines = [line.strip() for line in (tmp_path / "rus.txt").read_text("utf-8-sig").split("\n")]

    for section in version.sections.all():
        assert any(re.fullmatch(rf"(\w+ )?{section.number} {section.heading}", line) for line in lines), section.title
