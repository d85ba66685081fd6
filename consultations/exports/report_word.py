"""The compilation as Word. A worker's module: it carries python-docx.

The paragraphs are written as XML, one by one: python-docx looks each style up anew, which takes minutes for a long
report, and keeps all of it in memory.
"""

import io
import re
import zipfile
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from consultations.wording import ADDED, REMOVED

MAIN = "word/document.xml"
# Of our kinds of blocks, the identifiers of Word's own styles.
STYLES = {
    "title": "Title",
    "h2": "Heading1",
    "h3": "Heading2",
    "h4": "Heading3",
    "quote": "Quote",
    "list": "ListBullet",
}
# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SOFT = '<w:color w:val="4A524D"/>'
_MARKS = {
    REMOVED: '<w:strike/><w:color w:val="8F2B1F"/>',
    ADDED: '<w:b/><w:color w:val="1F5138"/><w:u w:val="single"/>',
}


def write(file, blocks, *, title, language="sv-SE") -> None:
    """A .docx with real headings, tables with header rows, and a language; the blocks are written as they come."""
    empty = io.BytesIO()
    _empty(title, language).save(empty)
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            if part.filename != MAIN:
                target.writestr(part.filename, source.read(part))
        with target.open(MAIN, "w") as body:
            _write_body(body, source.read(MAIN), blocks)


def _empty(title, language):
    document = Document()
    document.core_properties.title = title
    document.core_properties.language = language
    document.styles["Normal"].font.size = Pt(11)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language)
    return document


def _write_body(body, empty, blocks):
    # The properties of the section close the body, and nothing stands before them yet.
    before, properties, after = empty.rpartition(b"<w:sectPr")
    body.write(before)
    for block in blocks:
        for element in _elements(block):
            body.write(element.encode())
    body.write(properties + after)


def _elements(block):
    match block.kind:
        case "table":
            yield _table(block)
            yield _paragraph(_run(""))
        case "list":
            yield from (_paragraph(_run(row), "ListBullet") for row in block.rows)
        case "change":
            yield _paragraph("".join(_run(text, _MARKS.get(kind, "")) for kind, text in block.changes))
        case "soft":
            yield _paragraph(_run(block.text, _SOFT))
        case "lead":
            yield from (_paragraph(_run(text, "<w:b/>")) for text in _split(block.text))
        case kind:
            yield from (_paragraph(_run(text), STYLES.get(kind, "")) for text in _split(block.text))


def _split(text):
    """The paragraphs of a text; a single line break stays one."""
    return [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


def _paragraph(runs, style=""):
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{runs}</w:p>"


def _run(text, look=""):
    lines = _FORBIDDEN.sub("", text.replace("\r\n", "\n")).split("\n")
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{words}</w:r>"


def _table(block):
    header = (
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + "".join(_cell(text, "<w:b/>") for text in block.header) + "</w:tr>"
    )
    rows = "".join(f"<w:tr>{''.join(_cell(text) for text in row)}</w:tr>" for row in block.rows)
    columns = "".join("<w:gridCol/>" for _column in block.header)
    described = escape(block.text, {'"': "&quot;"})
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblLook w:firstRow="1" w:firstColumn="1"/><w:tblDescription w:val="{described}"/>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{header}{rows}</w:tbl>"
    )


def _cell(text, look=""):
    small = f'{look}<w:sz w:val="18"/>'
    return f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr><w:p>{_run(str(text), small)}</w:p></w:tc>'
