"""Word's own footnotes: a part of the document that python-docx does not write."""

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from rus_portal.exports.word.elements import element, paragraph, run

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
TEXT, MARK = "FootnoteText", "FootnoteReference"
# The lines that Word draws above the notes come first.
_LINES = (("separator", -1, "separator"), ("continuationSeparator", 0, "continuationSeparator"))


class Footnotes:
    """Gathers the notes of a document, and puts them into it at the end."""

    def __init__(self):
        self.root = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}/>")
        for kind, number, name in _LINES:
            line = element("r")
            line.append(element(name))
            made = element("p")
            made.append(line)
            self._add(number, made, type=kind)
        self.count = 0

    def _add(self, number, content, **facts):
        note = element("footnote", **facts, id=number)
        note.append(content)
        self.root.append(note)

    def mark(self, words):
        """Note the words; returns the run that stands in the text for them."""
        self.count += 1
        sign = run("", style=MARK)
        sign.remove(sign[-1])
        sign.append(element("footnoteRef"))
        self._add(self.count, paragraph(TEXT, sign, run(f" {words}")))
        made = run("", style=MARK)
        made.remove(made[-1])
        made.append(element("footnoteReference", id=self.count))
        return made

    def put_into(self, document):
        """Add the part, and tell the settings of the lines above the notes."""
        content = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE, content, document.part.package)
        document.part.relate_to(part, RELATION)
        facts = element("footnotePr")
        for _kind, number, _name in _LINES:
            facts.append(element("footnote", id=number))
        settings = document.settings.element
        after = settings.find(qn("w:compat"))
        if after is None:
            settings.append(facts)
        else:
            after.addprevious(facts)
