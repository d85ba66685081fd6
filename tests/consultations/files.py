"""Small files of every kind, right and wrong, made in memory."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

from consultations.uploads import DOCX, ODT

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40 + b"\xff\xd9"


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def archive(entries, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return buffer.getvalue()


def docx(**more):
    types = '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    types += '.wordprocessingml.document.main+xml"/>'
    return archive({"[Content_Types].xml": types, "word/document.xml": "<w:document/>"} | more)


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
