"""The list of parts beside an answer, as it stands now: for its pages, and for pages that are open while it changes."""

from django.template.loader import render_to_string

from consultations import outline, parts


def of(draft, values, current, *, files=None):
    """The parts with their states. `files`: those attached, where they have been fetched already."""
    file_count = len(files) if files is not None else draft.files.count()
    section_count = len(outline.of(draft.consultation.version))
    return parts.thread(draft, values, file_count=file_count, section_count=section_count, current=current)


def html(draft, values, where, *, files=None):
    """The lines of the list, for a page that shows the part or the section `where`."""
    current = where if where in parts.ALL else parts.SECTIONS
    return render_to_string("consultations/answer/_parts.html", {"parts": of(draft, values, current, files=files)})
