"""What is taken and what is not: by the web at once, and by the worker who opens the file."""

import hashlib
import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rus_portal.exports import uploads
from rus_portal.exports.uploads import REASONS, FileRefusedError, kinds, thorough
from rus_portal.exports.uploads.refusals import UnfitError
from tests.consultations.files import GOOD, JPEG, PDF, archive, docx, odt, pdf, png, relations, upload


@pytest.mark.parametrize("name", GOOD)
def test_what_we_say_that_we_take_is_taken(name):
    content, content_type = GOOD[name]
    file = upload(name, content)

    checked = uploads.check(file)

    assert checked == uploads.Checked(name, content_type, len(content), hashlib.sha256(content).hexdigest())
    assert file.read() == content
    assert thorough.look_through(io.BytesIO(content), content_type) is None


def reason_of(name, content):
    with pytest.raises(FileRefusedError) as refusal:
        uploads.check(upload(name, content))
    assert uploads.clean_name(name) in str(refusal.value)
    assert str(REASONS[refusal.value.reason]) in str(refusal.value)
    return refusal.value.reason


def locked_docx():
    content = bytearray(docx())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as file:
        offsets = [entry.header_offset for entry in file.infolist()]
    for offset in offsets:
        content[offset + 6] |= 1
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    return bytes(content)


def with_comment(content):
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as file:
        file.comment = PDF
    return buffer.getvalue()


def wide_jpeg():
    at = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:at] + b"\xff\xff\xff\xff" + JPEG[at + 4 :]


