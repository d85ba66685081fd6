"""In words: why a Word document cannot be read, and what of it did not come along."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from rus_portal.exports.uploads import REASONS

FAULTS = {
    "damaged": gettext_lazy("The file cannot be read. Open it, save it again and choose it once more."),
    "entities": gettext_lazy(
        "The file holds definitions that no document needs, so we do not read it. Save it again as Word (docx)."
    ),
    "too_large": gettext_lazy("The document is too large to be read at once. Divide it into several documents."),
    "too_slow": gettext_lazy("It took too long to read the document. Divide it into several documents."),
    "empty": gettext_lazy("The document holds no text."),
}
_LOSSES = {
    "inserted": ngettext_lazy(
        "%(n)d insertion that was only suggested in Word has been taken as accepted.",
        "%(n)d insertions that were only suggested in Word have been taken as accepted.",
        "n",
    ),
    "deleted": ngettext_lazy(
        "%(n)d deletion that was only suggested in Word has been carried out.",
        "%(n)d deletions that were only suggested in Word have been carried out.",
        "n",
    ),
    "comment": gettext_lazy("A comment is not brought along: “%(words)s”"),
    "box": gettext_lazy("The text of a text box stands after the paragraph that it hung on."),
    "object": gettext_lazy("A diagram, a drawing or an object of another program is left out. %(words)s"),
    "hidden": gettext_lazy("Hidden text is left out."),
    "formula": gettext_lazy("A formula has become plain letters."),
    "endnote": ngettext_lazy("%(n)d endnote has become a footnote.", "%(n)d endnotes have become footnotes.", "n"),
    "merged": ngettext_lazy(
        "%(n)d merged cell of a table has been divided: its text stands in the first one.",
        "%(n)d merged cells of tables have been divided: the text of each stands in its first one.",
        "n",
    ),
    "no_head": gettext_lazy("A table had no header row: its first row is taken as one."),
    "inner_table": gettext_lazy("The text of a table inside a table stands in the cell."),
    "cell_lines": ngettext_lazy(
        "The paragraphs of %(n)d cell are put together in one.",
        "The paragraphs of %(n)d cells are put together in one each.",
        "n",
    ),
    "deleted_row": gettext_lazy("A row that was only suggested to be deleted in Word is gone."),
    "deep_list": ngettext_lazy(
        "%(n)d item of a list stood deeper than three levels, and is moved up.",
        "%(n)d items of lists stood deeper than three levels, and are moved up.",
        "n",
    ),
    "too_deep": gettext_lazy("“%(words)s” would be too deep for a section of its own, and is a heading in the text."),
    "heading_note": gettext_lazy("A heading cannot have a footnote. It said: “%(words)s”"),
    "long_heading": gettext_lazy("A heading is cut after 250 letters. It said: “%(words)s”"),
    "typed_number": gettext_lazy("The number %(words)s before the heading is left out: the portal counts by itself."),
    "before_headings": gettext_lazy("Text that stood before the first heading is a section of its own."),
    "no_headings": gettext_lazy("The document has no headings: all of it is one section."),
    "title": gettext_lazy("The title “%(words)s” is left out: the document has its own."),
    "margin": gettext_lazy("A header or footer is left out: “%(words)s”"),
    "appendix": gettext_lazy("The appendix about the weighing is left out: the weighing stands in the matrix."),
    "fact": gettext_lazy("The line “%(words)s” below a heading is left out: the portal writes it by itself."),
    "link_nowhere": gettext_lazy("A link led to a place that the document does not have. Its words stay: “%(words)s”"),
    "picture_gone": gettext_lazy("A picture is missing in the file."),
    "picture_size": gettext_lazy("The picture %(words)s is larger than 10 MB and is left out."),
    "picture_kind": gettext_lazy(
        "The picture %(words)s is of a kind that browsers do not show, and is left out. Save it as PNG and add it."
    ),
    "picture_points": gettext_lazy("The picture %(words)s has too many points and is left out. Make it smaller."),
    "picture_broken": gettext_lazy("The picture %(words)s is damaged and is left out."),
    "more": ngettext_lazy("%(n)d more thing is not listed.", "%(n)d more things are not listed.", "n"),
}
# These say how many there are by themselves.
_COUNTED = {"inserted", "deleted", "endnote", "merged", "cell_lines", "deep_list", "more"}


def fault(word):
    """Why it could not be read; the word is one of FAULTS or of the reasons why a file is not taken."""
    return str(FAULTS.get(word) or REASONS[word])


def loss(code, values):
    """One thing that did not come along, in a sentence."""
    words = _LOSSES[code] % ({"words": ""} | values)
    who = values.get("who", "")
    return _("%(what)s (%(who)s)") % {"what": words.strip(), "who": who} if who else words.strip()


def losses(listed):
    """All of them: [(place, sentence)]. What was found more than once at a place says so."""
    return [(place, _times(code, loss(code, values), values["n"])) for code, place, values in listed]


def _times(code, sentence, n):
    if n == 1 or code in _COUNTED:
        return sentence
    return _("%(what)s (%(n)d times)") % {"what": sentence, "n": n}
