"""A Word document read into sections, pictures and a list of what did not come along."""

import posixpath
from dataclasses import dataclass

from rus_portal.exports.word import parts
from rus_portal.exports.word.archive import DAMAGED, UnreadableError, attribute, local, opened, xml
from rus_portal.exports.word.numbering import Numbering
from rus_portal.exports.word.styles import Styles
from strategy.word import assembling, comments_in
from strategy.word.lines import Kind, Lines
from strategy.word.losses import Losses
from strategy.word.pictures import Pictures

MAIN = "word/document.xml"
EMPTY = "empty"


@dataclass
class Read:
    """What a document became: sections as plain data, pictures.Found of those that are new, losses.Losses.listed()."""

    sections: list
    pictures: list
    losses: list


class Known:
    """What the other parts of the document say that its text refers to."""

    def __init__(self, archive):
        self.styles = Styles(xml(archive, "word/styles.xml"))
        self.numbering = Numbering(xml(archive, "word/numbering.xml"))
        self.footnotes = parts.by_id(xml(archive, "word/footnotes.xml"))
        self.endnotes = parts.by_id(xml(archive, "word/endnotes.xml"))
        self.comments = comments_in.read(xml(archive, "word/comments.xml"), xml(archive, "word/commentsExtended.xml"))
        outside, self.targets = _relations(archive, "word/_rels/document.xml.rels")
        self.links = outside
        self.note_links = {
            **_relations(archive, "word/_rels/footnotes.xml.rels")[0],
            **_relations(archive, "word/_rels/endnotes.xml.rels")[0],
        }


def read(file, *, deepest, taken=(), images=None, fallback="", progress=lambda percent: None) -> Read:
    """The document in an open file. Raises UnreadableError.

    `deepest` is how many levels of sections may stand where they go, `taken` the ids of the document's blocks,
    `images` its pictures {checksum: (key, width, height)}, `fallback` the heading of a text without one.
    """
    with opened(file) as archive:
        root = xml(archive, MAIN)
        if root is None:
            raise UnreadableError(DAMAGED)
        progress(10)
        known, losses = Known(archive), Losses()
        pictures = Pictures(archive, known.targets, images or {}, losses)
        try:
            lines = Lines(known, losses, pictures).read(root)
        except RecursionError as too_deep:
            raise UnreadableError(DAMAGED) from too_deep
        progress(60)
        _note_margins(archive, losses)
        found = assembling.sections(
            lines,
            losses,
            known.comments,
            deepest=deepest,
            taken=taken,
            fallback=fallback if _has_no_heading(lines) else "",
        )
        _note_comments(known.comments, losses)
    if not found:
        raise UnreadableError(EMPTY)
    progress(90)
    return Read(found, pictures.kept(), losses.listed())


def _has_no_heading(lines):
    return all(line.kind != Kind.HEADING for line in lines)


def _relations(archive, name):
    """({relation: address outside}, {relation: path in the archive})"""
    root = xml(archive, name)
    outside, inside = {}, {}
    for one in root if root is not None else ():
        target = attribute(one, "Target")
        if local(one) != "Relationship":
            continue
        if attribute(one, "TargetMode").lower() == "external":
            outside[attribute(one, "Id")] = target
        else:
            inside[attribute(one, "Id")] = posixpath.normpath(posixpath.join("word", target)).lstrip("/")
    return outside, inside


def _note_comments(comments, losses):
    """What is said of words that are no part of the text is listed."""
    losses.enter("")
    for one in comments.lost():
        losses.note("comment", who=one.who, words=" ".join(one.text.split())[:300])


def _note_margins(archive, losses):
    """Headers and footers are no part of the text: they are listed."""
    losses.enter("")
    seen = set()
    for name in archive.namelist():
        root = xml(archive, name) if parts.is_margin(name) else None
        words = " ".join(parts.plain(root).split()) if root is not None else ""
        if words and words not in seen and len(seen) < 20:
            seen.add(words)
            losses.note("margin", words=words[:300])
