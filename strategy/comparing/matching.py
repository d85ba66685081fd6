"""Which block and which section of the one edition is which of the other: by id, else by what it says."""

from collections import Counter, defaultdict

from strategy.comparing.aligning import rising
from strategy.comparing.trees import Line, likeness

# From how much alike on are two blocks of one section the same block, and two blocks of different sections?
ALIKE_NEAR, ALIKE_FAR = 0.5, 0.7
# Shorter blocks are not looked for in other sections: "Se nedan." stands in many.
FAR_WORDS = 8
# A word that stands in more blocks than this tells nothing of where a block came from.
RARE = 12
_LENIENCE = 0.35
# In one section, so many pairs are weighed against each other; beyond it, blocks without an id of their own are new.
MOST_PAIRS = 20_000


class Pairing:
    """Partners of two rows of things, each known by its place; nothing has two partners."""

    def __init__(self):
        self.old_of, self.new_of = {}, {}

    def join(self, old, new):
        """Make these two partners."""
        self.old_of[new] = old
        self.new_of[old] = new

    def join_unique(self, old, new):
        """Partners are those whose mark stands once in each: `old` and `new` are (place, mark); no mark, no partner."""
        was, now = (
            _unique(pair for pair in old if pair[0] not in self.new_of),
            _unique(pair for pair in new if pair[0] not in self.old_of),
        )
        for mark in was.keys() & now.keys():
            self.join(was[mark], now[mark])

    def join_in_order(self, old, new):
        """The same, but of marks that stand several times the first goes with the first, and so on."""
        waiting = defaultdict(list)
        for place, mark in old:
            if place not in self.new_of:
                waiting[mark].append(place)
        for place, mark in new:
            if place not in self.old_of and waiting.get(mark):
                self.join(waiting[mark].pop(0), place)

    def join_alike(self, candidates, least):
        """The most alike first. `candidates` are (likeness, old place, new place)."""
        ranked = (one for one in candidates if one[0] >= least)
        for _likeness, old, new in sorted(ranked, key=lambda one: (-one[0], one[1:])):
            if old not in self.new_of and new not in self.old_of:
                self.join(old, new)


def blocks(old, new, sections):
    """Pair the blocks of two editions: lists of the sections' blocks, and which sections belong together."""
    was, now = _Blocks(old), _Blocks(new)
    pairing = Pairing()
    pairing.join_unique(was.marks("id"), now.marks("id"))
    for before, after in sorted(sections.new_of.items()):
        pairing.join_in_order(was.marks("html", before), now.marks("html", after))
        pairing.join_alike(_near(was.left(pairing.new_of, before), now.left(pairing.old_of, after)), ALIKE_NEAR)
    left = was.left(pairing.new_of), now.left(pairing.old_of)
    pairing.join_alike(_far(*left), ALIKE_FAR)
    return pairing


def sections(old, new):
    """Pair the sections of two editions, as (facts and blocks) in reading order."""
    pairing = Pairing()
    for mark in (_key, _heading, _ids):
        pairing.join_unique(_marked(old, mark), _marked(new, mark))
    was = [(place, _text(one)) for place, one in enumerate(old) if place not in pairing.new_of]
    now = [(place, _text(one)) for place, one in enumerate(new) if place not in pairing.old_of]
    pairing.join_alike(_far(was, now), ALIKE_NEAR)
    return pairing


def moved_sections(old, new, pairing):
    """Which sections of the new edition stand under another section, or elsewhere among those beside them."""
    above_old, above_new = _parents(old), _parents(new)
    moved, staying = set(), defaultdict(list)
    for place, before in sorted(pairing.old_of.items()):
        parent = above_old[before]
        if pairing.new_of.get(parent, parent if parent is None else "gone") == above_new[place]:
            staying[above_new[place]].append(place)
        else:
            moved.add(place)
    for places in staying.values():
        kept = rising([pairing.old_of[place] for place in places])
        moved |= {place for n, place in enumerate(places) if n not in kept}
    return moved


class _Blocks:
    """The blocks of one edition by their spots (section, block)."""

    def __init__(self, edition):
        self.edition = edition

    def marks(self, name, section=None):
        """(spot, what the block has under this name), of one section or of all."""
        chosen = range(len(self.edition)) if section is None else [section]
        return [((n, k), block.get(name)) for n in chosen for k, block in enumerate(self.edition[n])]

    def left(self, joined, section=None):
        """(spot, line) of the blocks without a partner."""
        return [(spot, Line(html)) for spot, html in self.marks("html", section) if spot not in joined]


def _near(was, now):
    """All pairs of two short rows."""
    if len(was) * len(now) > MOST_PAIRS:
        return
    for old, before in was:
        for new, after in now:
            likely = likeness(before, after)
            yield (_LENIENCE + (1 - _LENIENCE) * likely if _are_tables(before, after) else likely), old, new


def _are_tables(before, after):
    """Tables are few in a section: one whose rows and columns were changed a good deal is still that table."""
    return before.raw.startswith("<table") and after.raw.startswith("<table")


def _far(was, now):
    """Pairs of what has rare words in common, among longer texts."""
    was, now = ([(place, one) for place, one in side if one.words.total() >= FAR_WORDS] for side in (was, now))
    holding = defaultdict(list)
    for old, before in was:
        for word in before.words:
            holding[word].append((old, before))
    for new, after in now:
        shared = Counter()
        found = {}
        for word in after.words:
            if len(holding[word]) <= RARE:
                for old, before in holding[word]:
                    shared[old] += 1
                    found[old] = before
        for old, _number in shared.most_common(RARE):
            yield likeness(found[old], after), old, new


def _unique(pairs):
    places = {}
    for place, mark in pairs:
        if mark:
            places[mark] = None if mark in places else place
    return {mark: place for mark, place in places.items() if place is not None}


def _marked(sections, mark):
    return [(place, mark(section)) for place, section in enumerate(sections)]


def _key(section):
    return section.get("key")


def _heading(section):
    return section.get("kind"), section.get("heading")


def _ids(section):
    return tuple(block.get("id") for block in section["blocks"] if block.get("id"))


def _text(section):
    return Line(" ".join([section.get("heading", ""), *(block["html"] for block in section["blocks"])]))


def _parents(sections):
    """For each place the place of the section that it stands under, or None at the top."""
    above, parents = [], []
    for place, section in enumerate(sections):
        depth = section.get("depth", 1)
        while above and sections[above[-1]].get("depth", 1) >= depth:
            above.pop()
        parents.append(above[-1] if above else None)
        above.append(place)
    return parents
