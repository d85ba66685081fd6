"""A letter of one's own as passages, each with a suggestion where in the answer it belongs."""

import re
from dataclasses import dataclass

from consultations import fields, outline
from consultations.models import QuestionKind
from consultations.word.asked import words
from consultations.word.blocks import Block, Origin

SUMMARY = "overall.summary"
MOST_TEXT = 20_000
SUGGESTED = (Origin.TEXT, Origin.TABLE, Origin.BOX)
_NUMBER = re.compile(
    r"^(?:avsnitt|kapitel|kap|section|chapter)?\.?\s*(\d{1,2}(?:\.\d{1,2}){0,4})\.?(?=[\s:–-]|$)", re.I
)
_NAMED = re.compile(r"\b(?:avsnitt|kapitel|section|chapter)\s+(\d{1,2}(?:\.\d{1,2}){0,4})\b", re.I)
_QUESTION = re.compile(r"^(?:fråga|question)\s+(\d{1,3})\b", re.I)
_WHOLE = re.compile(
    r"^(?:sammanfattning|sammanfattande|övergripande|allmän|generell|helhet|inledande synpunkter|yttrande i korthet|"
    r"summary|overall|general)",
    re.I,
)


@dataclass(frozen=True)
class Passage:
    """A piece of the letter under its heading. `suggestion` is a field of the draft, or empty."""

    text: str
    heading: str = ""
    suggestion: str = ""
    origin: str = Origin.TEXT


class Places:
    """What a heading or the beginning of a paragraph may point to in one round."""

    def __init__(self, consultation):
        lines = outline.of(consultation.version)
        self.numbers = {line.number.rstrip("."): _comment(line) for line in lines if line.number}
        headings = {}
        for line in lines:
            headings.setdefault(words(line.heading), []).append(_comment(line))
        self.headings = {text: found[0] for text, found in headings.items() if len(found) == 1}
        asked = [
            question for question in consultation.questions.order_by("order") if question.kind == QuestionKind.TEXT
        ]
        self.questions = {question.order: fields.question_field(question.order) for question in asked}
        self.texts = {words(question.text): fields.question_field(question.order) for question in asked}

    def of_heading(self, text):
        """The field that a heading points to, or None when it says nothing of the kind."""
        if found := self._question(text):
            return found
        if (number := _NUMBER.match(text)) and number[1] in self.numbers:
            return self.numbers[number[1]]
        if (named := _NAMED.search(text)) and named[1] in self.numbers:
            return self.numbers[named[1]]
        bare = words(re.sub(r"^[\d.]+\s+", "", text))
        if bare in self.headings:
            return self.headings[bare]
        return SUMMARY if _WHOLE.match(text) else None

    def _question(self, text):
        if (found := _QUESTION.match(text)) and int(found[1]) in self.questions:
            return self.questions[int(found[1])]
        bare = words(re.sub(r"^(?:(?:fråga|question)\s*)?\d+[.:)]?\s*", "", text, flags=re.I))
        return self.texts.get(bare) or self.texts.get(words(text))

    def of_paragraph(self, text):
        """The section that a paragraph names in its very first words, or nothing."""
        first = text.split("\n")[0][:80]
        named = _NAMED.match(first)
        return self.numbers.get(named[1], "") if named else ""


def _comment(line):
    return fields.section_field(line.key, "comment")


def split(blocks: list[Block], places: Places) -> list[Passage]:
    """The letter's passages in order. Headings are none of their own: they stand over those that follow."""
    found, heading, suggestion, alone = [], "", "", None
    for block in blocks:
        if block.level or _is_bare_heading(block, places):
            if alone:
                found.append(alone)
            heading = block.text
            suggestion = _after(places.of_heading(block.text), suggestion, block)
            # A heading that nothing follows is a text all the same.
            alone = Passage(block.text, "", suggestion)
            continue
        alone = None
        own = places.of_paragraph(block.text)
        is_text = block.origin in (Origin.TEXT, Origin.TABLE, Origin.BOX)
        found += [
            Passage(piece, heading, (own or suggestion) if is_text else "", block.origin)
            for piece in _pieces(block.text)
        ]
    return [*found, alone] if alone else found


def _after(pointed, before, block):
    """What holds below a heading: where it points, or under a lower one that points nowhere what held above."""
    if pointed is not None:
        return pointed
    return before if block.level > 2 else ""


def _is_bare_heading(block, places):
    """A line that reads like the heading of a section: with its number, or word for word."""
    text = block.text
    if block.origin != Origin.TEXT or "\n" in text or len(text) > 140 or text.endswith((".", ",", ";")):
        return False
    return words(text) in places.headings or bool(_NUMBER.match(text) and places.of_heading(text))


def _pieces(text):
    """A text in pieces that a field can hold."""
    return [text[start : start + MOST_TEXT] for start in range(0, len(text), MOST_TEXT)] or [""]
