"""What single elements of a Word document say of the form's fields."""

from consultations import fields
from consultations.word.blocks import Origin
from rus_portal.exports.word import parts
from rus_portal.exports.word.archive import attribute, local


def facts_of(control):
    """The field that a content control names, whether nothing is written in it, whether it is a table of contents."""
    tag, is_empty = "", False
    for facts in control:
        if local(facts) == "sdtPr":
            for one in facts.iter():
                match local(one):
                    case "tag" if fields.is_name(attribute(one, "val")):
                        tag = attribute(one, "val")
                    case "showingPlcHdr":
                        is_empty = attribute(one, "val") not in ("0", "false")
    return tag, is_empty, parts.is_contents(control)


def holds_control(row):
    """Whether some content control in the row names a field."""
    return any(local(one) == "tag" and fields.is_name(attribute(one, "val")) for one in row.iter())


def look_at_drawing(drawing, line):
    """Text boxes are read; of everything else it is said that it is there."""
    if boxes := parts.boxes(drawing):
        line.boxes += boxes
        return
    line.drawn.append((Origin.PICTURE if parts.is_picture(drawing) else Origin.OBJECT, parts.about(drawing)))
