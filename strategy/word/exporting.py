"""A version, or what is written now, as a Word document: cover, corrections, contents, text, how it was weighed."""

import io
from dataclasses import dataclass, field
from datetime import UTC

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from rus_portal.exports.word import looks
from rus_portal.exports.word.elements import element, link_around, link_inside, paragraph, run
from rus_portal.exports.word.elements import field as counted
from strategy.models import SectionKind
from strategy.word import comments_out, footnotes, names
from strategy.word.body import Body
from strategy.word.inline import LINK_STYLE, Inline
from strategy.word.lists import Lists

CONTENTS_DEPTH = 3
PAGE_NUMBERS_AT = Cm(16.4)
_PLAIN_KINDS = {SectionKind.CHAPTER, SectionKind.TEXT}
_CONTROL = (
    "<w:sdt {w}><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/><w:docPartUnique/>"
    "</w:docPartObj></w:sdtPr><w:sdtContent/></w:sdt>"
)


@dataclass(frozen=True)
class Book:
    """What the document says. `imprint` stands on the cover and at the foot of each page, `facts` on the cover only.

    `sections` are frozen ones, or such as would be frozen. `corrections` are [(heading, section's key or nothing,
    [(label, words)])], `conversations` (comments_out) become Word's comments. `mark` is empty, or says that it is a
    draft.
    """

    title: str
    subtitle: str
    lead: str
    region: str
    imprint: str
    sections: list
    principles: list
    words: dict
    facts: list = field(default_factory=list)
    corrections: list = field(default_factory=list)
    conversations: list = field(default_factory=list)
    mark: str = ""
    at: object = None


