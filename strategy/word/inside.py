"""What stands inside a paragraph of a Word document, as HTML: marks, links, footnotes, pictures.

A link to a place in the document keeps the place's name, `bm:name`, until all places are known (assembling).
"""

import re
from dataclasses import dataclass, field
from html import escape, unescape

from rus_portal.exports.word import parts
from rus_portal.exports.word.archive import attribute, child, is_on, local, value
from strategy.markup import FOOTNOTE
from strategy.word import comment_marks

PLACE = "bm:"
_FIELD_LINK = re.compile(r'HYPERLINK\s+(\\l\s+)?"([^"]+)"', re.IGNORECASE)
_FIELD_REFERENCE = re.compile(r"(?:REF|NOTEREF)\s+(\S+)", re.IGNORECASE)
_RAISED = {"superscript": "sup", "subscript": "sub"}
_CODE = re.compile(r"^(?:kod|code|html code|source text|verbatim char|inline code)$")
_BESIDE = re.compile(rf"{FOOTNOTE}[^<]*</span>|<img [^>]*>")
COMMENTED = {
    "commentRangeStart": comment_marks.BEGIN,
    "commentRangeEnd": comment_marks.END,
    "commentReference": comment_marks.AT,
}
_EMPTY_LINK = re.compile(r"^(?:\s|<br>)*$")


@dataclass
class Said:
    """What a paragraph says: HTML, the same as plain words, its bookmarks, and the text boxes that hang on it."""

    html: str = ""
    words: str = ""
    anchors: list = field(default_factory=list)
    boxes: list = field(default_factory=list)


@dataclass
class _Field:
    """A computed field that is open: where in the paragraph its result begins, and what it computes."""

    start: int
    code: str = ""


class Inside:
    """Reads paragraphs. `known` is what the other parts of the document say."""

    def __init__(self, known, losses, pictures):
        self.known, self.losses, self.pictures = known, losses, pictures

    def paragraph(self, paragraph) -> Said:
        """What it says."""
        said = Said()
        walk = _Walk(self, said)
        walk.children(paragraph)
        said.html = walk.html()
        said.words = plain(said.html)
        return said

    def note(self, reference, notes):
        """A footnote or endnote as the portal has it: a line of words, with the addresses of its links."""
        note = notes.get(attribute(reference, "id"))
        words = " ".join(self._note_words(note).split()) if note is not None else ""
        return f"{FOOTNOTE}{escape(words, quote=False)}</span>" if words else ""

    def _note_words(self, note):
        words = parts.plain(note).replace("\n", " ")
        for link in note.iter():
            if local(link) == "hyperlink":
                address = self.known.note_links.get(attribute(link, "id"), "")
                if address and address not in words:
                    words += f" ({address})"
        return words


