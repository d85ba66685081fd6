"""A Word document that waits for somebody to say whether it becomes sections."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from strategy import tasks
from strategy.actions import importing, writing


def content():
    """The bytes of a document with a tree, a table, a list, and things that do not come along."""
    made = Document()
    made.add_heading("Serviceprogram", level=0)
    for level, words in ((1, "1 Varför ett program"), (2, "Läget i länet"), (1, "Vad vi vill"), (2, "Service nära")):
        made.add_heading(words, level)
        line = made.add_paragraph(f"{words}: alla ska kunna nå service inom rimlig restid.")
    made.add_comment(line.runs, text="Vad är rimlig?", author="Eva Ek", initials="EE")
    for words in ("dagligvaror", "drivmedel"):
        made.add_paragraph(words, style="List Bullet")
    table = made.add_table(2, 2)
    for place, words in enumerate(("Ort", "Butiker", "Exempelby", "3")):
        table.rows[place // 2].cells[place % 2].text = words
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def word_document_read(leader):
    """A programme without sections, and the document that was read for it; the facts of the preview's page."""
    made = writing.create_document(kind="programme", slug="ur-word", title="Ett program ur Word", by=leader)
    waiting = importing.ask_import(made, SimpleUploadedFile("program.docx", content()), by=leader)
    tasks.read_import(waiting.pk)
    facts = {"slug": made.slug, "pk": waiting.pk}
    names = ("imports", "import", "put_in_import", "take_out_import", "discard_import")
    return {f"strategy:{name}": facts for name in names}
