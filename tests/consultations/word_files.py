"""Forms that somebody has filled in, and letters: made with python-docx or by hand, as word processors make them."""

import copy
import io
import zipfile

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from rus_portal.exports.uploads import ODT

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def _bytes(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def control(document, name):
    """The content control of a field."""
    tags = (one for one in document.element.body.iter(qn("w:tag")) if one.get(qn("w:val")) == name)
    return next(tags).getparent().getparent()


def fill(content, said, *, outside=()):
    """The form with texts written in its controls, as Word does it; `outside` are paragraphs at the end."""
    document = Document(io.BytesIO(content))
    for name, text in said.items():
        write(control(document, name), text)
    for text in outside:
        document.add_paragraph(text)
    return _bytes(document)


def write(one, text):
    """Write in a control: a paragraph for each line, or words in a line."""
    facts, inside = one.find(qn("w:sdtPr")), one.find(qn("w:sdtContent"))
    for shown in facts.findall(qn("w:showingPlcHdr")):
        facts.remove(shown)
    is_inline = inside.find(qn("w:p")) is None
    for old in list(inside):
        inside.remove(old)
    for line in text.split("\n"):
        run = parse_xml(f"<w:r {nsdecls('w')}><w:t/></w:r>")
        run.find(qn("w:t")).text = line
        if is_inline:
            inside.append(run)
        else:
            paragraph = OxmlElement("w:p")
            paragraph.append(run)
            inside.append(paragraph)


def without(content, *, controls=False, keys=False, bookmarks=False):
    """The form as other programs save it: without some of its anchors."""
    document = Document(io.BytesIO(content))
    body = document.element.body
    if controls:
        for one in list(body.iter(qn("w:sdt"))):
            for child in list(one.find(qn("w:sdtContent"))):
                one.addprevious(child)
            one.getparent().remove(one)
    if keys:
        for hidden in list(body.iter(qn("w:vanish"))):
            run = hidden.getparent().getparent()
            run.getparent().remove(run)
    if bookmarks:
        for name in ("w:bookmarkStart", "w:bookmarkEnd"):
            for one in list(body.iter(qn(name))):
                one.getparent().remove(one)
    return _bytes(document)


def letter(*paragraphs):
    """A letter: "# Rubrik" is a heading, all else a paragraph."""
    document = Document()
    for text in paragraphs:
        if text.startswith("# "):
            document.add_heading(text[2:], level=1)
        else:
            document.add_paragraph(text)
    return _bytes(document)


def raw_docx(body, **parts):
    """A Word document with this XML in its body, and other parts: raw_docx("<w:p/>", footnotes="…")."""
    document = Document()
    content = _bytes(document)
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            if name == "word/document.xml":
                xml = f'<w:document xmlns:w="{W}" {_MORE}><w:body>{body}</w:body></w:document>'
                made.writestr(name, xml if isinstance(body, str) else body)
            else:
                made.writestr(name, source.read(name))
        for name, xml in parts.items():
            made.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{W}">{xml}</w:{name}>')
    return target.getvalue()


_MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def with_document(xml):
    """A Word document whose main part is these bytes."""
    source, target = zipfile.ZipFile(io.BytesIO(_bytes(Document()))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, xml if name == "word/document.xml" else source.read(name))
    return target.getvalue()


def odt(body, *, styles="", changes=""):
    """An OpenDocument text with this XML as its text."""
    content = (
        f"<office:document-content {OFFICE}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{changes}{body}</office:text></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("mimetype", ODT)
        made.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def duplicate_table(content, name):
    """The form with the table of a field pasted once more, as people do who copy and paste."""
    document = Document(io.BytesIO(content))
    table = next(one for one in control(document, name).iterancestors(qn("w:tbl")))
    table.addnext(copy.deepcopy(table))
    return _bytes(document)