class _Walk:
    """One way through the runs of a paragraph."""

    def __init__(self, inside, said):
        self.inside, self.known, self.losses = inside, inside.known, inside.losses
        self.said, self.out, self.fields = said, [], []

    def html(self):
        return "".join(self.out)

    def children(self, parent):
        for one in parent:
            self._child(one, local(one))

    def _child(self, one, name):
        match name:
            case "r":
                self._run(one)
            case "hyperlink":
                self._around(one, self._address(one))
            case "fldSimple":
                self._around(one, self._of_field(attribute(one, "instr")))
            case "bookmarkStart":
                self.said.anchors.append(attribute(one, "name"))
            case name if name in COMMENTED:
                self.out.append(commented(one))
            case "AlternateContent":
                self.children(parts.chosen(one))
            case "oMath" | "oMathPara":
                self.losses.note("formula")
                self._text("".join(part.text or "" for part in one.iter() if local(part) == "t"))
            case "ins" | "moveTo":
                self.losses.tracked(one)
                self.children(one)
            case "del" | "moveFrom":
                self.losses.tracked(one)
            case "sdt":
                if not any(is_on(facts, "showingPlcHdr") for facts in one if local(facts) == "sdtPr"):
                    self.children(one)
            case _ if name and name not in parts.SKIPPED:
                self.children(one)

    def _around(self, parent, address):
        start = len(self.out)
        self.children(parent)
        self._link(start, address)

    def _link(self, start, address):
        content = "".join(self.out[start:])
        del self.out[start:]
        if address:
            # In a link nothing leads elsewhere, neither another link nor a note.
            beside = "".join(_BESIDE.findall(content))
            words = re.sub(r"</?a(?: [^>]*)?>", "", _BESIDE.sub("", content))
            is_empty = _EMPTY_LINK.match(comment_marks.without(words))
            content = (words if is_empty else f'<a href="{escape(address)}">{words}</a>') + beside
        self.out.append(content)

    def _address(self, link):
        if anchor := attribute(link, "anchor"):
            target = self.known.links.get(attribute(link, "id"), "")
            return f"{target}#{anchor}" if target else PLACE + anchor
        return self.known.links.get(attribute(link, "id"), "")

    def _of_field(self, code):
        if found := _FIELD_LINK.search(code):
            return (PLACE if found[1] else "") + found[2]
        if found := _FIELD_REFERENCE.match(code.strip()):
            return PLACE + found[1]
        return ""

    # --- runs ---------------------------------------------------------------------------------------------------------
    def _run(self, run):
        if parts.is_hidden(run):
            if any(local(one) == "t" and (one.text or "").strip() for one in run):
                self.losses.note("hidden")
            return
        look = self._look(child(run, "rPr"))
        for one in run:
            self._piece(one, local(one), look)

    def _piece(self, one, name, look):
        match name:
            case "t":
                self._text(one.text or "", look)
            case "br" | "cr":
                if attribute(one, "type") in ("", "textWrapping"):
                    self.out.append("<br>")
            case "tab" | "ptab":
                self._text(" ")
            case "noBreakHyphen":
                self._text("\u2011", look)
            case "sym":
                self._text("•", look)
            case "footnoteReference":
                self.out.append(self.inside.note(one, self.known.footnotes))
            case "endnoteReference":
                self.losses.note("endnote")
                self.out.append(self.inside.note(one, self.known.endnotes))
            case name if name in COMMENTED:
                self.out.append(commented(one))
            case "fldChar":
                self._field_mark(attribute(one, "fldCharType"))
            case "instrText" if self.fields:
                self.fields[-1].code += one.text or ""
            case "AlternateContent":
                for inner in parts.chosen(one):
                    self._piece(inner, local(inner), look)
            case _ if name in parts.DRAWN:
                self._drawing(one)

    def _look(self, facts):
        """The tags that the letters stand in, the outermost first."""
        if facts is None:
            return ()
        looks = [facts, *self.known.styles.look(value(facts, "rStyle"))]
        tags = [tag for tag, short in (("strong", "b"), ("em", "i")) if _is_on(looks, short)]
        raised = next((_RAISED.get(value(one, "vertAlign")) for one in looks if value(one, "vertAlign")), None)
        is_code = any(_CODE.match(name) for name in self.known.styles.names_of(value(facts, "rStyle")))
        return (*tags, *([raised] if raised else []), *(["code"] if is_code else []))

    def _text(self, text, look=()):
        text = comment_marks.cleared(text)
        if not text.strip():
            look = ()
        begin, end = "".join(f"<{tag}>" for tag in look), "".join(f"</{tag}>" for tag in reversed(look))
        self.out.append(f"{begin}{escape(text, quote=False)}{end}")

    def _field_mark(self, kind):
        if kind == "begin":
            self.fields.append(_Field(len(self.out)))
        elif kind == "separate" and self.fields:
            # What stood before it is the field's code.
            del self.out[self.fields[-1].start :]
        elif kind == "end" and self.fields:
            done = self.fields.pop()
            self._link(done.start, self._of_field(done.code))

    def _drawing(self, drawing):
        if boxes := parts.boxes(drawing):
            self.said.boxes += boxes
        elif not parts.is_picture(drawing):
            self.losses.note("object", words=parts.about(drawing)[:300])
        else:
            self.out.append(self.inside.pictures.html(drawing))


def _is_on(looks, short):
    found = next((child(one, short) for one in looks if child(one, short) is not None), None)
    return found is not None and attribute(found, "val") not in ("0", "false", "none", "off")


def commented(one):
    """The sign for where a comment begins or ends, or what it is about."""
    number = attribute(one, "id")
    return comment_marks.mark(COMMENTED[local(one)], number) if number.isascii() and number.isdecimal() else ""


def plain(html):
    """The words of a piece of HTML, without its footnotes."""
    without = re.sub(rf"{FOOTNOTE}.*?</span>", "", comment_marks.without(html))
    return " ".join(unescape(re.sub(r"<[^>]*>", "", without.replace("<br>", " "))).split())
