"""A block of HTML as a tree of its structure: lists, items, tables, rows, cells. Nothing of its spelling is lost."""

import re
from collections import Counter
from functools import cached_property

# What stands in a tag after its name; a > in quotation marks does not end it.
REST = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
TAG = re.compile(rf"</?[a-zA-Z]{REST}>")
_NAMES = "p|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|div|pre|figure|figcaption|table|caption|thead|tbody|tfoot|tr|td|th"
STRUCTURE = re.compile(rf"(<(/?)({_NAMES})(?:\s[^<>]*)?>)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
# What may become what: a paragraph a heading, a plain list a numbered one, a cell a head cell.
_FAMILIES = {
    "ul": "list",
    "ol": "list",
    "td": "cell",
    "th": "cell",
    "p": "line",
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6"], "line"),
}


class Line:
    """A piece of HTML without structure."""

    family = ""

    def __init__(self, raw):
        self.raw = raw

    @cached_property
    def words(self):
        """How often each word stands here."""
        return Counter(_WORD.findall(TAG.sub(" ", self.raw)))


class Node(Line):
    """An element of structure with what stands in it."""

    def __init__(self, name, opening):
        self.name, self.opening = name, opening
        self.children, self.closing = [], ""

    @property
    def family(self):
        """Elements of one family can become each other."""
        return _FAMILIES.get(self.name, self.name)

    @cached_property
    def raw(self):
        """The whole element as it is written."""
        return self.opening + "".join(child.raw for child in self.children) + self.closing


def parse(html):
    """The elements and lines of this HTML, or None when its tags of structure do not match each other."""
    top = Node("", "")
    open_nodes = [top]
    pieces = STRUCTURE.split(html)
    for line, tag, slash, name in zip(pieces[::4], pieces[1::4], pieces[2::4], pieces[3::4], strict=False):
        _add_line(open_nodes[-1], line)
        if not slash:
            open_nodes.append(Node(name.lower(), tag))
        elif open_nodes[-1].name == name.lower():
            done = open_nodes.pop()
            done.closing = tag
            open_nodes[-1].children.append(done)
        else:
            return None
    _add_line(open_nodes[-1], pieces[-1])
    return top.children if open_nodes == [top] else None


def likeness(one, other):
    """From 0 to 1: how much of the words of two texts is alike, wherever the words stand."""
    total = one.words.total() + other.words.total()
    if not total:
        return 1.0 if one.raw == other.raw else 0.0
    if len(other.words) < len(one.words):
        one, other = other, one
    counts = other.words
    return 2 * sum(min(number, counts.get(word, 0)) for word, number in one.words.items()) / total


def _add_line(node, raw):
    if raw:
        node.children.append(Line(raw))
