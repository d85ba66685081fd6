"""What must hold before a text may be frozen (DOMAIN.md §5 scenarios 3 and 25; förordning 2017:583 8 §)."""

from django.utils.translation import gettext as _


def freeze_problems(document, places, principles, cells):
    """Sentences that name what is missing; empty when the text may be frozen.

    `places` come from numbering.in_order, `cells` are the (section id, principle id) that have been weighed.
    """
    if not places:
        return [_("There is no section to freeze.")]
    return [
        *_missing_kinds(document, places),
        *_unweighed(places, principles, cells),
        *_unfounded(document, places),
    ]


def held_problems(places, held):
    """The sections in which two texts clashed and nobody has chosen yet; `held` are their ids."""
    for place in places:
        if place.section.pk in held:
            yield _("In “%(section)s” two texts wait for somebody to choose between them.") % {"section": place.title}


def text_problems(blocking):
    """What the content check wants mended in the text; `blocking` are its (place, hint)."""
    for place, hint in blocking:
        said = {"section": place.title, "wrong": hint.facts.wrong, "words": hint.quote}
        if hint.words:
            yield _("“%(section)s”: %(wrong)s (“%(words)s”).") % said
        else:
            yield _("“%(section)s”: %(wrong)s.") % said


def without_evidence(places):
    """The priorities that stand on no evidence: a warning, never an obstacle."""
    return [place for place in places if place.section.kind == "priority" and not place.section.evidence.all()]


def gaps(places, principles, cells):
    """The empty cells of the matrix, as (place, principle)."""
    return [
        (place, principle)
        for place in places
        if place.section.is_weighed
        for principle in principles
        if (place.section.pk, principle.pk) not in cells
    ]


def _unweighed(places, principles, cells):
    return [
        _("“%(section)s” has not been weighed against %(principle)s.")
        % {"section": place.title, "principle": principle.name}
        for place, principle in gaps(places, principles, cells)
    ]


def _missing_kinds(document, places):
    kinds = {place.section.kind for place in places}
    if document.kind == "strategy" and "goal" not in kinds:
        yield _("A strategy must have at least one goal.")
    if document.kind == "strategy" and "priority" not in kinds:
        yield _("A strategy must have at least one priority.")


def _unfounded(document, places):
    if document.parent_id is None:
        return
    for place in places:
        if place.section.kind == "development_area" and not place.section.builds_on.all():
            yield _("“%(section)s” does not build on any priority of %(parent)s.") % {
                "section": place.title,
                "parent": document.parent.title,
            }