def render(book, image, progress=lambda percent: None) -> bytes:
    """The bytes of the document. `image(key)` gives a picture's bytes and type, or None; `book.words` our own words."""
    document = Document()
    _dress(document)
    _properties(document, book)
    writer = _Writer(document, book, image)
    writer.cover()
    writer.corrections()
    writer.contents()
    for done, section in enumerate(book.sections, start=1):
        writer.section(section)
        progress(10 + 80 * done // len(book.sections))
    writer.appendix()
    writer.footnotes.put_into(document)
    writer.comments.put_into(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class _Writer:
    """Puts the document together, from its first page to its last."""

    def __init__(self, document, book, image):
        self.document, self.book = document, book
        self.footnotes = footnotes.Footnotes()
        kinds = {str(section.key): section.kind for section in book.sections}
        lists = Lists(document, book.words["chapter"])
        _number_headings(document, lists)
        gone = book.words.get("gone", "")
        self.comments = comments_out.Comments(document, book.conversations, book.sections, gone)
        self.body = Body(document, Inline(document, self.footnotes, kinds, self.comments), lists, image)
        self.end = document.element.body.sectPr

    def _add(self, *elements):
        for one in elements:
            self.end.addprevious(one)

    def _line(self, style, *content, **facts):
        self._add(paragraph(looks.style_id(style), *content, **facts))

    def cover(self):
        """What it is, in which version, and from when."""
        book = self.book
        self._line(names.COVER, run(book.region))
        if book.mark:
            self._line(names.COVER, run(book.mark, look={"strong"}))
        self._add(paragraph("Title", run(book.title)))
        if book.subtitle:
            self._add(paragraph("Subtitle", run(book.subtitle)))
        if book.lead:
            self._line(names.COVER, run(book.lead))
        self._line(names.COVER, run(book.imprint, look={"strong"}))
        for label, value in book.facts:
            words = run(value)
            if value.startswith("http"):
                words = link_around(self.document, value, run(value, style=LINK_STYLE))
            self._line(names.COVER, run(f"{label}: "), words)

    def corrections(self):
        """The page after the cover: what is wrong in the text, which is as it was frozen."""
        if not self.book.corrections:
            return
        heading = paragraph(looks.style_id(names.ERRATA), run(self.book.words["corrections"]), outline=1)
        heading.find(qn("w:pPr")).append(element("pageBreakBefore"))
        _in_order(heading)
        self.body.bookmarked(names.CORRECTIONS, heading)
        self._add(heading)
        self._line(names.ERRATA_TEXT, run(self.book.words["frozen_stays"]))
        kinds = {str(section.key): section.kind for section in self.book.sections}
        for title, key, facts in self.book.corrections:
            self._line(names.ERRATA_PART, run(title), keeps_with_next=True, outline=2)
            for place, (label, value) in enumerate(facts):
                words = run(value)
                if key and not place:
                    words = link_inside(names.of_section(key, kinds[key]), run(value, style=LINK_STYLE))
                self._line(names.ERRATA_TEXT, run(f"{label}: ", look={"strong"}), words)

    def contents(self):
        """The contents with links; Word counts the pages when it opens the document."""
        control = parse_xml(_CONTROL.format(w=nsdecls("w")))
        inside = control.find(qn("w:sdtContent"))
        heading = paragraph(looks.style_id(names.CONTENTS), run(self.book.words["contents"]))
        heading.find(qn("w:pPr")).append(element("pageBreakBefore"))
        inside.append(_in_order(heading))
        listed = list(self._listed())
        for place, (depth, bookmark, words) in enumerate(listed):
            content = [link_inside(bookmark, run(words, style=LINK_STYLE))]
            if not place:
                # With \u also the corrections and the appendix, which have the level of a chapter and no number.
                content = [*_begin_field(f'TOC \\o "1-{CONTENTS_DEPTH}" \\h \\z \\u'), *content]
            if place == len(listed) - 1:
                content.append(_field_mark("end"))
            inside.append(paragraph(f"TOC{depth}", *content))
        self._add(control)

    def _listed(self):
        """(depth, bookmark, words) of each line of the contents."""
        if self.book.corrections:
            yield 1, names.CORRECTIONS, self.book.words["corrections"]
        for section in self.book.sections:
            if section.depth <= CONTENTS_DEPTH:
                yield section.depth, names.of_section(section.key, section.kind), section.title

    def section(self, section):
        """Heading, kind, what it builds on, and the text."""
        heading = paragraph(f"Heading{section.depth}", run(section.heading))
        if section.depth == 1:
            heading.find(qn("w:pPr")).append(element("pageBreakBefore"))
            _in_order(heading)
        self.comments.beside(heading, section)
        self.body.bookmarked(names.of_section(section.key, section.kind), heading)
        self._add(heading)
        if section.kind not in _PLAIN_KINDS:
            self._line(names.FACTS, run(str(SectionKind(section.kind).label)), keeps_with_next=True)
        for base in section.builds_on:
            self._line(names.FACTS, run(f"{self.book.words['builds_on']} {base['number']} {base['heading']}"))
        for block in section.body:
            self._add(*self.body.block(block, section.depth))

    def appendix(self):
        """How goals and priorities were weighed."""
        weighed = [section for section in self.book.sections if section.assessments]
        if not weighed:
            return
        heading = paragraph(looks.style_id(names.APPENDIX), run(self.book.words["appendix"]), outline=1)
        heading.find(qn("w:pPr")).append(element("pageBreakBefore"))
        self._add(_in_order(heading))
        for section in weighed:
            self._line(names.APPENDIX_PART, run(section.title), keeps_with_next=True, outline=2)
            said = {cell["principle"]: cell for cell in section.assessments}
            for principle in self.book.principles:
                if cell := said.get(principle["slug"]):
                    name = f"{principle['number']} {principle['name']}"
                    if not cell["is_relevant"]:
                        name += f" ({self.book.words['not_relevant']})"
                    self._line(names.APPENDIX_TEXT, run(f"{name}: ", look={"strong"}), run(cell["text"]))


def _begin_field(instruction):
    code = element("r")
    words = element("instrText")
    words.text = f" {instruction} "
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    code.append(words)
    begin = _field_mark("begin")
    # What is listed here has no page numbers yet: Word makes it anew.
    begin[0].set(qn("w:dirty"), "true")
    return [begin, code, _field_mark("separate")]


def _field_mark(kind):
    made = element("r")
    made.append(element("fldChar", fldCharType=kind))
    return made


_ORDER = [qn(f"w:{name}") for name in ("pStyle", "keepNext", "pageBreakBefore", "numPr", "outlineLvl")]


def _in_order(made):
    """The paragraph with its properties in the order that Word asks for."""
    facts = made.find(qn("w:pPr"))
    facts[:] = sorted(facts, key=lambda one: _ORDER.index(one.tag))
    return made


def _properties(document, book):
    facts = document.core_properties
    facts.title, facts.subject, facts.author = book.title, book.subtitle, book.region
    facts.last_modified_by, facts.language = book.region, "sv-SE"
    facts.comments, facts.keywords, facts.version = book.mark, book.imprint, book.imprint
    if book.at:
        facts.created = facts.modified = book.at.astimezone(UTC)
    page = document.sections[0]
    page.different_first_page_header_footer = True
    top, bottom = page.header.paragraphs[0], page.footer.paragraphs[0]
    top.text, bottom.text = " · ".join(filter(None, [book.mark, book.title])), f"{book.imprint} · "
    bottom._p.append(counted("PAGE"))
    for line in (top, bottom):
        line.style = document.styles["Stöd"]


def _number_headings(document, lists):
    """Tie the styles of headings to their numbers."""
    for depth in range(1, 5):
        facts = document.styles[f"Heading {depth}"].element.get_or_add_pPr()
        number = facts.get_or_add_numPr()
        number.get_or_add_ilvl().val = depth - 1
        number.get_or_add_numId().val = lists.headings


def _dress(document):
    looks.dress(document)
    styles = document.styles
    looks.heading(looks.added(styles, names.CONTENTS, size=17, after=6), 17, 0, 6)
    looks.heading(looks.added(styles, names.SUBHEADING, size=11.5, after=3), 11.5, 10, 3)
    looks.heading(looks.added(styles, names.APPENDIX, size=17, after=6), 17, 0, 6)
    looks.heading(looks.added(styles, names.APPENDIX_PART, size=12, after=3), 12, 12, 3)
    looks.added(styles, names.APPENDIX_TEXT, size=10.5, after=4)
    looks.heading(looks.added(styles, names.ERRATA, size=17, after=6), 17, 0, 6)
    looks.heading(looks.added(styles, names.ERRATA_PART, size=12, after=3), 12, 12, 3)
    looks.added(styles, names.ERRATA_TEXT, size=10.5, after=4)
    looks.added(styles, names.COVER, size=11, after=6)
    looks.added(styles, names.FACTS, size=9.5, after=4, color=looks.SOFT)
    looks.added(styles, names.CELL, size=10, after=2)
    looks.added(styles, names.HEAD_CELL, size=10, after=2, bold=True)
    looks.added(styles, names.ROW_HEAD, size=10, after=2, bold=True)
    looks.added(styles, names.FIGURE, size=11, after=2)
    for depth in range(1, CONTENTS_DEPTH + 1):
        line = looks.added(styles, f"toc {depth}", size=11 if depth == 1 else 10, after=2)
        line.element.set(qn("w:styleId"), f"TOC{depth}")
        line.paragraph_format.left_indent = Cm(0.6 * (depth - 1))
        # Where Word puts the page's number: at the right margin.
        line.paragraph_format.tab_stops.add_tab_stop(PAGE_NUMBERS_AT, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    note = looks.added(styles, "footnote text", size=9, after=2)
    note.element.set(qn("w:styleId"), footnotes.TEXT)
    said = looks.added(styles, "annotation text", size=10, after=0)
    said.element.set(qn("w:styleId"), comments_out.TEXT)
    sign = styles.add_style("annotation reference", WD_STYLE_TYPE.CHARACTER)
    sign.element.set(qn("w:styleId"), comments_out.MARK)
    sign.font.size = Pt(8)
    mark = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    mark.element.set(qn("w:styleId"), footnotes.MARK)
    mark.font.superscript = True
    code = styles.add_style(names.CODE, WD_STYLE_TYPE.CHARACTER)
    code.font.name, code.font.size = "Consolas", Pt(10)
    looks.font(styles["Caption"], looks.SANS, 9.5, looks.SOFT, bold=False)
    styles["Quote"].paragraph_format.left_indent = Cm(0.8)
