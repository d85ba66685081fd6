"""The received answers as rows: for Excel, CSV and programs. A worker's module: it carries openpyxl.

Never a draft, never an answer of somebody with protected identity; private persons without name and address. What
somebody wrote can be a formula to a spreadsheet program: in CSV such a cell begins with an apostrophe, in Excel every
cell is text.

Rows go from the database to the file as they come: memory does not grow with their number.
"""

import csv
import io
import json
import re
from contextlib import contextmanager

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from consultations.compiling import said
from consultations.models import Answer, SectionComment, SenderKind
from rus_portal import clock

# So many rows with all their texts are in memory at once.
BATCH = 200
# What a spreadsheet program takes for the beginning of a formula; also in the wide letters of East Asian text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Excel holds so many characters in a cell, and none of these.
MOST_IN_A_CELL = 32_767
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def harmless(text):
    """The cell as a spreadsheet program shows it and never computes it."""
    text = str(text)
    return f"'{text}" if text.startswith(FORMULA) else text


def _answers(consultation):
    found = said.quotable(consultation).order_by("received_at", "pk").select_related("organisation", "registry_entry")
    return found.iterator(BATCH)


def _sender(response):
    return _("Private person") if response.sender_kind == SenderKind.PERSON else str(response.sender)


def _of_sender(response):
    body = response.organisation
    return [
        response.receipt_number,
        _sender(response),
        response.get_sender_kind_display(),
        body.get_category_display() if body else "",
        body.area if body else "",
    ]


def _sender_headings():
    return [_("Receipt number"), _("Sender"), _("Kind of sender"), _("Group"), _("Area")]


def answer_headings():
    return [
        *_sender_headings(),
        _("Registry number"),
        _("Came in"),
        _("In time"),
        _("Stance"),
        _("Preliminary"),
        _("Summary"),
        _("Reservations"),
    ]


def answer_rows(consultation):
    """One row for each standing answer."""
    for one in _answers(consultation):
        entry = getattr(one, "registry_entry", None)
        yield [
            *_of_sender(one),
            entry.number if entry else "",
            _instant(one.received_at),
            one.get_timeliness_display(),
            one.get_stance_display(),
            _("Yes") if one.is_preliminary else "",
            one.summary,
            one.reservations,
        ]


def _instant(moment):
    return moment.astimezone(clock.STOCKHOLM).strftime("%Y-%m-%d %H:%M:%S")


def question_headings():
    return [*_sender_headings(), _("Question"), _("Answer")]


def question_rows(consultation):
    """One row for each answer to a question."""
    found = Answer.objects.filter(response__in=said.quotable(consultation).order_by().values("pk"))
    related = found.select_related("response__organisation", "question").order_by("question__order", "response_id")
    for one in related.iterator(BATCH):
        yield [*_of_sender(one.response), f"{one.question.order}. {one.question.text}", one.said]


def comment_headings():
    return [
        *_sender_headings(),
        _("Section"),
        _("Heading"),
        _("Stance on the section"),
        _("Words it is about"),
        _("Comment"),
        _("Proposed wording"),
    ]


def comment_rows(consultation):
    """One row for each comment, in the order of the text."""
    for one in said.comments(consultation).select_related(*_WITH).defer(*_LONG).iterator(BATCH):
        yield [
            *_of_sender(one.response),
            one.section.number,
            one.section.heading,
            one.get_stance_display(),
            one.quoted,
            one.comment,
            one.proposal,
        ]


_WITH = ("response__organisation", "section")
_LONG = tuple(f"section__{name}" for name in ("body", "assessments", "builds_on", "evidence"))


def everything_rows(consultation):
    """Summaries, answers to questions and comments in one long table."""
    for one in _answers(consultation):
        for kind, text in ((_("Summary"), one.summary), (_("Reservations"), one.reservations)):
            if text:
                yield [*_of_sender(one), kind, "", "", one.get_stance_display(), "", text, ""]
    for *sender, asked, text in question_rows(consultation):
        yield [*sender, _("Question"), "", asked, "", "", text, ""]
    for *sender, number, heading, stance, quoted, text, proposal in comment_rows(consultation):
        yield [*sender, _("Comment"), number, heading, stance, quoted, text, proposal]


def everything_headings():
    first, rest = comment_headings()[:5], comment_headings()[5:]
    return [*first, _("Kind"), *rest]


