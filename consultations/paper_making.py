"""The copy of a draft as PDF and as Word. The worker's alone: what makes them is large."""

import io
import logging

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations import papers
from consultations.models import Draft, DraftPaper, PaperKind, PaperState
from consultations.word import form
from rus_portal import clock
from rus_portal.exports import pdf
from rus_portal.exports.storage import attachment_path

logger = logging.getLogger(__name__)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENT_TYPES = {PaperKind.PDF: "application/pdf", PaperKind.DOCX: DOCX, PaperKind.FORM: DOCX}
ENDINGS = {PaperKind.PDF: "pdf", PaperKind.DOCX: "docx", PaperKind.FORM: "docx"}


def mark():
    """What stands on every page."""
    return _("Draft – not sent")


def decision_label(name):
    """What a field of the decision is called."""
    return {
        "body": _("Who decided?"),
        "date": _("Day of the decision"),
        "item": _("Item number (§)"),
        "delegation": _("By delegation"),
        "registry_number": _("Your own registry number"),
        "expected": _("The answer is preliminary. The decision is expected"),
        "reservations": _("Reservations and separate statements"),
    }[name]


def make(paper_id):
    """Make a copy that is asked for. A failure stands in the row; its words never hold any of the draft's."""
    asked = DraftPaper.objects.filter(pk=paper_id, state=PaperState.ASKED)
    paper = asked.select_related("draft__consultation__version", "draft__organisation").first()
    if paper is None or paper.draft.sent_at:
        return
    try:
        with override(paper.language):
            content = render(paper.kind, _read(paper.draft), clock.now())
    except Exception as fault:
        # The trace would show the sealed text.
        logger.error("copy of a draft not made", extra={"paper": paper_id, "fault": type(fault).__name__})
        asked.update(state=PaperState.FAILED)
        return
    _keep(paper, content)


def _read(draft):
    return papers.contents(draft, dict(draft.fields.values_list("name", "value")))


def _keep(paper, content):
    """Keep the file if it still shows the draft as it is; else nobody shall find it."""
    name = default_storage.save(attachment_path(None, ""), ContentFile(content))
    with transaction.atomic():
        draft = Draft.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.draft_id)
        fits = draft.sent_at is None and draft.saved_at == paper.shows
        asked = DraftPaper.objects.filter(pk=paper.pk, state=PaperState.ASKED)
        if fits and asked.update(state=PaperState.READY, file=name, size=len(content)):
            return
        asked.delete()
    default_storage.delete(name)


def render(kind, paper, at):
    """The file's bytes. `paper` is consultations.papers.Paper, `at` when it was made."""
    return {PaperKind.PDF: _pdf, PaperKind.DOCX: _docx, PaperKind.FORM: _form}[kind](paper, at)


def _pdf(paper, at):
    context = {
        "paper": paper,
        "consultation": paper.draft.consultation,
        "at": at,
        "mark": mark(),
        "decision": [(decision_label(name), value) for name, value in paper.decision],
        "region": settings.PORTAL_REGION,
    }
    return pdf.render("consultations/pdf/draft.html", context).content


def _form(paper, _at):
    return form.of_draft(paper.draft)


def _docx(paper, at):
    from docx import Document  # noqa: PLC0415 – lxml and templates that no web worker shall carry

    document = Document()
    consultation = paper.draft.consultation
    document.core_properties.title = f"{mark()}: {consultation}"
    document.core_properties.author = paper.sender
    for section in document.sections:
        for place in (section.header, section.footer):
            line = place.paragraphs[0]
            line.text = mark().upper()
            line.runs[0].bold = True
    document.add_heading(paper.sender or _("The answer"), level=0)
    document.add_paragraph(mark(), style="Intense Quote")
    document.add_paragraph(f"{_('Concerns')}: {consultation}")
    if consultation.registry_number:
        document.add_paragraph(f"{_('Registry number')}: {consultation.registry_number}")
    _write_answer(document, paper)
    return _bytes(document)


def _write_answer(document, paper):
    if paper.joint:
        document.add_paragraph(f"{_('Together with')}: {', '.join(paper.joint)}")
    if paper.stance or paper.summary:
        document.add_heading(_("The whole"), level=1)
        _write(document, paper.stance, bold=True)
        _write(document, paper.summary)
    if paper.answers:
        document.add_heading(_("Answers to the questions"), level=1)
        for question, text in paper.answers:
            document.add_heading(f"{question.order}. {question.text}", level=2)
            _write(document, text)
    if paper.sections:
        document.add_heading(_("Section by section"), level=1)
        heading = ""
        for said in paper.sections:
            last, heading = heading, f"{said.number} {said.heading}".strip()
            if heading != last:
                document.add_heading(heading, level=2)
            _write_said(document, said)
    if paper.decision:
        document.add_heading(_("Your decision"), level=1)
        for name, value in paper.decision:
            label = decision_label(name)
            document.add_paragraph(f"{label} {value}" if label.endswith("?") else f"{label}: {value}")
    if paper.files:
        document.add_heading(_("Attachments"), level=1)
        for file in paper.files:
            document.add_paragraph(file.name, style="List Bullet")


def _write_said(document, said):
    _write(document, said.stance, bold=True)
    if said.quoted:
        document.add_paragraph(said.quoted, style="Quote")
    _write(document, said.comment)
    if said.proposal:
        document.add_heading(_("Proposal for a new text"), level=3)
        _write(document, said.proposal)


def _write(document, text, *, bold=False):
    for paragraph in text.split("\n"):
        if paragraph.strip():
            run = document.add_paragraph().add_run(paragraph)
            run.bold = bold


def _bytes(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
