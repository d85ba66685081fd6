"""Documents that people have written in Word: what becomes of what the portal has no form for."""

import io
import zipfile

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

from rus_portal.exports.word.archive import UnreadableError
from strategy import import_words
from strategy.word import importing
from tests.strategy import word_documents


def bytes_of(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def read(document, *, deepest=4, **facts):
    content = document if isinstance(document, bytes) else bytes_of(document)
    return importing.read(io.BytesIO(content), deepest=deepest, **facts)


def tree(found):
    return [(one["depth"], one["heading"]) for one in found.sections]


def html(found):
    return [block["html"] for one in found.sections for block in one["body"]]


def codes(found):
    return [code for code, _place, _values in found.losses]


def run(text, facts=""):
    return f'<w:r><w:rPr>{facts}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def add(document, inside):
    document.element.body.insert_element_before(parse_xml(f"<w:p {nsdecls('w', 'r')}>{inside}</w:p>"), "w:sectPr")


def test_headings_become_the_tree_whatever_levels_they_skip():
    document = Document()
    for level, words in ((1, "1 Varför"), (3, "Bakgrund"), (2, "1.2 Läget"), (5, "Djupt"), (1, "Kapitel 2 Målen")):
        document.add_heading(words, level)
        document.add_paragraph("Text.")

    found = read(document, deepest=2)

    assert tree(found) == [(1, "Varför"), (2, "Bakgrund"), (2, "Läget"), (1, "Målen")]
    assert html(found)[3] == "<h4>Djupt</h4>"
    assert codes(found) == ["too_deep", "typed_number", "typed_number", "typed_number"]


def test_year_before_a_heading_is_no_number():
    document = Document()
    document.add_heading("2030 är målåret", 1)

    assert tree(read(document)) == [(1, "2030 är målåret")]


def test_text_before_the_first_heading_and_a_text_without_any_have_sections_of_their_own():
    early, bare = Document(), Document()
    early.add_paragraph("Förord.")
    early.add_heading("Ett", 1)
    bare.add_paragraph("Allt.")

    first, second = read(early), read(bare, fallback="Underlag")

    assert tree(first)[1] == (1, "Ett")
    assert html(first) == ["<p>Förord.</p>"]
    assert codes(first) == ["before_headings"]
    assert (tree(second), codes(second)) == ([(1, "Underlag")], ["no_headings"])


def test_tracked_changes_are_carried_out_and_listed():
    document = Document()
    document.add_heading("Mål", 1)
    marks = 'w:id="1" w:author="Eva" w:date="2026-01-01T00:00:00Z"'
    add(
        document,
        f"{run('Alla ')}<w:ins {marks}>{run('ska ')}</w:ins>"
        f"<w:del {marks}><w:r><w:delText>bör </w:delText></w:r></w:del>"
        f"{run('nå')}{run(' hemligt', '<w:vanish/>')}",
    )

    found = read(document)

    assert html(found) == ["<p>Alla ska nå</p>"]
    said = import_words.losses(found.losses)
    assert codes(found) == ["inserted", "deleted", "hidden"]
    assert [(place, "Eva" in words) for place, words in said] == [("", True), ("", True), ("Mål", False)]


def test_comments_are_about_their_words_and_those_of_what_is_left_out_are_listed():
    document = Document()
    title = document.add_paragraph("Strategin", style="Title")
    heading = document.add_heading("Mål", 1)
    line = document.add_paragraph("Källa ")
    line.add_run("saknas").bold = True
    line.add_run(" här.")
    long, after = document.add_paragraph("Ett långt stycke."), document.add_paragraph("Och ett till.")
    cell = document.add_table(2, 2).cell(1, 1).paragraphs[0].add_run("tio mil")
    for text, first, last in [
        ("Titeln?", title.runs[0], title.runs[0]),
        ("Målet?", heading.runs[0], heading.runs[0]),
        ("Var är\nkällan?", line.runs[1], line.runs[1]),
        ("Stycket?", long.runs[0], after.runs[0]),
        ("Mil?", cell, cell),
        ("", line.runs[0], line.runs[0]),
    ]:
        made = document.add_comment([first, last], text=text, author="Åsa Ek", initials="Å")
        made._comment_elm.set(qn("w:date"), "2026-03-01T14:03:00Z")
    document.add_paragraph("Slut \ue0c0b0\ue0c1.")

    found = read(document)

    (section,) = found.sections
    assert "\ue0c0" not in str(found.sections)
    assert section["body"][0]["html"] == "<p>Källa <strong>saknas</strong> här.</p>"
    ids = ["", *(block["id"] for block in section["body"])]
    assert [(ids.index(one["block"]), one["quoted"], one["before"], one["after"]) for one in section["comments"]] == [
        (0, "", "", ""),
        (1, "saknas", "Källa ", " här."),
        (2, "", "", ""),
        (4, "", "", ""),
    ]
    said = {"who": "Åsa Ek", "at": "2026-03-01T14:03:00Z", "text": "Var är\nkällan?"}
    assert section["comments"][1]["said"] == [said]
    lost = [values for code, _place, values in found.losses if code == "comment"]
    assert [(values["who"], values["words"]) for values in lost] == [("Åsa Ek", "Titeln?")]


def test_tables_get_one_head_row_and_say_what_was_merged():
    document = Document()
    document.add_heading("Tabell", 1)
    table = document.add_table(3, 3)
    for place, words in ((0, "Del"), (1, "A"), (2, "B")):
        table.rows[0].cells[place].paragraphs[0].add_run(words).bold = True
    table.rows[1].cells[0].merge(table.rows[1].cells[1])
    table.rows[1].cells[0].text = "Bred"
    table.rows[2].cells[0].paragraphs[0].add_run("Rad").bold = True
    table.rows[2].cells[1].text = "ett"
    table.rows[2].cells[1].add_paragraph("två")

    found = read(document)

    assert html(found) == [
        '<table><thead><tr><th scope="col">Del</th><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody>'
        "<tr><td>Bred</td><td></td><td></td></tr>"
        '<tr><th scope="row">Rad</th><td>ett två</td><td></td></tr></tbody></table>'
    ]
    assert codes(found) == ["merged", "cell_lines"]


def test_pictures_are_kept_with_what_is_said_of_them_and_others_are_listed():
    document, drawn = Document(), io.BytesIO()
    document.add_heading("Bilder", 1)
    Image.new("RGB", (8, 6), "blue").save(drawn, "GIF")
    document.add_picture(io.BytesIO(word_documents.picture()))
    document.add_paragraph("Figur 1. Kartan", style="Caption")
    document.add_picture(drawn)
    for place, shown in enumerate(document.inline_shapes):
        if place == 0:
            shown._inline.docPr.set("descr", "En karta")
    content = replaced(bytes_of(document), "word/media/image2.gif", b"\x01\x00\x00\x00EMF")

    whole, broken = read(document), read(content)

    first, second = (found.key for found in whole.pictures)
    assert html(whole) == [
        f'<figure><img src="/bild/{first}" width="30" height="20" alt="En karta">'
        "<figcaption>Figur 1. Kartan</figcaption></figure>",
        f'<figure><img src="/bild/{second}" width="8" height="6"></figure>',
    ]
    assert [found.made.content_type for found in whole.pictures] == ["image/png", "image/png"]
    assert (len(broken.pictures), codes(broken)) == (1, ["picture_kind"])


def test_lists_by_style_links_fields_and_boxes():
    document = Document()
    document.styles.add_style("Ruta", WD_STYLE_TYPE.PARAGRAPH)
    document.add_heading("Blandat", 1)
    for words in ("ett", "två"):
        document.add_paragraph(words, style="List Bullet")
    document.add_paragraph("första", style="List Number")
    address = document.part.relate_to("https://exempel.example/plan", _HYPERLINK, is_external=True)
    add(document, f'{run("Läs ")}<w:hyperlink r:id="{address}">{run("planen", "<w:b/>")}</w:hyperlink>')
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "separate", "end"))
    add(
        document,
        f"{begin}<w:r><w:instrText> REF _Ref1 \\h </w:instrText></w:r>{middle}{run('borta')}{end}"
        f'<w:bookmarkStart w:id="9" w:name="_Ref2"/>{run(" finns")}<w:bookmarkEnd w:id="9"/>',
    )
    add(document, f"{begin}<w:r><w:instrText> REF _Ref2 \\h </w:instrText></w:r>{middle}{run('se')}{end}")

    found = read(document)

    (section,) = found.sections
    assert html(found) == [
        "<ul><li>ett</li><li>två</li></ul>",
        "<ol><li>första</li></ol>",
        '<p>Läs <a href="https://exempel.example/plan"><strong>planen</strong></a></p>',
        "<p>borta finns</p>",
        f'<p><a href="#b-{section["body"][3]["id"]}"></a></p>',
    ]
    assert codes(found) == ["link_nowhere"]


_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def replaced(content, name, new):
    """The document with another part in one place."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as made:
        for entry in old.namelist():
            made.writestr(entry, new if entry == name else old.read(entry))
    return file.getvalue()


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document>&b;</w:document>'

DEEP = (
    f"<w:document {nsdecls('w')}><w:body>{'<w:sdt><w:sdtContent>' * 600}{'</w:sdtContent></w:sdt>' * 600}"
    "</w:body></w:document>"
).encode()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"PK\x03\x04 inte en fil", "damaged"),
        (replaced(bytes_of(Document()), "word/document.xml", b"<w:document"), "damaged"),
        (replaced(bytes_of(Document()), "word/document.xml", BOMB), "entities"),
        (bytes_of(Document()), "empty"),
        (replaced(bytes_of(Document()), "word/document.xml", DEEP), "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(content, fault):
    with pytest.raises(UnreadableError) as refused:
        read(content)

    assert refused.value.fault == fault
    assert import_words.fault(fault)
