"""What can be wrong with the blocks themselves: pictures, links, tables, headings, references."""

import re
from html import unescape

from strategy import references
from strategy.checking.hints import Hint
from strategy.checking.lines import words_of

SMALL_TEXT_CONTRAST = 4.5
LONGEST_ALT = 250
# The words of links that say nothing by themselves (WCAG 2.4.4), without signs and arrows.
SAY_NOTHING = re.compile(
    r"(?:(?:läs|klicka|tryck|se|hämta|ladda ner)(?: mer| vidare)?|mer)?(?: här)?(?: info(?:rmation)?)?"
    r"|här|(?:se |den här |denna )?(?:länk|länken|sidan)|vidare|(?:read |click )?(?:more|here)|(?:this )?link",
    re.IGNORECASE,
)
_FIGURE = re.compile(r'<figure><img src="/bild/([0-9a-f]{32})"([^>]*)>(?:<figcaption>(.*?)</figcaption>)?')
_ALT = re.compile(r' alt="([^"]*)"')
_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|heic|tiff?)|(?:IMG|DSC|PXL|bild|image)[-_ ]?\d*", re.I)
_LINK = re.compile(r'<a href="([^"]*)">(.+?)</a>')
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*", re.I)
_HEADERS = re.compile(r"<thead><tr>(.*?)</tr></thead>")
_HEADER = re.compile(r"<th[^>]*>(.*?)</th>")
_BOLD = re.compile(r"<p><strong>([^<]*)</strong></p>")
_NUMBERED = re.compile(r"(?:\d+\.(?:\d+\.?)*|\d+(?:\.\d+)+)\s+\S")
# A bold paragraph of more words is emphasis, not a heading.
_LONGEST_HEADING = 80


def faults(html, titles, pictures):
    """The hints of one block. `titles` are those of strategy/references.py, `pictures` {key: contrast or None}."""
    if html.startswith("<figure"):
        yield from _figure(html, pictures)
    elif html.startswith("<table"):
        yield from _table(html)
    if "<a " in html:
        yield from _links(html)
        for name in references.used([{"html": html}]):
            if name not in titles:
                yield Hint("reference_lost", around=name, words=words_of(html))
    if html.startswith("<p><strong>") and (found := _BOLD.fullmatch(html)):
        yield from _fake_heading(unescape(found[1]))


def headings(body):
    """The hints on the headings in a text, as (place in the body, hint)."""
    for place, block in enumerate(body):
        if not block["html"].startswith("<h4>"):
            continue
        words = words_of(block["html"])
        if place + 1 == len(body) or body[place + 1]["html"].startswith("<h4>"):
            yield place, Hint("heading_alone", words=words, around=words)
        if _NUMBERED.match(words):
            yield place, Hint("heading_numbered", words=words, around=words)


def is_numbered(heading):
    """Whether somebody has written a number before the heading."""
    return bool(_NUMBERED.match(heading))


def _figure(html, pictures):
    key, facts, caption = _FIGURE.match(html).groups()
    caption = words_of(caption or "")
    if key not in pictures:
        yield Hint("picture_gone", words=caption, around=key)
    alt = _ALT.search(facts)
    if alt is None:
        yield Hint("alt_missing", words=caption, around=key)
    elif said := unescape(alt[1]):
        is_poor = _FILE_NAME.fullmatch(said) or said.casefold() == caption.casefold() or len(said) > LONGEST_ALT
        if is_poor:
            yield Hint("alt_poor", words=said, around=said)
    contrast = pictures.get(key)
    if contrast is not None and contrast < SMALL_TEXT_CONTRAST:
        yield Hint(
            "contrast_low",
            words=caption or (unescape(alt[1]) if alt else ""),
            around=key,
            figures={"contrast": contrast},
        )


def _table(html):
    headers = [words_of(header) for header in _HEADER.findall(_HEADERS.search(html)[1])]
    rows = html.partition("<tbody>")[2]
    # Above the headers of the rows there is nothing to say.
    corner = '<th scope="row">' in rows
    for n, words in enumerate(headers):
        if not words and not (n == 0 and corner):
            yield Hint("header_empty", words=" | ".join(headers), around=html, figures={"column": n + 1})
    if not rows.startswith("<tr>"):
        yield Hint("table_bare", words=" | ".join(headers), around=html)


def _links(html):
    for found in _LINK.finditer(html):
        words, before = words_of(found[2]), words_of(html[: found.start()])
        place = {"words": words, "around": f"{words}\n{found[1]}", "before": before[-40:]}
        if SAY_NOTHING.fullmatch(words.strip(" .,:;!?→»›>…-–")):
            yield Hint("link_says_nothing", **place)
        elif _ADDRESS.fullmatch(words) and not found[1].startswith("mailto:"):
            yield Hint("bare_address", **place)


def _fake_heading(words):
    if len(words) <= _LONGEST_HEADING and words and not words.endswith((".", "!", "?", ":")):
        yield Hint("heading_fake", words=words, around=words)
