import hashlib
import io
import zipfile

import pytest

from consultations import uploads
from consultations.uploads import FileRefusedError
from tests.consultations.files import GOOD, JPEG, PDF, archive, docx, odt, png, upload


@pytest.mark.parametrize("name", GOOD)
def test_check_takes_what_it_says_it_takes(name):
    content, content_type = GOOD[name]
    file = upload(name, content)

    checked = uploads.check(file)

    assert checked == uploads.Checked(name, content_type, len(content), hashlib.sha256(content).hexdigest())
    assert file.read() == content


WRONG_CONTENT = {
    "program.pdf": b"MZ\x90\x00\x03" + b"\0" * 100,
    "sida.pdf": b"<html><script>alert(1)</script></html>",
    "halv.pdf": b"%PDF-1.7\nnothing more",
    "gomd.pdf": b"\n" * 20 + PDF,
    "bild.pdf": png(),
    "pdf.png": PDF,
    "avkortad.png": png()[:-12],
    "png.jpg": png(),
    "avkortad.jpg": JPEG[:-2],
    "arkiv.docx": archive({"a.txt": "hej"}),
    "tabell.docx": archive({"[Content_Types].xml": "spreadsheetml.sheet.main+xml", "xl/workbook.xml": "x"}),
    "odt.docx": odt(),
    "docx.odt": docx(),
    "kalkyl.odt": odt(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    "text.docx": b"PK\x03\x04 but no archive at all",
}


@pytest.mark.parametrize("name", WRONG_CONTENT)
def test_check_refuses_the_wrong_content_under_the_right_name(name):
    with pytest.raises(FileRefusedError) as refusal:
        uploads.check(upload(name, WRONG_CONTENT[name]))

    assert name in str(refusal.value)


MACROS = {
    "makro.docx": docx(**{"word/vbaProject.bin": "x"}),
    "makro2.docx": docx(**{"[Content_Types].xml": "document.macroEnabled.main+xml"}),
    "makro.odt": odt(**{"Basic/Standard/script-lb.xml": "x"}),
}


@pytest.mark.parametrize("name", MACROS)
def test_check_refuses_macros(name):
    with pytest.raises(FileRefusedError, match=r"macros|makron"):
        uploads.check(upload(name, MACROS[name]))


def test_check_refuses_a_document_that_unpacks_to_far_too_much():
    bomb = docx(**{"word/media/image1.bmp": b"\0" * 30_000_000})

    with pytest.raises(FileRefusedError, match=r"bomb\.docx"):
        uploads.check(upload("bomb.docx", bomb))


def test_check_refuses_a_locked_document():
    content = bytearray(docx())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as file:
        offsets = [entry.header_offset for entry in file.infolist()]
    for offset in offsets:
        content[offset + 6] |= 1
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4

    with pytest.raises(FileRefusedError):
        uploads.check(upload("last.docx", bytes(content)))


@pytest.mark.parametrize("name", ["svar.exe", "svar.docm", "svar.zip", "svar", "svar.pdf.exe", ".pdf"])
def test_check_refuses_other_endings(name):
    with pytest.raises(FileRefusedError):
        uploads.check(upload(name, PDF))


def test_check_refuses_an_empty_file_and_one_over_20_mb():
    large = upload("stor.pdf", b"")
    large.size = uploads.MOST_BYTES + 1

    with pytest.raises(FileRefusedError):
        uploads.check(upload("tom.pdf", b""))
    with pytest.raises(FileRefusedError, match="20 MB"):
        uploads.check(large)


def test_clean_name_keeps_neither_folders_nor_control_characters():
    assert uploads.clean_name("../../etc/<b>brev\x00\u202e.pdf") == "<b>brev.pdf"
    assert uploads.clean_name("C:\\hemligt\\svar.pdf") == "svar.pdf"
    assert len(uploads.clean_name("å" * 400 + ".pdf")) == uploads.MOST_NAME
    assert uploads.clean_name("å" * 400 + ".pdf").endswith(".pdf")
