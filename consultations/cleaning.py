"""Takes out of a masked copy what nobody sees and what may name its writer. Runs in a worker only."""

import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from consultations import holding

# What a page may carry besides what it shows: notes with their authors, the program's own data.
_HIDDEN = ("/Annots", "/Metadata", "/PieceInfo", "/LastModified")


def clean(web_file) -> None:
    """Write the copy anew with its pages alone, and show it."""
    before = web_file.file.name
    with web_file.file.open("rb") as content:
        bare = without_hidden_facts(content.read())
    path = default_storage.save(
        web_file._meta.get_field("file").generate_filename(None, "bilaga.pdf"), ContentFile(bare)
    )
    facts = {"file": path, "size": len(bare), "is_clean": True}
    # Somebody may have chosen another copy meanwhile: then this one is not shown.
    with transaction.atomic():
        is_chosen = type(web_file).objects.filter(pk=web_file.pk, file=before).update(**facts)
        if is_chosen:
            holding.hold(path, web_file.content_type)
    default_storage.remove(before if is_chosen else path)


def without_hidden_facts(pdf: bytes) -> bytes:
    """The same pages without title, author, program, notes, embedded files and form data."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 – 15 MB that the web processes do without

    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for name in _HIDDEN:
            page.pop(name, None)
        writer.add_page(page)
    writer.metadata = None
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
