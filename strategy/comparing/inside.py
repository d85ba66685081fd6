"""What differs inside one block: words in a line, items in a list, rows, columns and cells in a table."""

from strategy.comparing import words
from strategy.comparing.aligning import aligned
from strategy.comparing.structure import FILLER, GONE, IS, NEW, SAME, WAS
from strategy.comparing.trees import STRUCTURE, Node, likeness, parse

# From here on an item or a row is the same one with other words.
SAME_ITEM = 0.4
# How alike two rows or columns are at least that have the same words at their head.
SAME_NAME = 0.9
# What is compared however little is left of it.
_ALWAYS_COMPARED = {"", "line", "list", "table", "thead", "tbody", "tfoot", "blockquote", "div", "pre", "figure"}
_CELLS = {"td", "th"}
_FILLER = "<td></td>"


def compared(old, new):
    """The runs between the HTML of two blocks."""
    if old == new:
        return [(SAME, old)] if old else []
    if _is_paragraph(old) and _is_paragraph(new):
        return words.joined([(SAME, "<p>"), *words.compared(old[3:-4], new[3:-4]), (SAME, "</p>")])
    before, after = parse(old), parse(new)
    if before is None or after is None or not _akin(before, after):
        return [(mark, html) for mark, html in ((GONE, old), (NEW, new)) if html]
    runs = []
    _children(runs, before, after)
    return words.joined(runs)


def _is_paragraph(html):
    """Most blocks are no more than this, and need not be taken apart."""
    return html.startswith("<p>") and html.endswith("</p>") and not STRUCTURE.search(html, 3, len(html) - 4)


def _akin(before, after):
    """Whether the two are of one shape; a paragraph that became a table is another block."""
    return [one.family for one in before if one.family] == [one.family for one in after if one.family]


def _children(runs, old, new, columns=None):
    if len(old) == len(new) == 1 and old[0].family == new[0].family and old[0].family in _ALWAYS_COMPARED:
        _pair(runs, old[0], new[0], columns)
        return
    for i, j in aligned(old, new, lambda one: one.raw, _alike, SAME_ITEM):
        _pair(runs, None if i is None else old[i], None if j is None else new[j], columns)


def _alike(old, new):
    if old.family != new.family:
        return 0.0
    likely = likeness(old, new)
    if old.family == "tr" and _first_words(old) and _first_words(old) == _first_words(new):
        return max(likely, SAME_NAME)
    return max(likely, SAME_ITEM) if old.family in _ALWAYS_COMPARED else likely


def _first_words(row):
    return next((cell.words for cell in row.children if cell.family == "cell"), None)


def _pair(runs, old, new, columns):
    if old is None or new is None:
        _alone(runs, old or new, GONE if old else NEW, columns)
    elif old.raw == new.raw and not (columns and old.name == "tr"):
        runs.append((SAME, old.raw))
    elif isinstance(old, Node):
        _element(runs, old, new, columns)
    else:
        runs += words.compared(old.raw, new.raw)


def _element(runs, old, new, columns):
    _wrapping(runs, old.opening, new.opening)
    if old.name == "table":
        columns = _columns(old, new)
    if columns and old.name == "tr":
        _cells(runs, old.children, new.children, columns)
    else:
        _children(runs, old.children, new.children, columns)
    _wrapping(runs, old.closing, new.closing)


def _wrapping(runs, old, new):
    runs += [(SAME, old)] if old == new else [(WAS, old), (IS, new)]


def _alone(runs, one, mark, columns):
    """A whole element or line that only one edition has; a row keeps to the columns of both."""
    if not (columns and getattr(one, "name", "") == "tr"):
        runs.append((mark, one.raw))
        return
    runs.append((mark, one.opening))
    _cells(runs, *((one.children, []) if mark == GONE else ([], one.children)), columns)
    runs.append((mark, one.closing))


def _cells(runs, old, new, columns):
    """The cells of a row, column by column; rows may be shorter or longer than others."""
    for i, j in columns:
        before = old[i] if i is not None and i < len(old) else None
        after = new[j] if j is not None and j < len(new) else None
        if before is None and after is None:
            runs.append((FILLER, _FILLER))
        else:
            _pair(runs, before, after, None)


def _columns(old, new):
    """Which columns of two tables belong together; None when cells span several, or it is not known what they are."""
    before, after = _rows(old), _rows(new)
    if not before or not after or not all(_is_plain(row) for row in before + after):
        return None
    pairs = [
        (before[i], after[j])
        for i, j in aligned(before, after, lambda row: row.raw, _alike, SAME_ITEM)
        if i is not None and j is not None
    ] or [(before[0], after[0])]
    widths = max(len(row.children) for row in before), max(len(row.children) for row in after)

    heads = before[0].children, after[0].children

    def alike(i, j):
        cells = [(a.children[i], b.children[j]) for a, b in pairs if i < len(a.children) and j < len(b.children)]
        likely = sum(likeness(*pair) for pair in cells) / len(cells) if cells else 0.0
        named = i < len(heads[0]) and j < len(heads[1]) and heads[0][i].words
        return max(likely, SAME_NAME) if named and named == heads[1][j].words else likely

    return aligned(range(widths[0]), range(widths[1]), None, alike, SAME_ITEM)


def _rows(table):
    found = []
    for child in table.children:
        if isinstance(child, Node):
            found += [child] if child.name == "tr" else _rows(child)
    return found


def _is_plain(row):
    return all(isinstance(cell, Node) and cell.name in _CELLS and "span=" not in cell.opening for cell in row.children)
