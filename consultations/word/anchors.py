"""How a place in the form is found again, when other programs have saved the form: pure text.

Each place has three anchors that name the field of the draft: a content control with a tag, a bookmark, and a key in
hidden letters. Word keeps all of them, LibreOffice and Google Docs some.
"""

import hashlib
import re

OWN = "own"
_KEY = re.compile(r"\[rus:([a-z0-9._-]{1,60})(?:#([0-9a-f]{8}))?\]")
# Word takes bookmarks of at most 40 characters.
_PARTS = {"stance": "st", "comment": "co", "proposal": "pr"}


def key(name, value=""):
    """The hidden letters of a place. `value` is what the form says there when it is handed out."""
    return f"[rus:{name}#{digest(value)}]" if value.strip() else f"[rus:{name}]"


def keys(text):
    """The keys in a text: [(name, digest of what was handed out, or "")]."""
    return _KEY.findall(text)


def without_keys(text):
    return _KEY.sub("", text)


def round_name(pk):
    """The name of the place that says which round the form belongs to."""
    return f"round.{pk}"


def bookmark(name):
    """The bookmark of a place; section.<key>.comment is too long as it is."""
    kind, *rest = name.split(".")
    if kind == "section":
        return f"s_{rest[0].replace('-', '')}_{_PARTS[rest[1]]}"
    return f"rus_{'_'.join([kind, *rest])}"


def digest(text):
    """What tells whether a text was changed since it was handed out; spaces do not count."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]
