"""The one table of what the content check looks for: how grave it is, what is wrong, how it is mended."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Stands beside the text, can be set aside with a reason. Saving is never stopped by either.
HINT = "hint"
# A version cannot be frozen before it is mended: it shuts readers out (WCAG 2.2) or leads nowhere.
BLOCKS = "blocks"


@dataclass(frozen=True)
class Kind:
    """One thing that is looked for."""

    key: str
    severity: str
    wrong: Promise
    mend: Promise

    @property
    def blocks(self):
        """Whether it stands in the way of a freeze; such a one cannot be set aside."""
        return self.severity == BLOCKS


_TABLE = (
    # For everyone to be able to read it.
    Kind(
        "alt_missing",
        BLOCKS,
        _("A picture has no alternative text"),
        _("Write what the picture shows for those who cannot see it, or mark it as decoration."),
    ),
    Kind(
        "picture_gone",
        BLOCKS,
        _("A picture is not there"),
        _("Choose the picture again, or take the figure away."),
    ),
    Kind(
        "reference_lost",
        BLOCKS,
        _("A reference leads nowhere"),
        _("What it led to has been taken away. Choose another place, or take the reference away."),
    ),
    Kind(
        "link_says_nothing",
        BLOCKS,
        _("The words of a link do not say where it leads"),
        _("Let the words of the link name what it leads to: they are often read without the rest of the sentence."),
    ),
    Kind(
        "header_empty",
        BLOCKS,
        _("A column of a table has no header"),
        _("Write what the column shows, in its first row: it is read out with each cell."),
    ),
    Kind(
        "bare_address",
        HINT,
        _("A link shows its address instead of words"),
        _("Let the words of the link name the page. An address is long to listen to."),
    ),
    Kind(
        "alt_poor",
        HINT,
        _("The alternative text does not describe the picture"),
        _("Say in a sentence or two what the picture shows. A file name or the caption once more helps nobody."),
    ),
    Kind(
        "contrast_low",
        HINT,
        _("The words in a picture may be too pale"),
        _("Are there words in it, make them darker, or write them in the text. Small words need 4.5:1."),
    ),
    Kind(
        "table_bare",
        HINT,
        _("A table has headers and nothing below them"),
        _("Fill in its rows, or take the table away."),
    ),
    # Headings.
    Kind(
        "heading_alone",
        HINT,
        _("A heading has no text below it"),
        _("Write something between the headings, or take one of them away."),
    ),
    Kind(
        "heading_fake",
        HINT,
        _("A whole paragraph is bold: is it a heading?"),
        _("Make it a heading, so that those who listen find it too. Otherwise take the bold away."),
    ),
    Kind(
        "heading_numbered",
        HINT,
        _("A heading is numbered by hand"),
        _("Take the number away: the portal numbers the sections, and the numbers follow when sections are moved."),
    ),
    Kind(
        "heading_same",
        HINT,
        _("Two sections in the same place have the same heading"),
        _("Let the headings tell what is different, so that they can be told apart in the contents."),
    ),
    Kind(
        "section_empty",
        HINT,
        _("The section has no text and nothing below it"),
        _("Write its text, or take the section away."),
    ),
    # Easy to read.
    Kind(
        "section_hard",
        HINT,
        _("The section is hard to read"),
        _("Begin with the sentences that are marked: make two of one, and use shorter words."),
    ),
    Kind(
        "sentence_long",
        HINT,
        _("A very long sentence"),
        _("Make two or three of it. What is listed can be made a list."),
    ),
    Kind(
        "abbreviation",
        HINT,
        _("An abbreviation is not explained the first time"),
        _("Write it out the first time, with the abbreviation in brackets after it."),
    ),
    # Slips of the keyboard.
    Kind("doubled", HINT, _("The same word twice in a row"), _("Take one of them away.")),
    Kind("spaces", HINT, _("Two spaces in a row"), _("Take one of them away.")),
    Kind("space_before", HINT, _("A space before a punctuation mark"), _("Take the space away.")),
    Kind(
        "stop",
        HINT,
        _("A full stop, and no capital letter after it"),
        _("Put a comma instead, or begin the new sentence with a capital letter."),
    ),
    Kind("misspelt", HINT, _("Misspelt"), _("Write it as suggested.")),
    Kind("thrice", HINT, _("The same letter three times in a row"), _("Take one of the letters away.")),
    Kind(
        "agreement",
        HINT,
        _("The ending of the adjective does not fit the noun"),
        _("A noun that takes “ett” needs an adjective that ends in t."),
    ),
    Kind("prepositions", HINT, _("Two prepositions in a row"), _("Take one of them away.")),
    Kind(
        "hanging_hyphen",
        HINT,
        _("A hyphen that waits for the rest of a word"),
        _("What follows does not complete the word. Write the word that is missing, or take the hyphen away."),
    ),
    Kind(
        "dash", HINT, _("A hyphen where a dash should be"), _("Write a dash: without spaces between figures and times.")
    ),
    # Who does what (DOMAIN.md §1.4).
    Kind(
        "two_bodies",
        HINT,
        _("Two bodies decide in the same sentence"),
        _("The board proposes and the council lays down, one after the other. Say each by itself."),
    ),
    Kind(
        "who_decides",
        HINT,
        _("The committee does not decide on the strategy"),
        _("The committee proposes, the regional council lays the strategy down. Say that it proposes."),
    ),
    Kind(
        "alt_in_text",
        HINT,
        _("A description of a picture stands in the text"),
        _("Move it to the alternative text of the picture."),
    ),
)
KINDS = {kind.key: kind for kind in _TABLE}