def _told(rows, progress, total):
    """The same rows, telling how far it has come."""
    for number, row in enumerate(rows):
        if number % BATCH == 0:
            progress(min(95, 5 + 90 * number // total))
        yield row


def _total(consultation):
    pks = said.quotable(consultation).order_by().values("pk")
    comments = SectionComment.objects.filter(response__in=pks).count()
    return max(1, comments + Answer.objects.filter(response__in=pks).count() + pks.count())


@contextmanager
def _text_in(file, encoding):
    """Write text to an open binary file, which stays open."""
    words = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="", write_through=True)
    yield words
    words.detach()


def write_csv(file, consultation, progress):
    """Semicolons and UTF-8 with a mark, as a Swedish Excel reads it."""
    with _text_in(file, "utf-8-sig") as words:
        writer = csv.writer(words, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerow(everything_headings())
        for row in _told(everything_rows(consultation), progress, _total(consultation)):
            writer.writerow([harmless(cell) for cell in row])


def write_xlsx(file, consultation, progress):
    """Three sheets, every cell text."""
    book = Workbook(write_only=True)
    total = 3 * _total(consultation)
    sheets = [
        (_("Answers"), answer_headings(), answer_rows(consultation)),
        (_("Questions"), question_headings(), question_rows(consultation)),
        (_("Comments"), comment_headings(), comment_rows(consultation)),
    ]
    for title, headings, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "B2"
        for column in "ABCDEFGHIJKL":
            sheet.column_dimensions[column].width = 22
        sheet.append([_text(sheet, heading, bold=True) for heading in headings])
        for row in _told(rows, progress, total):
            sheet.append([_text(sheet, cell) for cell in row])
    book.save(file)


_BOLD = Font(bold=True)


def _text(sheet, value, *, bold=False):
    cell = WriteOnlyCell(sheet, _FORBIDDEN.sub("", str(value))[:MOST_IN_A_CELL])
    # openpyxl takes what begins with = for a formula.
    cell.data_type = "s"
    if bold:
        cell.font = _BOLD
    return cell


def write_json(file, consultation, progress):
    """Every standing answer with all it says. Texts are as they were written; dates are ISO 8601."""
    with _text_in(file, "utf-8") as words:
        words.writelines(_json(consultation, progress))


def _json(consultation, progress):
    heading = {
        "format": "rus-portalen/answers/1",
        "consultation": f"{consultation.year}/{consultation.slug}",
        "title": consultation.title,
        "version": consultation.version.hash,
        "last_day": consultation.last_day.isoformat(),
    }
    yield json.dumps(heading, ensure_ascii=False)[:-1] + ', "answers": ['
    rows = said.quotable(consultation).order_by("received_at", "pk").select_related("organisation", "registry_entry")
    total = _total(consultation)
    parts = ("answers__question", "comments", "joint_with", "links_back__earlier")
    sections = dict(consultation.version.sections.values_list("pk", "number"))
    keys = dict(consultation.version.sections.values_list("pk", "key"))
    for number, one in enumerate(_told(rows.prefetch_related(*parts).iterator(BATCH), progress, total)):
        yield ("," if number else "") + "\n" + json.dumps(_whole(one, sections, keys), ensure_ascii=False)
    yield "\n]}\n"


def _whole(one, sections, keys):
    entry = getattr(one, "registry_entry", None)
    return {
        "receipt_number": one.receipt_number,
        "registry_number": entry.number if entry else None,
        "sender": {
            "kind": one.sender_kind,
            "name": None if one.sender_kind == SenderKind.PERSON else str(one.sender),
            "category": one.organisation.category if one.organisation else None,
            "area": one.organisation.area or None if one.organisation else None,
        },
        "received_at": one.received_at.astimezone(clock.STOCKHOLM).isoformat(),
        "timeliness": one.timeliness,
        "state": one.state,
        "stance": one.stance,
        "is_preliminary": one.is_preliminary,
        "joint_with": sorted(str(body) for body in one.joint_with.all()),
        "links": [{"kind": link.kind, "to": link.earlier.receipt_number} for link in one.links_back.all()],
        "summary": one.summary,
        "reservations": one.reservations,
        "answers": [
            {"question": answer.question.order, "kind": answer.question.kind, "text": answer.text}
            for answer in one.answers.all()
        ],
        "comments": [
            {
                "section": sections.get(comment.section_id),
                "key": str(keys.get(comment.section_id)),
                "block": comment.block,
                "quoted": comment.quoted,
                "stance": comment.stance,
                "comment": comment.comment,
                "proposal": comment.proposal,
            }
            for comment in one.comments.all()
        ],
    }
