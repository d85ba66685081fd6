"""What the portal's own Word documents call their parts, so that they are known again when they come back.

Styles by their names, which every program keeps; bookmarks for sections and blocks, which links lead to.
"""

import re

from strategy.models import SectionKind

COVER, CONTENTS, FACTS = "Omslag", "Innehållsrubrik", "Avsnittsfakta"
SUBHEADING, HEAD_CELL, ROW_HEAD, CELL = "Mellanrubrik", "Tabellhuvud", "Radrubrik", "Tabelltext"
APPENDIX, APPENDIX_PART, APPENDIX_TEXT = "Bilagerubrik", "Bilagans avsnitt", "Bilagans text"
ERRATA, ERRATA_PART, ERRATA_TEXT = "Rättelserubrik", "Rättelse", "Rättelsetext"
FIGURE, CODE = "Bild", "Kod"
# The bookmark of the corrections, which are no section of the text.
CORRECTIONS = "rattelser"
# What a picture is called that is decoration: LibreOffice drops the mark that Word has for it.
DECORATION = "Dekoration"
# A bookmark of a section names its kind too: nothing else in a document does.
_KINDS = {
    SectionKind.CHAPTER: "c",
    SectionKind.DESIRED_STATE: "d",
    SectionKind.STRATEGIC_AREA: "a",
    SectionKind.DEVELOPMENT_AREA: "e",
    SectionKind.GOAL: "g",
    SectionKind.PRIORITY: "p",
    SectionKind.TEXT: "t",
}
_OF_LETTER = {letter: kind for kind, letter in _KINDS.items()}
_SECTION = re.compile(r"s_([0-9a-f]{32})_([cdaegpt])")
_BLOCK = re.compile(r"b_([0-9a-f]{8})")


def of_section(key, kind):
    """The bookmark of a section; Word takes at most 40 characters."""
    return f"s_{str(key).replace('-', '')}_{_KINDS[SectionKind(kind)]}"


def of_block(block_id):
    """The bookmark of a block."""
    return f"b_{block_id}"


def kind_of(bookmark):
    """The kind that a section's bookmark names, or None."""
    found = _SECTION.fullmatch(bookmark)
    return _OF_LETTER[found[2]] if found else None


def block_of(bookmark):
    """The block's id that a bookmark names, or nothing."""
    found = _BLOCK.fullmatch(bookmark)
    return found[1] if found else ""
