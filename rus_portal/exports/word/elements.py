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


def run(text, *, style=None, hidden=False, look=frozenset()):
    """Letters; line breaks as such. `look` names tags of HTML: strong, em, sup, sub."""
    made = element("r")
    if style or hidden or look:
        made.append(_letters(style, hidden, look))
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        words = element("t")
        words.text = _UNWRITABLE.sub("", line)
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(words)
    return made


def _letters(style, hidden, look):
    # In this order: Word asks to repair a document that has them otherwise.
    facts = element("rPr")
    if style:
        facts.append(element("rStyle", val=style))
    facts.extend(element(short) for tag, short in (("strong", "b"), ("em", "i")) if tag in look)
    if hidden:
        facts.append(element("vanish"))
    if style == PLACEHOLDER:
        # LibreOffice does not draw the style in a control of paragraphs.
        facts.append(element("color", val="4A524D"))
    raised = next((f"{place}script" for tag, place in (("sup", "super"), ("sub", "sub")) if tag in look), None)
    if raised:
        facts.append(element("vertAlign", val=raised))
    return facts


def paragraph(style, *content, keeps_with_next=False, item=None, outline=None):
    """A paragraph; `item` is (list, level from 0) of a list's item, `outline` the level from 1 of what is a heading."""
    made = element("p")
    facts = element("pPr")
    facts.append(element("pStyle", val=style))
    if keeps_with_next:
        facts.append(element("keepNext"))
    if item:
        place = element("numPr")
        place.append(element("ilvl", val=item[1]))
        place.append(element("numId", val=item[0]))
        facts.append(place)
    if outline:
        facts.append(element("outlineLvl", val=outline - 1))
    made.append(facts)
    made.extend(content)
    return made


def bookmark(number, name, *content):
    """The content with a bookmark around it, as a list of elements."""
    return [element("bookmarkStart", id=number, name=name), *content, element("bookmarkEnd", id=number)]


def link(document, address, text):
    """A link to the web, as a run of its own style."""
    return link_around(document, address, run(text, style="Hyperlink"))


def link_around(document, address, *content):
    """A link to the web around runs."""
    made = element("hyperlink")
    made.set(qn("r:id"), document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    made.extend(content)
    return made


def link_inside(name, *content):
    """A link to a bookmark of the same document around runs."""
    made = element("hyperlink", anchor=name, history=1)
    made.extend(content)
    return made


def field(instruction):
    """A field that Word counts itself, such as PAGE."""
    made = element("fldSimple", instr=instruction)
    made.append(run("1"))
    return made
