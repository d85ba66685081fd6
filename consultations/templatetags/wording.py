"""Proposed wordings as pages, letters and paper show them: {% load wording %}."""

from django import template

from consultations import commenting, in_words, wording
from consultations.models import Stance

register = template.Library()


@register.inclusion_tag("consultations/_wording.html")
def proposed(frozen, proposal):
    """A proposed wording: the change against the frozen words where it is one, else as it was written."""
    return {"proposal": proposal, "changes": wording.changes(frozen, proposal)}


@register.filter
def frozen_words(comment):
    """The frozen words that a comment's proposal would take the place of. Expects the section to be fetched."""
    return commenting.frozen_text(comment.section, comment.block)


@register.filter
def read_as(value, name):
    """What a field of a draft says, in the words of the form."""
    return in_words.readable(name, value)


@register.filter
def written_day(text):
    """A day that somebody typed, written out; what is no day stands as it was typed."""
    return in_words.day(text) if text else ""


@register.filter
def stance_words(value):
    """A stance as it is called."""
    return Stance(value).label if value in Stance.values else Stance.NOT_STATED.label
