"""Pieces of a Word document that python-docx has no words for, or too slow ones: each is one element of XML."""

import re

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

# What people paste and XML cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
PLACEHOLDER = "PlaceholderText"


def element(name, /, **attributes):
    """An element of the main namespace: element("tag", val="…")."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def run(text, *, style=None, hidden=False):
    """Letters; line breaks as such."""
    made = element("r")
    if style or hidden:
        facts = element("rPr")
        if style:
            facts.append(element("rStyle", val=style))
        if hidden:
            facts.append(element("vanish"))
        if style == PLACEHOLDER:
            # LibreOffice does not draw the style in a control of paragraphs.
            facts.append(element("color", val="4A524D"))
        made.append(facts)
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        words = element("t")
        words.text = _UNWRITABLE.sub("", line)
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(words)
    return made


def paragraph(style, *content, keeps_with_next=False):
    made = element("p")
    facts = element("pPr")
    facts.append(element("pStyle", val=style))
    if keeps_with_next:
        facts.append(element("keepNext"))
    made.append(facts)
    for one in content:
        made.append(one)
    return made


def bookmark(number, name, *content):
    """The content with a bookmark around it, as a list of elements."""
    return [element("bookmarkStart", id=number, name=name), *content, element("bookmarkEnd", id=number)]


def link(document, address, text):
    """A link to the web, as a run of its own style."""
    made = element("hyperlink")
    made.set(qn("r:id"), document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    made.append(run(text, style="Hyperlink"))
    return made


def field(instruction):
    """A field that Word counts itself, such as PAGE."""
    made = element("fldSimple", instr=instruction)
    made.append(run("1"))
    return made
