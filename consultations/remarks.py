"""Remarks: what an answer says of one paragraph of the frozen text, or of words of it. Plain data, no database.

A draft keeps a remark as fields `remark.<8 hex>.<part>`. Its words are found again by what stands before them, so that
words which occur several times are told apart. Spaces and line breaks never decide whether words are found.
"""

import html
import re
import secrets
import uuid
from dataclasses import dataclass

# A removed remark can be taken back until the answer is sent.
PARTS = ("section", "block", "quoted", "before", "stance", "comment", "proposal", "removed")
# So much of what stands before the words is kept at first; more only where that is not enough.
CONTEXT = 40
_NAME = re.compile(rf"^remark\.([0-9a-f]{{8}})\.({'|'.join(PARTS)})$")
_PIECE = re.compile(r"(<[^>]*>)|(&(?:#\d+|#x[0-9a-fA-F]+|\w+);|.)", re.DOTALL)


def is_name(field):
    return bool(_NAME.match(field))


def field(name, part):
    return f"remark.{name}.{part}"


def new_name():
    """A name for a new remark: 8 hex."""
    return secrets.token_hex(4)


def is_new_name(text):
    return bool(re.fullmatch(r"[0-9a-f]{8}", text))


def names(fields):
    """The remarks that any of these fields belong to."""
    return sorted({found[1] for name in fields if (found := _NAME.match(name))})


def of(values, *, removed=False):
    """The remarks that have a place in the text: {name: {part: text}}; with `removed` those that were taken away."""
    found = {}
    for name, value in values.items():
        if parts := _NAME.match(name):
            found.setdefault(parts[1], {})[parts[2]] = value
    placed = {name: said for name, said in found.items() if key(said) is not None}
    return {name: placed[name] for name in sorted(placed) if bool(placed[name].get("removed")) == removed}


def key(said):
    """The key of the section that the remark is about, or None."""
    try:
        return uuid.UUID(said.get("section", ""))
    except ValueError:
        return None


def says_something(said):
    """A stance, a comment or a proposal; a chosen paragraph alone says nothing."""
    stance = said.get("stance") or "not_stated"
    return bool(said.get("comment", "").strip() or said.get("proposal", "").strip() or stance != "not_stated")


def spoken(values):
    """The remarks that say something and so are sent: [(section key, {part: text})]."""
    return [(key(said), said) for said in of(values).values() if says_something(said)]


@dataclass(frozen=True)
class Place:
    """Words in a paragraph: where they stand in its plain text, and what tells them from the same words elsewhere."""

    start: int
    end: int
    words: str
    before: str


def places(text, quoted):
    """Every place where these words stand in the paragraph. Without words: the paragraph itself is meant, no place."""
    squeezed, at = _squeezed(text)
    wanted = _squeezed(quoted)[0]
    if not wanted:
        return []
    starts = _occurrences(squeezed, wanted) or _occurrences(squeezed.lower(), wanted.lower())
    found = []
    for start in starts:
        first, last = at[start], at[start + len(wanted) - 1] + 1
        found.append(Place(first, last, text[first:last], _context(text, first, text[first:last])))
    return found


def find(text, quoted, before=""):
    """The place that is meant: the first one that `before` stands in front of, else the first one. None: not there."""
    found = places(text, quoted)
    wanted = _squeezed(before)[0]
    fits = [place for place in found if _squeezed(text[: place.start])[0].endswith(wanted)]
    return next(iter(fits or found), None)


def _occurrences(text, wanted):
    # Lower case is sometimes longer (İ): such a text is only found as it is written.
    found, start = [], text.find(wanted)
    while start >= 0:
        found.append(start)
        start = text.find(wanted, start + 1)
    return found


def _squeezed(text):
    """The text without any white space, and where each of its characters stood."""
    at = [place for place, sign in enumerate(text) if not sign.isspace()]
    return "".join(text[place] for place in at), at


def _context(text, start, words):
    """What stands before the words: as much as tells this place from the others."""
    length = CONTEXT
    while length < start and text.find(text[start - length : start] + words) != start - length:
        length += CONTEXT
    first = max(0, start - length)
    # A whole word to begin with: people read it too.
    while first and not text[first - 1].isspace():
        first -= 1
    return text[first:start]


def marked(block_html, spans):
    """The paragraph's HTML with marks. `spans`: [(number, name, Place, or None for the whole paragraph)].

    The HTML is the frozen one, which holds nothing but permitted tags; the marks go around its text only.
    """
    ranges = [(number, name, *_range(block_html, place)) for number, name, place in spans]
    pieces, place, is_open, waiting, in_link = [], 0, False, [], False
    for tag, sign in _PIECE.findall(block_html):
        is_counted = bool(sign) and not html.unescape(sign).isspace()
        wanted = is_open if sign else False
        if is_counted:
            wanted = any(start <= place < end for _number, _name, start, end in ranges)
        if wanted != is_open:
            pieces.append("<mark>" if wanted else "</mark>")
            is_open = wanted
        pieces.append(tag or sign)
        if is_counted:
            place += 1
            waiting += [(number, name) for number, name, start, end in ranges if start < end == place]
        in_link = (in_link or tag.startswith("<a ")) and tag != "</a>"
        # A link never stands in another.
        if waiting and not in_link:
            pieces += ["</mark>"] * is_open + [_link(number, name) for number, name in waiting]
            is_open, waiting = False, []
    return "".join(pieces)


def _link(number, name):
    return f'<a class="mark-no" id="m-{name}" href="#k-{name}">{number}</a>'


def _range(block_html, place):
    text = "".join(html.unescape(sign) for _tag, sign in _PIECE.findall(block_html) if sign)
    if place is None:
        return 0, len(_squeezed(text)[0])
    squeezed = _squeezed(text)[0]
    wanted, before = _squeezed(place.words)[0], _squeezed(place.before)[0]
    start = squeezed.find(before + wanted)
    start = start + len(before) if start >= 0 else squeezed.find(wanted)
    return (start, start + len(wanted)) if start >= 0 else (0, 0)
