"""How the form looks: places to write in, beside what all of the portal's documents have."""

from rus_portal.exports.word import looks
from rus_portal.exports.word.elements import PLACEHOLDER
from rus_portal.exports.word.looks import cell, row, table_facts

__all__ = ["cell", "dress", "row", "table_facts"]


def dress(document):
    """Give the document its styles, its page and its language."""
    looks.dress(document)
    styles = document.styles
    looks.added(styles, "Svar", size=11, after=4)
    looks.added(styles, "Svarets slut", size=4, after=0)
    looks.added(styles, "Ledtext", size=10, after=2, bold=True)
    looks.characters(styles, PLACEHOLDER, "Placeholder Text", looks.SOFT)
