"""Conversations about the working text as Word's own comments, with their answers."""

from dataclasses import dataclass, field

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from rus_portal.clock import STOCKHOLM
from rus_portal.exports.word.elements import element
from strategy import anchoring
from strategy.word import comment_marks

EXTENDED = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
# What python-docx calls the looks of what is said, and of the mark before it.
TEXT, MARK = "CommentText", "CommentReference"
RELATION = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_PARAGRAPH = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"


@dataclass(frozen=True)
class Conversation:
    """About the words that `anchor` finds in a section, or without a block about the section: [(who, when, text)]."""

    section: str
    anchor: anchoring.Anchor
    said: list = field(default_factory=list)


class Comments:
    """Writes comments. Word numbers each one; a conversation is several that stand about the same words.

    `gone` is a sentence with %(words)s, said before what was said of words that the text does not have any more.
    """

    def __init__(self, document, conversations, sections, gone):
        self.document, self.conversations, self.gone = document, conversations, gone
        self.ids, self.extended = {}, []
        self.in_blocks, self.at_headings = {}, {}
        bodies = {str(section.key): section.body for section in sections}
        for number, one in enumerate(conversations):
            own = [block for block in bodies.get(one.section, ()) if block["id"] == one.anchor.block]
            place = anchoring.find(one.anchor, own) if own else None
            if place is not None and place.end > place.start:
                self.in_blocks.setdefault(place.block, []).append((number, place))
            else:
                self.at_headings.setdefault(one.section, []).append(number)

    def marked(self, block):
        """The block's HTML with signs round the words that somebody has commented."""
        places = self.in_blocks.get(block["id"], [])
        for number, _place in places:
            self._write(number)
        return comment_marks.put(block["html"], places)

    def beside(self, heading, section):
        """Comment a heading with what is said of the whole section, or of what has no words there (any more)."""
        for number in self.at_headings.get(str(section.key), ()):
            self._write(number)
            for begin in self.sign(comment_marks.BEGIN, number):
                heading.find(qn("w:pPr")).addnext(begin)
            heading.extend(self.sign(comment_marks.END, number))

    def sign(self, kind, number):
        """The elements that stand in the text where the comments begin or end."""
        ids = self.ids[int(number)]
        if kind == comment_marks.BEGIN:
            return [element("commentRangeStart", id=one) for one in ids]
        made = []
        for one in ids:
            reference = element("r")
            reference.append(element("commentReference", id=one))
            made += [element("commentRangeEnd", id=one), reference]
        return made

    def _write(self, number):
        """The comments of a conversation, an answer after the other."""
        one, made, first = self.conversations[number], [], ""
        is_gone = one.anchor.quoted and number in self.at_headings.get(one.section, ())
        for who, when, text in one.said:
            about = f"{self.gone % {'words': one.anchor.quoted}} " if is_gone and not made else ""
            initials = "".join(word[0] for word in who.split())[:3]
            comment = self.document.comments.add_comment(about + text, who, initials)
            written = comment._comment_elm
            # Word writes the time of the clock on the wall, and calls it Z.
            written.set(qn("w:date"), f"{when.astimezone(STOCKHOLM):%Y-%m-%dT%H:%M:%SZ}")
            for space in written.iter():
                space.tail = None
            paragraph = f"{comment.comment_id + 0x10000000:08X}"
            written.findall(qn("w:p"))[-1].set(_PARAGRAPH, paragraph)
            self.extended.append((paragraph, first))
            first = first or paragraph
            made.append(comment.comment_id)
        self.ids[number] = made

    def put_into(self, document):
        """Add the part that says who answers whom."""
        if not any(answered for _own, answered in self.extended):
            return
        root = parse_xml(f'<w15:commentsEx xmlns:w15="{_W15}"/>')
        for paragraph, answered in self.extended:
            one = etree.SubElement(root, f"{{{_W15}}}commentEx")
            one.set(f"{{{_W15}}}paraId", paragraph)
            if answered:
                one.set(f"{{{_W15}}}paraIdParent", answered)
            one.set(f"{{{_W15}}}done", "0")
        content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI("/word/commentsExtended.xml"), EXTENDED, content, document.part.package)
        document.part.relate_to(part, RELATION)
