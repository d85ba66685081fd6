"""Putting together what several people wrote in one field at the same time. Pure functions of texts, no database.

Three texts decide: the one that a writer had read (base), the one that is kept now (theirs), and the one that the
writer sends (ours). Whatever either wrote stands in the outcome; where that cannot be, there is none.
"""

import json
import re
from dataclasses import dataclass

from rus_portal.merging import combine, longer_of

# A line break, the space between two sentences, a sentence, or what is left at the end of a line.
_SENTENCE = re.compile(r"\n|[^\S\n]+|[^\n]*?[.!?…:;](?=\s|$)|[^\n]+")


@dataclass(frozen=True)
class Sent:
    """What a writer sends for one field. `version` and `base` are what the writer had read.

    `unsure` are texts that the same writer sent before, of which no answer came back.
    """

    value: str
    version: int | None = None
    base: str | None = None
    unsure: tuple = ()


def reconcile(kept, version, sent, *, is_prose=True):
    """The text to keep when `kept` (of this version) meets what was sent; None when they clash.

    Text that is not prose (a choice, a date) is never put together from two.
    """
    knows_it = sent.version is None or sent.version == version
    if knows_it or kept in (sent.value, sent.base, *sent.unsure):
        return sent.value
    if sent.base is None:
        return None
    if sent.value == sent.base:
        return kept
    return merge(sent.base, kept, sent.value) if is_prose else None


def reconcile_choices(kept, version, sent):
    """The same for a JSON list of choices: what each writer ticked or unticked. There is no clash."""
    if sent.base is None or sent.version == version or kept in (sent.value, sent.base, *sent.unsure):
        return sent.value
    theirs, base, ours = (_choices(text) for text in (kept, sent.base, sent.value))
    chosen = (theirs - (base - ours)) | (ours - base)
    return json.dumps(sorted(chosen)) if chosen else ""


def _choices(text):
    try:
        return set(json.loads(text or "[]"))
    except (ValueError, TypeError):
        return set()


def merge(base, theirs, ours):
    """Both changes in one text, paragraph by paragraph and then sentence by sentence; None when they clash."""
    lines = combine(_lines(base), _lines(theirs), _lines(ours), _settle_lines)
    return None if lines is None else "\n".join(lines)


def _lines(text):
    return text.split("\n") if text else []


def _settle_lines(base, theirs, ours):
    """Paragraphs that both have changed, as one list; None when they clash."""
    if not any(line.strip() for line in base):
        return longer_of(theirs, ours, "\n") or theirs + ours
    pieces = [_SENTENCE.findall("\n".join(lines)) for lines in (base, theirs, ours)]
    merged = combine(*pieces, _settle_sentences)
    return None if merged is None else "".join(merged).split("\n")


def _settle_sentences(base, theirs, ours):
    if any(piece.strip() for piece in base):
        return None
    # On a line of its own: two unfinished sentences would read as one.
    return longer_of(theirs, ours) or [*theirs, "\n", "".join(ours).lstrip()]