REFUSED_AT_ONCE = {
    "program.pdf": (b"MZ\x90\x00\x03" + b"\0" * 100, "other_content"),
    "sida.pdf": (b"<html><script>alert(1)</script></html>", "other_content"),
    "halv.pdf": (b"%PDF-1.7\nnothing more", "other_content"),
    "gomd.pdf": (b"\n" * 20 + PDF, "other_content"),
    "bild.pdf": (png(), "other_content"),
    "pdf.png": (PDF, "other_content"),
    "avkortad.png": (png()[:-12], "other_content"),
    "png.jpg": (png(), "other_content"),
    "avkortad.jpg": (JPEG[:-2], "other_content"),
    "arkiv.docx": (archive({"a.txt": "hej"}), "other_content"),
    "tabell.docx": (archive({"[Content_Types].xml": "spreadsheetml.sheet.main+xml", "xl/w.xml": "x"}), "other_content"),
    "odt.docx": (odt(), "other_content"),
    "docx.odt": (docx(), "other_content"),
    "kalkyl.odt": (odt(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "other_content"),
    "text.docx": (b"PK\x03\x04 but no archive at all", "damaged"),
    "makro.docx": (docx(**{"word/vbaProject.bin": "x"}), "word_macros"),
    "forkladd.docx": (docx(**{"[Content_Types].xml": "document.macroEnabled.main+xml"}), "word_macros"),
    "knapp.docx": (docx(**{"word/activeX/activeX1.xml": "x"}), "word_objects"),
    "makro.odt": (odt(**{"Basic/Standard/script-lb.xml": "x"}), "odt_macros"),
    "python.odt": (odt(**{"Scripts/python/a.py": "x"}), "odt_macros"),
    "last.docx": (locked_docx(), "locked"),
    "last.odt": (odt(**{"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "locked"),
    "bomb.docx": (docx(**{"word/media/image1.bmp": b"\0" * 30_000_000}), "bomb"),
    "delar.docx": (docx(**{f"word/{n}.xml": "" for n in range(kinds.MOST_ENTRIES)}), "many_parts"),
    "utanfor.docx": (docx(**{"../../etc/passwd": "x"}), "bad_names"),
    "absolut.docx": (docx(**{"/etc/passwd": "x"}), "bad_names"),
    "tva.docx": (PDF + docx(), "other_content"),
    "dold.docx": (b"PK\x03\x04" + b"\0" * 60 + docx(), "two_kinds"),
    "fortsatt.docx": (with_comment(docx()), "two_kinds"),
    "pdf-och-zip.pdf": (PDF + docx(), "two_kinds"),
    "pdf-och-sida.pdf": (PDF + b"<script>alert(1)</script>", "two_kinds"),
    "bild-och-zip.jpg": (JPEG + docx(), "two_kinds"),
    "bild-och-mer.png": (png() + b"mer", "two_kinds"),
    "jatte.png": (png(60_000, 60_000), "many_points"),
    "jatte.jpg": (wide_jpeg(), "many_points"),
    "svar.exe": (PDF, "ending"),
    "svar.zip": (PDF, "ending"),
    "svar": (PDF, "ending"),
    "svar.pdf.exe": (PDF, "ending"),
    ".pdf": (PDF, "ending"),
    "svar.docm": (docx(), "macro_ending"),
    "svar.doc": (PDF, "old_ending"),
    "tom.pdf": (b"", "empty"),
}


@pytest.mark.parametrize("name", REFUSED_AT_ONCE)
def test_the_web_refuses_at_once_what_it_can_see(name):
    content, reason = REFUSED_AT_ONCE[name]

    assert reason_of(name, content) == reason


def test_a_file_over_20_mb_is_refused_unread():
    large = upload("stor.pdf", b"")
    large.size = uploads.MOST_BYTES + 1

    with pytest.raises(FileRefusedError) as refusal:
        uploads.check(large)

    assert refusal.value.reason == "large"


HYPERLINK = {"Type": "http://x/relationships/hyperlink", "Target": "https://region.example", "TargetMode": "External"}
TEMPLATE = "http://x/relationships/attachedTemplate"
LINK = '<a><text:a xlink:href="https://region.example"/></a>'
REFUSED_BY_WORKER = {
    "script": (pdf(b"<</S/JavaScript/JS(app.alert)>>", root=b"/OpenAction 4 0 R"), "pdf_script"),
    "named script": (pdf(root=b"/Names<</JavaScript<</Names[]>>>>"), "pdf_script"),
    "script of a page": (pdf(page=b"/AA<</O<</S/JavaScript/JS(x)>>>>"), "pdf_script"),
    "script behind a link": (pdf(page=b"/Annots[<</Subtype/Link/A<</S/URI/Next<</S/JavaScript>>>>>>]"), "pdf_script"),
    "script of a field": (pdf(root=b"/AcroForm<</Fields[<</Kids[<</AA<</K<</JS(x)>>>>>>]>>]>>"), "pdf_script"),
    "script with a hidden name": (pdf(root=b"/OpenAction<</S/J#61vaScript>>"), "pdf_script"),
    "script of a bookmark": (pdf(root=b"/Outlines<</First<</A<</S/JavaScript>>>>>>"), "pdf_script"),
    "program": (pdf(root=b"/OpenAction<</S/Launch/F(cmd.exe)>>"), "pdf_program"),
    "sending form": (pdf(page=b"/Annots[<</Subtype/Widget/A<</S/SubmitForm>>>>]"), "pdf_program"),
    "embedded": (pdf(b"<<>>", root=b"/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>"), "pdf_files"),
    "pinned": (pdf(page=b"/Annots[<</Subtype/FileAttachment>>]"), "pdf_files"),
    "film": (pdf(page=b"/Annots[<</Subtype/RichMedia>>]"), "pdf_media"),
    "XFA": (pdf(root=b"/AcroForm<</Fields[]/XFA[]>>"), "pdf_form"),
    "no root": (PDF.replace(b"/Root", b"/Boot").replace(b"/Catalog", b"/Fatalog"), "damaged"),
    "ring of actions": (pdf(b"<</S/URI/Next 4 0 R>>", root=b"/OpenAction 4 0 R"), "damaged"),
    "remote template": (
        docx(
            **{
                "word/_rels/settings.xml.rels": relations(
                    Type=TEMPLATE, Target="https://ond.example/m.dotm", TargetMode="External"
                )
            }
        ),
        "template",
    ),
    "template on another computer": (
        docx(
            **{
                "word/_rels/settings.xml.rels": relations(
                    Type=TEMPLATE, Target="file:///\\\\ond\\m.dotx", TargetMode="External"
                )
            }
        ),
        "template",
    ),
    "linked picture": (
        docx(**{"word/_rels/document.xml.rels": relations(**HYPERLINK | {"Type": "x/image"})}),
        "outside",
    ),
    "object": (
        docx(**{"word/_rels/document.xml.rels": relations(Type="x/oleObject", Target="e/o.bin")}),
        "word_objects",
    ),
    "entities": (
        docx(**{"word/_rels/document.xml.rels": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "bomb",
    ),
    "no xml": (docx(**{"word/_rels/document.xml.rels": "<a"}), "damaged"),
    "nested": (docx(**{"word/embeddings/a.xlsx": archive({"b.xlsx": archive({"c": "d"})})}), "nested"),
    "macros inside": (docx(**{"word/embeddings/a.xlsx": archive({"xl/vbaProject.bin": "x"})}), "word_macros"),
    "bomb inside": (docx(**{"word/embeddings/a.xlsx": archive({"b": b"\0" * 5_000_000})}), "bomb"),
    "wrong checksum": (archive({"a.xml": "rätt"}, zipfile.ZIP_STORED).replace("rätt".encode(), b"fel!!"), "damaged"),
}
REFUSED_ODT = {
    "listener": ("<a><script:event-listener/></a>", "odt_macros"),
    "link to a macro": ('<a><text:a xlink:href="vnd.sun.star.script:a"/></a>', "odt_macros"),
    "fetched section": ('<a><text:section-source xlink:href="../hemligt.odt"/></a>', "outside"),
    "fetched picture": ('<a><draw:image xlink:href="https://ond.example/a.png"/></a>', "outside"),
    "object": ("<a><draw:object-ole/></a>", "word_objects"),
}


@pytest.mark.parametrize("what", REFUSED_BY_WORKER)
def test_the_worker_refuses_what_does_something_when_it_is_opened(what):
    content, reason = REFUSED_BY_WORKER[what]
    content_type = kinds.PDF if content.startswith(b"%PDF") else kinds.DOCX

    with pytest.raises(UnfitError) as unfit:
        thorough.look_through(io.BytesIO(content), content_type)

    assert unfit.value.reason == reason


@pytest.mark.parametrize("what", REFUSED_ODT)
def test_the_worker_refuses_active_opendocument_texts(what):
    content, reason = REFUSED_ODT[what]

    with pytest.raises(UnfitError) as unfit:
        thorough.look_through(io.BytesIO(odt(**{"content.xml": content})), kinds.ODT)

    assert unfit.value.reason == reason


HARMLESS = [
    (pdf(root=b"/OpenAction[3 0 R/Fit]", page=b"/Annots[<</Subtype/Link/A<</S/URI/URI(https://a)>>>>]"), kinds.PDF),
    (pdf(root=b"/Names<</EmbeddedFiles<</Names[]>>>>/AcroForm<</Fields[<</T(namn)>>]>>"), kinds.PDF),
    (docx(**{"word/_rels/document.xml.rels": relations(**HYPERLINK)}), kinds.DOCX),
    (
        docx(
            **{
                "word/_rels/settings.xml.rels": relations(
                    Type=TEMPLATE, Target="file:///C:\\Mallar\\Brev.dotm", TargetMode="External"
                )
            }
        ),
        kinds.DOCX,
    ),
    (docx(**{"word/embeddings/tabell.xlsx": archive({"xl/workbook.xml": "<a/>"})}), kinds.DOCX),
    (odt(**{"content.xml": LINK}), kinds.ODT),
]


@pytest.mark.parametrize("number", range(len(HARMLESS)))
def test_the_worker_leaves_alone_what_ordinary_documents_have(number):
    content, content_type = HARMLESS[number]

    assert thorough.look_through(io.BytesIO(content), content_type) is None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.integers(0, 5_000), st.binary(min_size=1, max_size=8))
def test_a_spoilt_file_is_taken_or_refused_and_nothing_else(name, at, spoilt):
    content, content_type = GOOD[name]
    at = at % len(content)
    content = content[:at] + spoilt + content[at + len(spoilt) :]

    with suppress(FileRefusedError, UnfitError):
        uploads.check(upload(name, content))
        thorough.look_through(io.BytesIO(content), content_type)


def test_a_name_keeps_neither_folders_nor_signs_that_deceive():
    assert uploads.clean_name("../../etc/<b>brev\x00\u202e.pdf") == "<b>brev.pdf"
    assert uploads.clean_name("C:\\hemligt\\svar.pdf") == "svar.pdf"
    assert uploads.clean_name("svar\u202efdp.exe") == "svarfdp.exe"
    assert uploads.clean_name("a\u030ar.pdf") == "år.pdf"
    assert len(uploads.clean_name("å" * 400 + ".pdf")) == uploads.MOST_NAME
    assert uploads.clean_name("å" * 400 + ".pdf").endswith(".pdf")
