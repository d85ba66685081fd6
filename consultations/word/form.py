"""The answer form of a round as a Word document: empty for everyone, or with what a draft says. Made by the worker."""

import io

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations import remarks
from consultations.word import anchors, asked
from rus_portal.clock import STOCKHOLM
from strategy import blocks
from strategy.models import VersionSection

# The round's letter and text are Swedish, and so is its form.
LANGUAGE = "sv"
LABEL_WIDTH, ANSWER_WIDTH = 2700, 6600
SHOWN_OF_SECTION = 280
LINE = 300


def placeholders():
    """What stands where nothing has been written or chosen yet: (text, choice)."""
    return _("Write here"), _("Choose")


def margins(consultation):
    """What stands at the top of a page, at the top of a draft's own, and at the bottom before the page's number."""
    own = f"{_('Draft – not sent').upper()} · {consultation}"
    return str(consultation), own, f"{settings.PORTAL_REGION} · {_('Page')}"


def own_lines(consultation, *, is_own):
    """Lines of ours that may read otherwise by the time the form comes back.

    A draft's own form says that it is not sent, and no last day: the copy may lie there while more time is given.
    """
    lines = [_("Draft – not sent")] if is_own else _days(consultation)
    if consultation.registry_number:
        lines.append(f"{_('Registry number')}: {consultation.registry_number}")
    if contact := ", ".join(filter(None, [consultation.contact_name, consultation.contact_email])):
        lines.append(f"{_('Contact')}: {contact}")
    return lines


def _days(consultation):
    """The last day to answer, and those of the parts that are wanted sooner."""
    days = [(_("Last day to answer"), consultation.deadline)]
    days += [(part.name, part.deadline) for part in consultation.parts_in_short]
    return [f"{label}: {date_format(day.shown.astimezone(STOCKHOLM), 'j F Y')}" for label, day in days]


def last_line():
    return _("Now save the document and choose it on the portal. The answer has come in when you have got a receipt.")


