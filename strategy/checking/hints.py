"""A hint: what was found, where, and by what it is known again."""

import hashlib
from dataclasses import dataclass, field, replace

from strategy.checking.kinds import KINDS
from strategy.checking.lines import REFERENCE

# So much of what stands before the words tells them from the same words elsewhere in the block.
CONTEXT = 40


@dataclass(frozen=True)
class Hint:
    """Something that could be mended.

    `at` is "b-<block id>" or, of a whole section, "s-<key>"; `words` what is shown, `before` what stands before them
    there. `around` is what must stay as it is for a hint that was set aside to stay so: mostly the sentence. `better`
    is a suggestion in the place of the words. `figures` go with what is said.
    """

    kind: str
    words: str = ""
    around: str = ""
    before: str = ""
    better: str = ""
    figures: dict = field(default_factory=dict, hash=False)
    at: str = ""
    # Of several alike in the same place.
    occurrence: int = 0

    @property
    def facts(self):
        """Its line of the table."""
        return KINDS[self.kind]

    @property
    def blocks(self):
        """Whether it stands in the way of a freeze."""
        return self.facts.blocks

    @property
    def block(self):
        """The id of its block, or "" when it is about the whole section."""
        return self.at[2:] if self.at.startswith("b-") else ""

    @property
    def quote(self):
        """Its words as a person reads them."""
        return self.words.replace(REFERENCE, "[…]")

    @property
    def marked(self):
        """Its words as they stand on the page, where those of references are others."""
        return self.words.replace(REFERENCE, "")

    @property
    def fingerprint(self):
        """By what it is known again: it is another one as soon as its words are others."""
        said = "\n".join((self.kind, " ".join(self.around.split()), self.words, str(self.occurrence)))
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    @property
    def name(self):
        """An id for the page."""
        return f"rad-{self.at}-{self.kind}-{self.fingerprint[:8]}"


def placed(found, at):
    """The hints of one place, each with the place and told from those alike."""
    seen = {}
    for hint in found:
        alike = (hint.kind, hint.around, hint.words)
        seen[alike] = seen.get(alike, -1) + 1
        yield replace(hint, at=at, occurrence=seen[alike])
