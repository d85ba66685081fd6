"""Paragraphs that became several, or one: words that stay, and words that stand in a paragraph beside it now."""

import re
from collections import ChainMap
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from strategy.comparing import words
from strategy.comparing.structure import CAME, GONE, IS, NEW, SAME, WAS, WENT, Spot
from strategy.comparing.trees import STRUCTURE, Line

# So much of a paragraph comes from the one beside it at least; shorter ones are too like anything.
LEAST_SHARE = 0.5
LEAST_WORDS = 3
_LINE = re.compile(r"(<(p|h[1-6])(?:\s[^<>]*)?>)(.*)(</\2>)", re.DOTALL)
_TURNED = {GONE: NEW, NEW: GONE, WAS: IS, IS: WAS, WENT: CAME, CAME: WENT, SAME: SAME}
_WORDS = {GONE, NEW, WENT, CAME}


@dataclass
class Parting:
    """The runs of all blocks concerned, by their spot in the new edition, or in the old one for those that are gone.

    `beside_new` and `beside_old` say of a block that only one edition has in which block of the other its words stand.
    """

    runs_new: dict = field(default_factory=dict)
    runs_old: dict = field(default_factory=dict)
    beside_new: dict = field(default_factory=dict)
    beside_old: dict = field(default_factory=dict)


def found(was, now, pairing):
    """Which paragraphs were divided and which put together; `was` and `now` are the blocks of each section."""
    parting = Parting()
    known_new, known_old = ChainMap(pairing.old_of, parting.beside_new), ChainMap(pairing.new_of, parting.beside_old)
    for new, old in sorted(pairing.old_of.items()):
        before, after = was[old[0]][old[1]]["html"], now[new[0]][new[1]]["html"]
        if before == after:
            continue
        if parts := _parts(before, after, now, new, known_new):
            runs = _divided(before, parts, new)
            parting.runs_new |= runs
            parting.beside_new |= {spot: Spot(*old) for spot in runs if spot != new}
        elif parts := _parts(after, before, was, old, known_old):
            runs = {spot: _turned(some) for spot, some in _divided(after, parts, old).items()}
            parting.runs_new[new] = runs.pop(old)
            parting.runs_old |= runs
            parting.beside_old |= dict.fromkeys(runs, Spot(*new))
    return parting


def _parts(whole, kept, edition, own, known):
    """{spot: HTML} of what a paragraph was divided into, in order, with what was kept of it; {} when it was not."""
    around = [_neighbours(edition, own, step, known) for step in (-1, 1)]
    if not any(around) or not _is_line(whole) or not _is_line(kept):
        return {}
    left = Line(whole).words - Line(kept).words
    before, after = (_likely(some, left) for some in around)
    parts = dict([*reversed(before), (own, kept), *after])
    while len(parts) > 1:
        wrong = {spot for spot, runs in _divided(whole, parts, own).items() if spot != own and not _is_from_there(runs)}
        if not wrong:
            return parts
        parts = {spot: html for spot, html in parts.items() if spot not in wrong}
    return {}


def _neighbours(edition, own, step, known):
    """The paragraphs without a partner on one side of a block, the nearest first."""
    section, place = own
    blocks, some = edition[section], []
    while 0 <= (place := place + step) < len(blocks) and (section, place) not in known:
        html = blocks[place]["html"]
        if not _is_line(html):
            break
        some.append(((section, place), html))
    return some


def _is_line(html):
    """Whether it is one paragraph or heading, with nothing of structure in it."""
    parts = _LINE.fullmatch(html)
    return bool(parts) and not STRUCTURE.search(parts[3])


def _likely(some, left):
    """As many of them, from the nearest on, as could be made of the words that are left."""
    likely = []
    for spot, html in some:
        own = Line(html).words
        if own.total() < LEAST_WORDS or (own & left).total() < LEAST_SHARE * own.total():
            break
        left -= own
        likely.append((spot, html))
    return likely


def _divided(whole, parts, own):
    """The runs of each part; those of `own` hold the whole old text, and of the new one what was kept of it."""
    pieces = {spot: _LINE.fullmatch(html) for spot, html in parts.items()}
    before = words.tokens(_LINE.fullmatch(whole)[3])
    afters = [(spot, token) for spot, piece in pieces.items() for token in words.tokens(piece[3])]
    runs = {spot: [] for spot in parts}
    for is_same, i1, i2, j1, j2 in words.steps(before, [token for _spot, token in afters]):
        olds = before[i1:i2]
        shares = {spot: [token for _spot, token in some] for spot, some in groupby(afters[j1:j2], itemgetter(0))}
        if not is_same:
            words.different(runs[own], olds, shares.pop(own, []))
        for spot, news in shares.items():
            if not is_same:
                runs[spot].append((NEW, "".join(news)))
            elif spot == own:
                words.alike(runs[own], olds[: len(news)], news)
            else:
                runs[own].append((WENT, "".join(olds[: len(news)])))
                runs[spot].append((CAME, "".join(news)))
            olds = olds[len(news) :]
    tags = _LINE.fullmatch(whole)
    runs[own] = _spaced(words.joined(runs[own]))
    return {spot: words.joined(_wrapped(some, tags, pieces[spot], spot == own)) for spot, some in runs.items()}


def _spaced(runs):
    """The space before words that went went with them: so they can be told from those that stay."""
    ends = [*runs[1:], (SAME, "")]
    return [
        (WENT if mark == GONE and not raw.strip() and following == WENT else mark, raw)
        for (mark, raw), (following, _raw) in zip(runs, ends, strict=True)
    ]


def _wrapped(runs, old, new, is_own):
    """The runs between their tags: what was divided off has none in the old text."""
    opening, closing = ([(SAME, new[n])] if is_own and old[n] == new[n] else [(IS, new[n])] for n in (1, 4))
    if is_own:
        opening, closing = ([(WAS, old[n])] * (old[n] != new[n]) + some for n, some in ((1, opening), (4, closing)))
    return [*opening, *runs, *closing]


def _is_from_there(runs):
    """Whether enough of a part's words are those of the paragraph that it was divided from."""
    came, new = (sum(words.count(raw) for mark, raw in runs if mark == wanted) for wanted in (CAME, NEW))
    return came >= LEAST_SHARE * (came + new)


def _turned(runs):
    """The same the other way round, what is gone before what is new."""
    turned = []
    for is_text, stretch in groupby([(_TURNED[mark], raw) for mark, raw in runs], lambda run: run[0] in _WORDS):
        some = list(stretch)
        turned += sorted(some, key=_is_new) if is_text else some
    return words.joined(turned)


def _is_new(run):
    return run[0] in {NEW, CAME}
