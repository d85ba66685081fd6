"""Why a file is not taken: one sentence for each reason, which says what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REASONS = {
    "ending": gettext_lazy("We can take PDF, Word (docx), OpenDocument (odt), PNG and JPEG. Save it as one of these."),
    "macro_ending": gettext_lazy(
        "It is a Word document that can hold macros (docm, dotm). Save it as an ordinary Word document (docx)."
    ),
    "old_ending": gettext_lazy("It is in an older format. Open it and save it as Word (docx) or PDF."),
    "large": gettext_lazy("The file is larger than 20 MB. Make it smaller, or divide it into several files."),
    "empty": gettext_lazy("The file is empty. Choose it once more."),
    "damaged": gettext_lazy("The file seems to be damaged. Open it, save it again and choose it once more."),
    "other_content": gettext_lazy(
        "The content is something else than the ending says. Open it, save it as what it is and choose it once more."
    ),
    "two_kinds": gettext_lazy("It is two kinds of file in one. Open it, save it again and choose the new file."),
    "bomb": gettext_lazy("It unpacks to far more than it says. Save it again, or as PDF."),
    "many_parts": gettext_lazy("It consists of too many parts. Save it as PDF."),
    "nested": gettext_lazy("It holds packed files inside packed files. Take them out and attach them by themselves."),
    "bad_names": gettext_lazy("Some of its parts point outside the file. Save it again, or as PDF."),
    "locked": gettext_lazy("It is locked with a password. Save it without password."),
    "word_macros": gettext_lazy("It holds macros. Save it as an ordinary Word document without macros."),
    "odt_macros": gettext_lazy("It holds macros. Save it as an ordinary OpenDocument text without macros."),
    "word_objects": gettext_lazy(
        "It holds objects of other programs, which can run things. Insert them as pictures, or save it as PDF."
    ),
    "template": gettext_lazy(
        "It fetches its template from another computer when it is opened. Save it as PDF, or cut the tie to the"
        " template."
    ),
    "outside": gettext_lazy(
        "It fetches parts from another place when it is opened. Insert the pictures and texts instead, or save it"
        " as PDF."
    ),
    "pdf_script": gettext_lazy("The PDF holds scripts. Print it to a new PDF and choose that."),
    "pdf_program": gettext_lazy("The PDF starts other programs or sends data. Print it to a new PDF and choose that."),
    "pdf_files": gettext_lazy("There are files inside the PDF. Take them out and attach them by themselves."),
    "pdf_media": gettext_lazy("The PDF holds film, sound or 3D. Print it to a new PDF and choose that."),
    "pdf_form": gettext_lazy("It is a form that not everyone can open (XFA). Print it to a PDF and choose that."),
    "many_points": gettext_lazy("The picture has too many points to be opened safely. Make it smaller."),
    "too_slow": gettext_lazy("It took too long to look through. Make it smaller, or divide it into several files."),
    "infected": gettext_lazy("The virus scanner stopped it. Look through your computer, and choose a new file."),
}


class FileRefusedError(Exception):
    """The file is not taken; the message says why and what to do, in words for the person who chose it."""

    def __init__(self, message, *, reason=""):
        super().__init__(message)
        self.reason = reason


def refused(name, reason):
    """The refusal of the file of this name; `reason` is a key of REASONS."""
    message = _("“%(name)s” was not attached. %(message)s") % {"name": name, "message": REASONS[reason]}
    return FileRefusedError(message, reason=reason)


class UnfitError(Exception):
    """What was found in the file; `reason` is a key of REASONS."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason
