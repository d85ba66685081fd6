"""Where in a frozen section the comments point: its paragraphs with the words that are spoken of marked."""

from collections import Counter
from dataclasses import dataclass

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from consultations import commenting, remarks


@dataclass(frozen=True)
class Paragraph:
    """A frozen paragraph, and how many comments each of its quoted words has: [(words, number)]."""

    id: str
    html: str
    quotations: list

    @property
    def comment_count(self):
        return sum(number for _words, number in self.quotations)


def paragraphs(section, said) -> list[Paragraph]:
    """The paragraphs of a section. `said` are the comments of it, as (block, quoted, before)."""
    by_block = {}
    for block, quoted, before in said:
        by_block.setdefault(block, []).append((quoted, before))
    return [_paragraph(block, by_block.get(block["id"], [])) for block in section.body]


def _paragraph(block, said):
    text = commenting.passage(block)
    places = [place for quoted, before in said if (place := remarks.find(text, quoted, before))]
    quotations = sorted(Counter(quoted for quoted, _before in said).items(), key=lambda pair: (-pair[1], pair[0]))
    return Paragraph(block["id"], _marked(block, text, places), quotations)


def _marked(block, text, places):
    """The paragraph with marks; one that has markup of its own is shown as it is, its quotations stand below."""
    html = block["html"]
    is_plain = html.startswith("<p>") and html.endswith("</p>") and "<" not in html[3:-4]
    if not places or not is_plain:
        return mark_safe(html)
    kept, reached = [], 0
    for start, end in _united(places):
        kept += [("", text[reached:start]), ("mark", text[start:end])]
        reached = end
    kept.append(("", text[reached:]))
    words = format_html_join("", "{}", ((_piece(kind, piece),) for kind, piece in kept))
    return format_html("<p>{}</p>", words)


def _piece(kind, words):
    return format_html("<mark>{}</mark>", words) if kind else escape(words)


def _united(places):
    """Spans that overlap, as one."""
    spans = []
    for start, end in sorted((place.start, place.end) for place in places):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans
