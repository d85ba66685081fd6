"""What single elements of a Word document say, known by their names without namespace."""

from consultations import fields
from consultations.word.blocks import Origin, attribute, local

# Deleted or moved away, or no text: properties, codes of computed fields.
_NO_TEXT = (
    "del moveFrom pPr rPr sdtPr sdtEndPr tblPr tblGrid trPr tcPr sectPr instrText delText delInstrText rt "
    "fldChar lastRenderedPageBreak"
)
SKIPPED = frozenset(_NO_TEXT.split())
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
DRAWN = frozenset(["drawing", "pict", "object"])
_CONTENTS = "Table of Contents"


def inside(parent, wanted):
    """Rows of a table or cells of a row, also those inside controls and accepted insertions."""
    for child in parent:
        name = local(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from inside(child, wanted)


def facts_of(control):
    """The field that a content control names, whether nothing is written in it, whether it is a table of contents."""
    tag, is_empty, is_contents = "", False, False
    for facts in control:
        if local(facts) == "sdtPr":
            for one in facts.iter():
                match local(one):
                    case "tag" if fields.is_name(attribute(one, "val")):
                        tag = attribute(one, "val")
                    case "showingPlcHdr":
                        is_empty = attribute(one, "val") not in ("0", "false")
                    case "docPartGallery":
                        is_contents = attribute(one, "val") == _CONTENTS
    return tag, is_empty, is_contents


def holds_control(row):
    """Whether some content control in the row names a field."""
    return any(local(one) == "tag" and fields.is_name(attribute(one, "val")) for one in row.iter())


def chosen(alternatives):
    """Of alternative contents one: else the same text box would be read twice."""
    kinds = {local(one): one for one in reversed(list(alternatives))}
    chosen = kinds.get("Choice", kinds.get("Fallback"))
    return chosen if chosen is not None else ()


def is_hidden(run):
    """Whether the letters are shown to nobody."""
    for facts in run:
        if local(facts) == "rPr":
            return any(local(one) == "vanish" and attribute(one, "val") not in ("0", "false") for one in facts)
    return False


def mark_is_deleted(paragraph):
    """Whether the end of the paragraph was deleted: then the next one goes on in it."""
    for facts in paragraph:
        if local(facts) == "pPr":
            return any(local(one) in ("del", "moveFrom") for mark in facts if local(mark) == "rPr" for one in mark)
    return False


def look_at_drawing(drawing, line):
    """Text boxes are read; of everything else it is said that it is there."""
    boxes = [one for one in drawing.iter() if local(one) == "txbxContent"]
    # Inside a box may be another: the outer one's walk comes to it.
    inner = {id(one) for box in boxes for one in box.iter() if one is not box and local(one) == "txbxContent"}
    line.boxes += [box for box in boxes if id(box) not in inner]
    if boxes:
        return
    names = {local(one) for one in drawing.iter()}
    about = next((attribute(one, "descr") for one in drawing.iter() if local(one) == "docPr"), "")
    is_picture = bool(names & {"pic", "blip", "imagedata"}) and "OLEObject" not in names
    line.drawn.append((Origin.PICTURE if is_picture else Origin.OBJECT, about))


def plain(root):
    """All text of a note, a comment or a margin, paragraph by paragraph."""
    lines = []
    for paragraph in root.iter():
        if local(paragraph) == "p":
            texts = []
            collect(paragraph, texts)
            lines.append("".join(texts))
    return "\n".join(line for line in lines if line.strip())


def collect(parent, texts):
    for child in parent:
        name = local(child)
        if name == "t":
            texts.append(child.text or "")
        elif name in SIGNS:
            texts.append(SIGNS[name])
        elif name and name not in SKIPPED and name != "p":
            collect(child, texts)


def by_id(root):
    """The notes or comments of one part of the document: {id: element}."""
    if root is None:
        return {}
    return {
        attribute(one, "id"): one
        for one in root
        if local(one) in ("footnote", "endnote", "comment") and attribute(one, "type") in ("", "normal")
    }


def is_margin(name):
    """Whether a file of the archive is a header or a footer."""
    return name.startswith(("word/header", "word/footer")) and name.endswith(".xml")
