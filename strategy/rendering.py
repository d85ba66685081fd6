"""The reading page of a frozen version, made once and kept in `Version.rendered`: contents, text and margin.

It is made in Swedish, the language of the text, whoever freezes it; pages in other languages show it with lang="sv".
"""

import re
from dataclasses import dataclass
from itertools import count

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from strategy import markup, references
from strategy.models import SectionKind

LANGUAGE = "sv"
CONTENTS_DEPTH = 3
# Kinds that say nothing a reader needs beside the number.
_PLAIN_KINDS = {SectionKind.CHAPTER, SectionKind.TEXT}
# The permalink of a paragraph, as _permalink.html writes it: the block's id, and the words with its two numbers.
_PERMALINK = re.compile(r'<a class="pl" href="#b-([0-9a-f]{8})">.*?<span class="hidden">(.*?)</span></a>')
_BODY_HEADING = re.compile(r"(</?)h4>")
# A picture in a working text that nobody has described yet; none can be frozen.
_UNDESCRIBED = re.compile(r"<img (?![^>]*\balt=)")
_FOOTNOTE = re.compile(rf"{markup.FOOTNOTE}(.*?)</span>")


@dataclass(frozen=True)
class Paragraph:
    """A block as it is shown: `number` within its section; of a p only the inside, so that the permalink fits in."""

    id: str
    number: int
    tag: str
    html: SafeString


@dataclass(frozen=True)
class _Working:
    """What of a section a preview needs."""

    key: object
    body: list


@dataclass(frozen=True)
class Weighing:
    """One cell of the matrix with its principle. `state` is weighed, not_relevant or gap."""

    principle: dict
    state: str
    text: str = ""


def article(version):
    """Contents and text as HTML. Whatever stands there comes from the frozen rows alone."""
    sections = list(version.sections.all())
    with override(LANGUAGE):
        context = {
            "version": version,
            "nodes": nested([section for section in sections if section.depth <= CONTENTS_DEPTH]),
            "sections": [shown(section, version.principles) for section in sections],
        }
        return render_to_string("strategy/_article.html", context)


def shown(section, principles):
    """What a template needs for one frozen section."""
    return {
        "section": section,
        "label": label(section),
        "level": heading_level(section),
        "paragraphs": paragraphs(section),
        "footnotes": footnotes(section),
        "weighings": weighings(section, principles),
    }


def heading_level(section):
    """h2 for a chapter, and so on down."""
    return min(section.depth + 1, 6)


def label(section):
    """The number with the word that goes with it: Kapitel 3, 3.1, Prioritering 3.2.1."""
    if section.depth == 1:
        return _("Chapter %(number)s") % {"number": section.number}
    if section.kind in _PLAIN_KINDS:
        return section.number
    return f"{SectionKind(section.kind).label} {section.number}"


def paragraphs(section):
    """The blocks of a section, headings within the text one step below the section's own."""
    heading = f"h{min(heading_level(section) + 1, 6)}"
    notes = count(1)
    return [
        _paragraph(number, _with_marks(block, section.key, notes), heading)
        for number, block in enumerate(section.body, start=1)
    ]


def footnotes(section):
    """The footnotes of a section, in order: what each says."""
    return [mark_safe(words) for block in section.body for words in _FOOTNOTE.findall(block["html"])]


def preview(section, body, titles):
    """A working text as readers will see it: {"blocks": HTML of each, "part": what _footnotes.html needs}.

    `titles` are those of strategy/references.py. Headings in the text stand below one of the page's second level.
    """
    text = _Working(section.key, references.body_resolved(body, titles))
    notes = count(1)
    marked = [_with_marks(block, text.key, notes)["html"] for block in text.body]
    # As in _paragraph: nothing but the permitted tags is ever saved.
    blocks = [mark_safe(_BODY_HEADING.sub(r"\g<1>h3>", html)) for html in marked]
    return {"blocks": blocks, "part": {"section": text, "footnotes": footnotes(text)}}


def _with_marks(block, key, notes):
    """The block with a numbered mark for each footnote; the notes themselves stand after the section."""

    def mark(_found):
        n = next(notes)
        words = _("Footnote %(n)d") % {"n": n}
        number = f'<span class="hidden">{words}</span><span aria-hidden="true">{n}</span>'
        return f'<sup class="fn"><a id="fr-{key}-{n}" href="#f-{key}-{n}">{number}</a></sup>'

    html = _FOOTNOTE.sub(mark, block["html"])
    if _UNDESCRIBED.search(html):
        html = _UNDESCRIBED.sub(f'<img alt="{escape(_("Picture that nobody has described yet"))}" ', html)
    return {**block, "html": html}


def _paragraph(number, block, heading):
    html = _BODY_HEADING.sub(rf"\g<1>{heading}>", block["html"])
    tag = re.match(r"<(\w+)", html)[1]
    # blocks.clean has let nothing but the permitted tags through; the database keeps it so.
    return Paragraph(block["id"], number, tag, mark_safe(html[3:-4] if tag == "p" else html))


def weighings(section, principles):
    """One for each principle, in their order."""
    cells = {cell["principle"]: cell for cell in section.assessments}
    return [_weighing(principle, cells.get(principle["slug"])) for principle in principles]


def _weighing(principle, cell):
    if cell is None:
        return Weighing(principle, "gap")
    return Weighing(principle, "weighed" if cell["is_relevant"] else "not_relevant", cell["text"])


def nested(sections):
    """A flat list in reading order as a tree: [{"section": …, "children": […]}]."""
    top, open_nodes = [], []
    for section in sections:
        node = {"section": section, "children": []}
        while open_nodes and open_nodes[-1]["section"].depth >= section.depth:
            open_nodes.pop()
        (open_nodes[-1]["children"] if open_nodes else top).append(node)
        open_nodes.append(node)
    return top


def with_comment_links(rendered, address):
    """The kept reading page with a link at each paragraph to where one comments on it. `address` ends before the id."""
    with override(LANGUAGE):
        words = _("Comment on paragraph %(n)s in section %(number)s")

    def link(found):
        n, number, *_rest = [*re.findall(r"\d[\d.]*", found[2]), "", ""]
        text = words % {"n": n, "number": number}
        hidden = f'<span class="hidden">{text}</span>'
        return f'{found[0]}<a class="pl pl-ask" href="{escape(address)}{found[1]}" rel="nofollow">{hidden}</a>'

    return _PERMALINK.sub(link, rendered)
