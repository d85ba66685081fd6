"""A whole document looked through: the hints of each section in reading order, and how hard it is to read."""

from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import add

from strategy import markup
from strategy.checking import abbreviations, structure, wording
from strategy.checking.hints import CONTEXT, Hint, placed
from strategy.checking.lines import REFERENCE, SectionText
from strategy.checking.reading import LONGEST_SENTENCE, Reading, read, read_sentence, sentences

# So many of a section's hardest sentences are marked, when they are that hard by themselves.
MOST_MARKED = 3
HARD_SENTENCE = 60
# Steps of LIX: a section whose hardness was accepted asks again when it has got a step harder or easier.
STEP = 5
# A section whose words are the same is not read again: some 5 kB each.
SECTIONS_KEPT = 400


@dataclass(frozen=True)
class HardSentence:
    """One of the sentences that make a section hard to read."""

    block: str
    words: str
    lix: int

    @property
    def quote(self):
        """As a person reads it."""
        return self.words.replace(REFERENCE, "[…]")

    @property
    def marked(self):
        """As it stands on the page, where the words of references are others."""
        return self.words.replace(REFERENCE, "")


@dataclass
class CheckedSection:
    """What was found in one section. `place` is one of numbering.in_order."""

    place: object
    hints: list = field(default_factory=list)
    reading: Reading = field(default_factory=Reading)
    hardest: list = field(default_factory=list)


@dataclass
class Checked:
    """What was found in a document."""

    sections: list

    @property
    def reading(self):
        """The figures of all of it."""
        return reduce(add, (section.reading for section in self.sections), Reading())

    @property
    def hints(self):
        """All hints in reading order."""
        return [hint for section in self.sections for hint in section.hints]


def check(places, titles, pictures, only=None):
    """Look through the sections of a document.

    `places` are those of numbering.in_order with the sections' bodies, `titles` what references lead to
    (strategy/references.py), `pictures` the document's images {key: contrast, None where it says nothing}. `only` is a
    section's primary key: the others are then read for what they explain, and not checked.
    """
    short, doubled = _unexplained(places), _same_headings(places)
    above = {place.section.parent_id for place in places}
    checked = []
    for place in places:
        if only is not None and place.section.pk != only:
            continue
        one = _section(place, titles, pictures, short.get(place.section.pk, {}))
        one.hints += placed(_whole(place, one, above, doubled), f"s-{place.section.key}")
        checked.append(one)
    return Checked(checked)


def forget():
    """Read all sections anew the next time: for measuring."""
    _said.cache_clear()


def blocking(places, titles, pictures):
    """What must be mended before a version is frozen, as (place, hint): the same rules, without the rest."""
    for place in places:
        for block in place.section.body:
            if block["html"].startswith(("<figure", "<table")) or "<a " in block["html"]:
                found = structure.faults(block["html"], titles, pictures)
                for hint in placed((one for one in found if one.blocks), f"b-{block['id']}"):
                    yield place, hint


def _section(place, titles, pictures, short):
    body = place.section.body
    text = SectionText.of(body)
    found = {block["id"]: list(structure.faults(block["html"], titles, pictures)) for block in body}
    for at, hint in structure.headings(body):
        found[body[at]["id"]].append(hint)
    slips, long_ones, reading = _said(text.words, text.running)
    for at, hint in slips:
        found[text.block_at(at)].append(hint)
    hard = []
    for at, sentence, figures in long_ones:
        block = text.block_at(at)
        if figures.lix > HARD_SENTENCE:
            hard.append(HardSentence(block, sentence, figures.lix))
        if figures.words > LONGEST_SENTENCE:
            found[block].append(Hint("sentence_long", sentence, around=sentence, figures={"count": figures.words}))
    for block, hints in short.items():
        found[block] += hints
    one = CheckedSection(place, reading=reading)
    for block, hints in found.items():
        one.hints += placed(hints, f"b-{block}")
    if one.reading.is_enough:
        one.hardest = sorted(hard, key=lambda sentence: -sentence.lix)[:MOST_MARKED]
    return one


@lru_cache(maxsize=SECTIONS_KEPT)
def _said(words, running):
    """The slips, the sentences that may be long or hard as (where, words, figures), and the figures of a text."""
    long_ones = [
        (at, sentence, read_sentence(sentence))
        for at, sentence in sentences(running)
        if sentence.count(" ") >= LONGEST_SENTENCE // 2
    ]
    return list(wording.slips(words)), long_ones, read(running)


def _whole(place, one, above, doubled):
    """The hints on a section as a whole."""
    section = place.section
    yield from (hint for _at, hint in wording.slips(section.heading))
    if structure.is_numbered(section.heading):
        yield Hint("heading_numbered", words=section.heading, around=section.heading)
    if section.pk in doubled:
        yield Hint("heading_same", words=section.heading, around=section.heading)
    if not section.body and section.pk not in above:
        yield Hint("section_empty", around=section.heading)
    if one.reading.is_hard:
        lix = one.reading.lix
        yield Hint("section_hard", around=str(lix // STEP), figures={"lix": lix})


def _same_headings(places):
    """The sections whose heading stands already above the same place."""
    seen, doubled = set(), set()
    for place in places:
        name = (place.section.parent_id, " ".join(place.section.heading.casefold().split()))
        if name in seen:
            doubled.add(place.section.pk)
        seen.add(name)
    return doubled


def _unexplained(places):
    """The abbreviations that are used before they are explained: {section's pk: {block id: [hint]}}."""
    known, found = set(), {}
    for place in places:
        for block in place.section.body:
            if not abbreviations.may_be_in(block["html"]):
                continue
            text = markup.inner_text(block["html"])
            for short, start in abbreviations.used(text):
                if short in known:
                    continue
                known.add(short)
                if not abbreviations.is_explained(short, text):
                    hint = Hint("abbreviation", short, around=short, before=_line_before(text, start))
                    found.setdefault(place.section.pk, {}).setdefault(block["id"], []).append(hint)
    return found


def _line_before(text, start):
    return text[:start].rpartition("\n")[2][-CONTEXT:]
