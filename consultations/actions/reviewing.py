"""The writers' own review of a draft: frozen, returned with a reason or approved; copies for the board's meeting."""

from django.db import transaction
from django.utils.translation import get_language

from consultations import draft_letters, papers, tasks
from consultations.actions.sending import DraftIsSentError
from consultations.actions.teamwork import NotYoursToDoError
from consultations.models import Draft, DraftPaper, PaperState
from consultations.workflow import DRAFT_STEPS, DraftState, DraftTransition
from consultations.writers import Writer

REVIEWING = frozenset({DraftTransition.RETURN, DraftTransition.APPROVE})


class ReasonMissingError(Exception):
    """A draft is returned with a reason: those who wrote it must know what to change."""


def steps_for(draft: Draft, writer: Writer):
    """The steps this writer may take now. The page's buttons are this list."""
    return [step for step, way in DRAFT_STEPS.items() if draft.state in way.sources and _may(step, draft, writer)]


def _may(step, draft, writer):
    if step in REVIEWING:
        return writer.may_review
    if step == DraftTransition.TAKE_BACK:
        return writer.may_sign or _froze_it(draft, writer)
    return True


def _froze_it(draft, writer):
    return (
        draft.events.filter(transition=DraftTransition.FREEZE).order_by("pk").values_list("by", flat=True).last()
        == writer.link.pk
    )


@transaction.atomic
def take_step(draft: Draft, step: DraftTransition, *, by: Writer, reason: str = "") -> None:
    """Freeze, take back, return or approve, and tell those whom it concerns.

    Raises TransitionNotAllowedError when somebody else was first, ReasonMissingError, NotYoursToDoError.
    """
    held = Draft.objects.select_for_update(of=("self",), no_key=True).get(pk=draft.pk)
    if held.sent_at is not None:
        raise DraftIsSentError
    if not _may(step, draft, by):
        raise NotYoursToDoError
    if step == DraftTransition.RETURN and not reason:
        raise ReasonMissingError
    draft.advance(step, by=by.link, reason=reason)
    draft_letters.owe_review(draft, step, by=by, reason=reason)


@transaction.atomic
def ask_for_paper(draft: Draft, kind: str) -> DraftPaper:
    """A copy of the draft as it stands now; the one that is made already, when nothing has changed since."""
    held = Draft.objects.select_for_update(of=("self",), no_key=True).get(pk=draft.pk)
    if held.sent_at is not None:
        raise DraftIsSentError
    which = {"kind": kind, "language": get_language() or "sv"}
    paper = held.papers.filter(**which).first()
    if paper and paper.shows == held.saved_at and paper.state != PaperState.FAILED:
        return paper
    if paper:
        papers.discard(held, pk=paper.pk)
    paper = held.papers.create(shows=held.saved_at, **which)
    tasks.make_draft_paper.delay_on_commit(paper.pk)
    return paper


def lies_with(draft: Draft):
    """The event that froze or approved the draft: who, and when."""
    if draft.state == DraftState.WRITING:
        return None
    return draft.events.select_related("by__user").order_by("pk").last()


def returned(draft: Draft):
    """The return that the writers have to do something about now: who, when and why; else None."""
    if draft.is_frozen:
        return None
    last = draft.events.select_related("by__user").order_by("pk").last()
    return last if last and last.transition == DraftTransition.RETURN else None
