"""What a document is made of, whatever its format: blocks of text in order, and what cannot be text."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.word import anchors
from rus_portal.exports.word.archive import UnreadableError

MOST_BLOCKS = 6_000
MOST_CELLS = 40_000
MOST_CHARACTERS = 2_000_000


class Origin(models.TextChoices):
    """Where in the document a text stood."""

    TEXT = "text", pgettext_lazy("where a text stood", "Text")
    TABLE = "table", pgettext_lazy("where a text stood", "Table")
    BOX = "box", pgettext_lazy("where a text stood", "Text box")
    MARGIN = "margin", pgettext_lazy("where a text stood", "Header or footer")
    COMMENT = "comment", pgettext_lazy("where a text stood", "Comment in the margin")
    PICTURE = "picture", pgettext_lazy("where a text stood", "Picture")
    OBJECT = "object", pgettext_lazy("where a text stood", "Embedded object")
    CHOICE = "choice", pgettext_lazy("where a text stood", "Choice that we did not recognise")


class Fault(models.TextChoices):
    """Why a document cannot be read."""

    DAMAGED = "damaged", _("The file cannot be read. Open it, save it again and choose it once more.")
    LOCKED = "locked", _("The file is locked with a password. Save it without password.")
    ENTITIES = (
        "entities",
        _("The file holds definitions that no document needs, so we do not read it. Save it again as Word (docx)."),
    )
    TOO_LARGE = (
        "too_large",
        _("The document is too large to be read piece by piece. Divide it, or attach it as a file."),
    )
    SLOW = "slow", _("It took too long to read the document. Divide it, or save it again as Word (docx).")
    SCANNED = (
        "scanned",
        _(
            "The PDF holds pictures of pages and no text, as when a paper has been scanned. It can be attached as a "
            "file, but its passages cannot be sorted. If you have the document that was printed, choose that."
        ),
    )
    EMPTY = "empty", _("The document holds no text.")
    OTHER_ROUND = (
        "other_round",
        _("The form belongs to another consultation. Download the form of this one, or hand it in as a letter."),
    )
    NO_FORM = (
        "no_form",
        _("We find none of the form's fields in the document. If it is a letter of your own, hand it in as a letter."),
    )


@dataclass(frozen=True)
class Block:
    """A paragraph, a table row, or the trace of something that is no text. `level` is above 0 for headings."""

    text: str
    level: int = 0
    origin: str = Origin.TEXT
    # The field of the form in whose place it stands, and the digest of what was handed out there.
    field: str = ""
    base: str = ""
    cells: tuple = ()


class Found:
    """The blocks of one document, in order, within limits. `names` are all anchors that it holds."""

    def __init__(self):
        self.blocks, self.names = [], set()
        self.cells = self.characters = 0

    def add(self, text, **facts):
        """Note a block, unless it says nothing."""
        text = tidy(anchors.without_keys(text))
        if not text and facts.get("origin") not in (Origin.PICTURE, Origin.OBJECT):
            return
        self.characters += len(text)
        self.blocks.append(Block(text, **facts))
        if len(self.blocks) > MOST_BLOCKS or self.characters > MOST_CHARACTERS:
            raise UnreadableError(Fault.TOO_LARGE)

    def count_cell(self):
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise UnreadableError(Fault.TOO_LARGE)


def tidy(text):
    """Without spaces at the ends of lines, soft hyphens and what a database cannot keep."""
    # A PDF may say half a sign.
    whole = text.encode("utf-8", "ignore").decode()
    plain = whole.replace("\xad", "").replace("\xa0", " ").replace("\x00", "").replace("\ufeff", "")
    lines = [" ".join(line.split()) for line in plain.split("\n")]
    return "\n".join(lines).strip()


def joined(texts):
    """Paragraphs as one text."""
    return "\n\n".join(text for text in texts if text)
