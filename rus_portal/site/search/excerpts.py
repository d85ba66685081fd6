"""The place of a text that shows best what was looked for, with the found words marked."""

import re
import unicodedata
from html import escape
from operator import attrgetter

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from rus_portal.site.search.words.terms import WORD, plain

LETTERS = 240
BEFORE = 60
# So many found words are looked at to find the place where most of them stand together.
MOST_PLACES = 40
FEW_FORMS = 12
# A line that ends so needs nothing more before the next one.
_ENDED = re.compile(r"[.,:;!?…–][\"”’)\]]*$")


def in_one_line(text: str) -> str:
    """The text as excerpts are cut from it: cells, items and headings, line by line, stay apart."""
    lines = unicodedata.normalize("NFC", text.replace("\u00ad", "")).splitlines()
    lines = [line for words in lines if (line := " ".join(words.split()))]
    apart = [line if _ENDED.search(line) else f"{line} ·" for line in lines[:-1]]
    return " ".join([*apart, *lines[-1:]])


def excerpt(text: str, forms: set[str]) -> SafeString:
    """Safe HTML: everything is escaped, and only the marks are our own. The text is in one line."""
    places = _places(text, forms, MOST_PLACES)
    if not places:
        return marked(Truncator(text).chars(LETTERS), forms)
    start = _begin(text, max(places, key=lambda place: _different(places, place)).start)
    end = _finish(text, start + LETTERS)
    return mark_safe(f"{'… ' if start else ''}{marked(text[start:end], forms)}{' …' if end < len(text) else ''}")


def marked(text: str, forms: set[str]) -> SafeString:
    """The text with the found words marked."""
    parts, reached = [], 0
    for place in _places(text, forms):
        parts += [escape(text[reached : place.start]), "<mark>", escape(text[place.start : place.stop]), "</mark>"]
        reached = place.stop
    return mark_safe("".join([*parts, escape(text[reached:])]))


def _places(text, forms, most=None):
    # Letter by letter the same, so that places in the one are places in the other.
    flat = plain(text)
    flat = flat if len(flat) == len(text) else text.lower()[: len(text)]
    # A few forms are looked for one by one, which is quicker than to take the text apart.
    present = forms if len(forms) <= FEW_FORMS else forms.intersection(WORD.findall(flat))
    return sorted((place for form in present for place in _each(flat, form)), key=attrgetter("start"))[:most]


def _each(flat, form):
    """Where it stands as a word of its own."""
    start = flat.find(form)
    while start >= 0:
        stop = start + len(form)
        if not (flat[start - 1 : start].isalnum() or flat[stop : stop + 1].isalnum()):
            yield slice(start, stop)
        start = flat.find(form, stop)


def _different(places, first):
    """How much of what was looked for stands within one excerpt from here."""
    return len([place for place in places if first.start <= place.start < first.start + LETTERS - BEFORE])


def _begin(text, found):
    """Where the excerpt begins: at its sentence when that is near, else at a word."""
    earliest = max(0, found - BEFORE)
    sentence = max(text.rfind(sign, earliest, found) for sign in (". ", "? ", "! ", ": "))
    if sentence >= 0:
        return sentence + 2
    return 0 if earliest == 0 else text.find(" ", earliest, found + 1) + 1 or found


def _finish(text, latest):
    if latest >= len(text):
        return len(text)
    return max(text.rfind(" ", 0, latest), latest - BEFORE)
