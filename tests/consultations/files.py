"""Small files of every kind, right and wrong, made in memory."""

import base64
import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

from consultations.models import FileCheck
from rus_portal.exports.uploads import DOCX, ODT


def pdf(*more, root=b"", page=b""):
    """A PDF of one empty page. `root` and `page` are put into its catalogue and page; `more` are objects from 4 on."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + root + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]" + page + b">>",
        *more,
    ]
    made, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj" % number + content + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer


PDF = pdf()
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////"
    "////////wAALCAACAAIBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEG"
    "E1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJ"
    "ipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/AJ6//9k="
)


def png(width=1, height=1):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def archive(entries, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return buffer.getvalue()


def docx(**more):
    types = '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    types += '.wordprocessingml.document.main+xml"/></Types>'
    return archive({"[Content_Types].xml": types, "word/document.xml": "<w:document/>"} | more)


def relations(**attributes):
    """A part of a DOCX with one relation."""
    said = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f'<Relationships><Relationship Id="r1" {said}/></Relationships>'


def odt(**more):
    return archive({"mimetype": ODT, "content.xml": "<office:document/>"} | more)


def upload(name, content):
    return SimpleUploadedFile(name, content)


GOOD = {
    "svar.pdf": (PDF, "application/pdf"),
    "svar.docx": (docx(), DOCX),
    "svar.odt": (odt(), ODT),
    "bild.png": (png(), "image/png"),
    "bild.jpg": (JPEG, "image/jpeg"),
    "BILD.JPEG": (JPEG, "image/jpeg"),
}


def passed(*files):
    """Let these rows' files, or without any all that are held, have been looked through and found good."""
    for file in files:
        FileCheck.objects.get_or_create(file=file.file.name, defaults={"content_type": file.content_type})
    keys = {"file__in": [file.file.name for file in files]} if files else {}
    FileCheck.objects.filter(**keys).update(state="clean")
