"""Swedish forms and compounds, looked up in a sorted file: a process keeps next to nothing of it in its own memory.

`swedish.txt` has one line for each word: the word, `f` or `l` where it begins or ends compounds, and what it is a form
of: sometimes of two words, as cyklar of cykel and cykla, and of none where it says nothing. Made by making.py; licence
beside it.
"""

import mmap
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("swedish.txt")
FIRST, LAST = "f", "l"
# No part of a compound is shorter: with two letters nearly every word would be one.
SHORTEST = 3
# Bar, barn and their like are no endings.
LONGEST_BAR = 5
# Longer ones are addresses and slips; to split them would take its time.
LONGEST_COMPOUND = 60


def base_of(word: str) -> str:
    """What it is a form of: städer → stad. A word that the stemmer can deal with, or nobody knows, is its own.

    "" of a word that stands everywhere and says nothing.
    """
    if found := _entry(word):
        return _stemmable(found[1][0])
    parts = _split(word)
    return _stemmable(word.removesuffix(parts[-1]) + _base(parts[-1]) if parts else word)


def parts_of(word: str) -> list[str]:
    """What a compound is made of, in base forms: utvecklingsstrategier → utveckling, strategi.

    Of three parts and more also those that stand together: kollektivtrafik in kollektivtrafikplan. Of a word that is a
    form of two, the other one: cyklar → cykla.
    """
    if (found := _entry(word)) and len(found[1]) > 1:
        return found[1][1:]
    parts = _split(word)
    runs = [(start, end) for start in range(len(parts)) for end in range(start + 1, len(parts) + 1)]
    return [_run(parts[start:end]) for start, end in runs if end - start < len(parts)]


def _stemmable(word):
    """The stemmer cuts hållbar to hållb, and hållbara to hållbar as hållbarhet."""
    return f"{word.removesuffix('t')}a" if len(word) > LONGEST_BAR and word.endswith(("bar", "bart")) else word


def _run(parts):
    return _stemmable("".join(parts[:-1]) + _base(parts[-1]))


def _base(part):
    found = _entry(part)
    return found[1][0] if found else part


def _split(word):
    """The fewest parts; [] when it is no compound that we know."""
    if not 2 * SHORTEST <= len(word) <= LONGEST_COMPOUND:
        return []
    found = _parts_from(word, 0, {})
    return found if found and len(found) > 1 else []


def _parts_from(word, start, known):
    """The fewest parts from this place to the end; None when there are none."""
    if start not in known:
        ways = [[part, *rest] for part, after in _beginnings(word, start) if (rest := _parts_from(word, after, known))]
        end = _entry(word[start:]) if start else None
        if end and LAST in end[0]:
            ways.append([word[start:]])
        known[start] = min(ways, key=len, default=None)
    return known[start]


def _beginnings(word, start):
    """(part, where the next one begins) of the words that a compound can begin with here."""
    rest = word[start:]
    for part, (marks, _bases) in _block(rest[:SHORTEST]).items():
        if FIRST in marks and len(part) < len(rest) and rest.startswith(part):
            yield part, start + len(part)
            # Three of the same letter are written as two: remiss + svar = remissvar.
            if part[-1] == part[-2]:
                yield part, start + len(part) - 1


def _entry(word):
    """(marks, bases) of a word, or of what its genitive is made from; None when it is not there."""
    block = _block(word[:SHORTEST])
    return block.get(word) or (block.get(word[:-1]) if word.endswith("s") else None)


@lru_cache(maxsize=128)
def _block(beginning):
    """The lines whose words begin with these three letters."""
    if len(beginning) < SHORTEST:
        return {}
    words = _words()
    start = _place(words, beginning.encode())
    end = _place(words, f"{beginning}\U0010ffff".encode())
    lines = words[start:end].decode().splitlines()
    return {word: (marks, bases.split(" ")) for word, marks, bases in (line.split("\t") for line in lines)}


@cache
def _words():
    with FILE.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _place(words, wanted):
    """Where the first line begins that is not before this one in the alphabet of bytes."""
    start, end = 0, len(words)
    while start < end:
        line = max(start, words.rfind(b"\n", start, (start + end) // 2) + 1)
        after = words.find(b"\n", line) + 1
        start, end = (after, end) if words[line:after] < wanted else (start, line)
    return start
