"""The comments of a Word document: what they say, who answers whom, and which of them came along."""

from dataclasses import dataclass, field

from rus_portal.exports.word import parts
from rus_portal.exports.word.archive import attribute, local
from strategy.word import comment_marks

# Of each; whoever writes more in a comment writes a text.
MOST_LETTERS, MOST_NAME = 20_000, 200
_YES = ("1", "true", "on")


@dataclass
class Said:
    """One comment. `at` is Word's own writing of when, `answers` the comment that it answers or ""."""

    who: str
    at: str
    text: str
    answers: str = ""
    is_settled: bool = False


@dataclass
class Comments:
    """All comments of a document by their numbers; each conversation is placed once."""

    said: dict
    placed: dict = field(default_factory=dict)

    def place(self, number, block, quoted="", before="", after=""):
        """The conversation that the comment belongs to is about these words, if it has no place yet."""
        root = self._root(number)
        if root in self.said:
            self.placed.setdefault(root, {"block": block, "quoted": quoted, "before": before, "after": after})

    def of(self, wanted):
        """The conversations about these blocks, as plain data."""
        found = [(root, place) for root, place in self.placed.items() if place["block"] in wanted]
        return [facts for root, place in found if (facts := self._conversation(root, place))]

    def _conversation(self, root, place):
        """It as plain data; None when nothing is said in it."""
        members = [one for number, one in self.said.items() if self._root(number) == root and one.text]
        said = [{"who": one.who, "at": one.at, "text": one.text} for one in members]
        return {**place, "is_settled": self.said[root].is_settled, "said": said} if said else None

    def lost(self):
        """What was said in conversations that have no place in what came along."""
        return [one for number, one in self.said.items() if one.text and self._root(number) not in self.placed]

    def _root(self, number):
        seen = set()
        while number in self.said and self.said[number].answers in self.said and number not in seen:
            seen.add(number)
            number = self.said[number].answers
        return number


def read(root, extended) -> Comments:
    """Of the part that holds them, and of the one that says who answers whom; either may be None."""
    by_paragraph, said = {}, {}
    for number, element in parts.by_id(root).items():
        last = [one for one in element.iter() if local(one) == "p"][-1:]
        by_paragraph |= {attribute(one, "paraId"): number for one in last if attribute(one, "paraId")}
        text = comment_marks.cleared(parts.plain(element).strip())[:MOST_LETTERS]
        said[number] = Said(attribute(element, "author").strip()[:MOST_NAME], attribute(element, "date"), text)
    for one in extended if extended is not None else ():
        if (number := by_paragraph.get(attribute(one, "paraId"))) is not None:
            said[number].answers = by_paragraph.get(attribute(one, "paraIdParent"), "")
            said[number].is_settled = attribute(one, "done") in _YES
    return Comments(said)
