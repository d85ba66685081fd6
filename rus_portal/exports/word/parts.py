"""What single elements of a Word document say, known by their names without namespace."""

from rus_portal.exports.word.archive import attribute, child, is_on, local

# Deleted or moved away, or no text: properties, codes of computed fields.
_NO_TEXT = (
    "del moveFrom pPr rPr sdtPr sdtEndPr tblPr tblGrid trPr tcPr sectPr instrText delText delInstrText rt "
    "fldChar lastRenderedPageBreak"
)
SKIPPED = frozenset(_NO_TEXT.split())
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
DRAWN = frozenset(["drawing", "pict", "object"])
CONTENTS = "Table of Contents"


def inside(parent, wanted):
    """Rows of a table or cells of a row, also those inside controls and accepted insertions."""
    for one in parent:
        name = local(one)
        if name == wanted:
            yield one
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from inside(one, wanted)


def chosen(alternatives):
    """Of alternative contents one: else the same text box would be read twice."""
    kinds = {local(one): one for one in reversed(list(alternatives))}
    chosen = kinds.get("Choice", kinds.get("Fallback"))
    return chosen if chosen is not None else ()


def is_hidden(run):
    """Whether the letters are shown to nobody."""
    return is_on(child(run, "rPr"), "vanish")


def mark_is_deleted(paragraph):
    """Whether the end of the paragraph was deleted: then the next one goes on in it."""
    for facts in paragraph:
        if local(facts) == "pPr":
            return any(local(one) in ("del", "moveFrom") for mark in facts if local(mark) == "rPr" for one in mark)
    return False


def boxes(drawing):
    """The text boxes of a drawing. Inside a box may be another: whoever walks through the outer one comes to it."""
    found = [one for one in drawing.iter() if local(one) == "txbxContent"]
    inner = {id(one) for box in found for one in box.iter() if one is not box and local(one) == "txbxContent"}
    return [box for box in found if id(box) not in inner]


def about(drawing):
    """What a drawing is said to show, or nothing."""
    return next((attribute(one, "descr") for one in drawing.iter() if local(one) == "docPr"), "")


def is_picture(drawing):
    """Whether a drawing is an image and no object of another program."""
    names = {local(one) for one in drawing.iter()}
    return bool(names & {"pic", "blip", "imagedata"}) and "OLEObject" not in names


def is_contents(control):
    """Whether a content control holds the table of contents."""
    return any(
        local(one) == "docPartGallery" and attribute(one, "val") == CONTENTS
        for facts in control
        if local(facts) == "sdtPr"
        for one in facts.iter()
    )


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
    for one in parent:
        name = local(one)
        if name == "t":
            texts.append(one.text or "")
        elif name in SIGNS:
            texts.append(SIGNS[name])
        elif name and name not in SKIPPED and name != "p":
            collect(one, texts)


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