def render(consultation, values=None):
    """The form's bytes. With `values`, the fields of a draft, it is that draft's own and says that it is not sent."""
    from docx import Document  # noqa: PLC0415 – lxml and templates that no web worker shall carry

    from consultations.word import looks  # noqa: PLC0415 – the same

    document = Document()
    with override(LANGUAGE):
        looks.dress(document)
        writer = _Writer(document, consultation, values)
        writer.begin()
        for group in asked.groups(consultation, values):
            writer.group(group)
        writer.end()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class _Writer:
    """Puts the form together, piece by piece."""

    def __init__(self, document, consultation, values):
        from consultations.word import control, looks  # noqa: PLC0415 – see `render`

        self.control, self.looks = control, looks
        self.document, self.consultation = document, consultation
        self.is_own, self.values = values is not None, values or {}
        self.number = 100
        self.texts = _short_texts(consultation.version)

    def _next(self):
        self.number += 1
        return self.number

    def begin(self):
        """Title, facts, instructions."""
        facts = self.document.core_properties
        facts.title = f"{_('Answer form')}: {self.consultation}"
        facts.subject = str(self.consultation)
        facts.author = facts.last_modified_by = settings.PORTAL_REGION
        facts.language, facts.comments, facts.keywords = "sv-SE", "", self.consultation.registry_number
        self._margins()
        title = self.document.add_heading(_("Answer form"), level=0)
        name = anchors.round_name(self.consultation.pk)
        mark = self.control.run(anchors.key(name), hidden=True)
        for one in self.control.bookmark(self._next(), anchors.bookmark(name), mark):
            title._p.append(one)
        self.document.add_paragraph(str(self.consultation), style="Subtitle")
        for number, line in enumerate(own_lines(self.consultation, is_own=self.is_own)):
            self._own_line(line, bold=not number)
        self._instructions()

    def _own_line(self, text, *, bold=False):
        """A line that is not read, whatever it says."""
        paragraph = self.document.add_paragraph(text)
        paragraph.paragraph_format.space_after = 0
        paragraph.runs[0].bold = bold
        paragraph._p.append(self.control.run(anchors.key(anchors.OWN), hidden=True))

    def _instructions(self):
        self.document.add_heading(_("How to use the form"), level=1)
        for step in (
            _("Write in the boxes on the right. Nothing is compulsory: leave empty what you do not want to answer."),
            _("Save the document as Word (docx) or OpenDocument (odt)."),
            _("Choose it on the portal. You see what lands where before anything is changed, and check all of it."),
            _("Send the answer on the portal. Until then it has not come in, and nobody at the region can see it."),
        ):
            self.document.add_paragraph(step, style="List Number")
        way = self.document.add_paragraph(_("The portal's page for the answer:") + " ")
        address = settings.PORTAL_URL + reverse(
            "consultations:answer", args=[self.consultation.year, self.consultation.slug]
        )
        way._p.append(self.control.link(self.document, address, address))
        self.document.add_paragraph(
            _("Do not write personal identity numbers or things about other people's health."), style="Stöd"
        )

    def _margins(self):
        section = self.document.sections[0]
        top, bottom = section.header.paragraphs[0], section.footer.paragraphs[0]
        empty, own, foot = margins(self.consultation)
        top.text, bottom.text = own if self.is_own else empty, f"{foot} "
        bottom._p.append(self.control.field("PAGE"))
        for line in (top, bottom):
            line.style = self.document.styles["Stöd"]

    def group(self, group):
        """A heading, what it is about, and its places to write in."""
        heading = self.document.add_heading(group.heading, level=group.level)
        if group.hint:
            self._small(group.hint)
        if group.section:
            self._section_text(group.section)
        for ask in group.asks:
            if len(ask.options) > 1 and not group.section:
                choices = " · ".join(words for _value, words in ask.options)
                self._small(_("Alternatives: %(choices)s") % {"choices": choices})
        if group.asks:
            self._table(group)
        heading.paragraph_format.keep_with_next = True

    def _small(self, text):
        """A line in small letters that stays with what comes after it."""
        paragraph = self.document.add_paragraph(text, style="Stöd")
        paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def _section_text(self, line):
        paragraph = self._small(self.texts.get(line.key, ""))
        if self.texts.get(line.key):
            paragraph.add_run(" ")
        section = VersionSection(version=self.consultation.version, key=line.key)
        address = settings.PORTAL_URL + section.get_absolute_url()
        paragraph._p.append(self.control.link(self.document, address, _("Read the section on the web")))

    def _table(self, group):
        looks, widths = self.looks, (LABEL_WIDTH, ANSWER_WIDTH)
        table = self.control.element("tbl")
        for one in looks.table_facts(widths, caption=_("Answer: %(heading)s") % {"heading": group.heading}):
            table.append(one)
        heads = [
            self.control.paragraph("Stod", self.control.run(text), keeps_with_next=True)
            for text in (_("Question"), _("Your answer"))
        ]
        cells = [looks.cell(width, head, is_shaded=True) for width, head in zip(widths, heads, strict=True)]
        table.append(looks.row(*cells, is_header=True))
        for ask in group.asks:
            label = self._label(ask, keeps_with_next=ask is not group.asks[-1])
            table.append(looks.row(label, self._answer(ask, group), height=LINE * ask.rows))
        self.document.element.body.insert_element_before(table, "w:sectPr")

    def _label(self, ask, *, keeps_with_next):
        control = self.control
        words = control.run(ask.label)
        # What a draft has marked is no line of every form: its label says itself that it is ours.
        ours = anchors.key(anchors.OWN) if remarks.is_name(ask.name) else ""
        mark = control.run(anchors.key(ask.name, self._said(ask)) + ours, hidden=True)
        anchored = control.bookmark(self._next(), anchors.bookmark(ask.name), words)
        content = [control.paragraph("Ledtext", *anchored, mark, keeps_with_next=keeps_with_next)]
        if ask.hint:
            content.append(
                control.paragraph("Stod", control.run(ask.hint), *[control.run(ours, hidden=True)] * bool(ours))
            )
        return self.looks.cell(LABEL_WIDTH, *content, is_shaded=True)

    def _said(self, ask):
        """What the draft says there; of a choice only what can be chosen in the form."""
        value = self.values.get(ask.name, "").strip()
        return value if not ask.options or value in dict(ask.options) else ""

    def _answer(self, ask, group):
        text, choose = placeholders()
        title = f"{group.heading}: {ask.label}" if group.section else ask.label
        facts = (self._next(), ask.name, title, self._said(ask))
        if ask.options:
            content = [self.control.choice_control(*facts, options=ask.options, placeholder=choose)]
        else:
            # A cell ends with a paragraph, whatever stands in it.
            content = [
                self.control.text_control(*facts, placeholder=text),
                self.control.paragraph("Svaretsslut"),
            ]
        return self.looks.cell(ANSWER_WIDTH, *content)

    def end(self):
        self.document.add_paragraph()
        self._own_line(last_line())


def _short_texts(version):
    """How each section begins, {key: text}."""
    rows = VersionSection.objects.filter(version=version).values_list("key", "body")
    return {key: _short(" ".join(blocks.plain_text(body).split())) for key, body in rows}


def _short(text):
    """The first whole words."""
    return text if len(text) <= SHOWN_OF_SECTION else f"{text[:SHOWN_OF_SECTION].rpartition(' ')[0]} …"


def of_draft(draft):
    """The draft's own form, as far as it is written."""
    return render(draft.consultation, dict(draft.fields.values_list("name", "value")))
