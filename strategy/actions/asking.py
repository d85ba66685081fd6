"""Two persons freeze a version: one asks for it, another confirms. Both stand in the log with their reasons."""

from django.db import transaction

from rus_portal import clock
from rus_portal.notifications import actions as letters
from rus_portal.workflow import TransitionNotAllowedError
from strategy import canonical, notifications
from strategy.actions import places
from strategy.actions.errors import AlreadyAskedError, AskerGoneError, NotReadyError, TextChangedError
from strategy.actions.freezing import freeze_snapshot, refuse_doubles
from strategy.models import FreezeEvent, FreezeRequest, WrongPersonError
from strategy.snapshot import Snapshot
from strategy.workflow import FreezeState, FreezeStep


@transaction.atomic
def ask_freeze(document, *, label, reason, by):
    """Ask that the text as it stands now be frozen under a name; those who may confirm are owed a letter.

    NotReadyError says what is missing. AlreadyAskedError when a request for this very text waits; one whose text has
    changed, or whose asker is gone, is replaced.
    """
    document = places.lock(document)
    snapshot = Snapshot.take(document)
    if snapshot.problems:
        raise NotReadyError(snapshot.problems)
    refuse_doubles(document, canonical.working_content(snapshot) | {"label": label})
    digest = canonical.digest_of_working(snapshot)
    for waiting in document.freeze_requests.waiting().select_related("asked_by"):
        if waiting.digest == digest and waiting.asker_is_here:
            raise AlreadyAskedError(waiting)
        waiting.advance(FreezeStep.ASK_AGAIN, by=by)
    request = FreezeRequest.objects.create(
        document=document, label=label, reason=reason, digest=digest, warnings=warnings(snapshot), asked_by=by
    )
    FreezeEvent.objects.create(request=request, transition=FreezeStep.ASK, by=by, at=request.asked_at, reason=reason)
    letters.owe_all(notifications.asked(request))
    return request


@transaction.atomic
def confirm_freeze(request, *, by):
    """Freeze what was asked for. Returns the version.

    TransitionNotAllowedError when the request has been answered already, WrongPersonError for the one who asked,
    AskerGoneError, TextChangedError when it must be asked anew, NotReadyError when something has come to be missing.
    """
    request, snapshot = _held(request, FreezeStep.CONFIRM)
    if by == request.asked_by:
        raise WrongPersonError(FreezeStep.CONFIRM)
    if not request.asker_is_here:
        raise AskerGoneError(request.asked_by)
    if canonical.digest_of_working(snapshot) != request.digest:
        raise TextChangedError(request)
    version = freeze_snapshot(snapshot, label=request.label, reason=request.reason, asked_by=request.asked_by, by=by)
    _answer(request, FreezeStep.CONFIRM, by=by, version=version)
    return version


@transaction.atomic
def refuse_freeze(request, *, reason, by):
    """Say no, and why; the one who asked is owed a letter."""
    request, _snapshot = _held(request, FreezeStep.REFUSE)
    if by == request.asked_by:
        raise WrongPersonError(FreezeStep.REFUSE)
    _answer(request, FreezeStep.REFUSE, by=by, answer=reason)
    return request


@transaction.atomic
def withdraw_freeze(request, *, by):
    """Take one's own request back."""
    request, _snapshot = _held(request, FreezeStep.WITHDRAW)
    request.advance(FreezeStep.WITHDRAW, by=by)
    return request


def warnings(snapshot):
    """What is missing though it does not stand in the way, by name: the request says that the asker saw it."""
    return {
        "without_evidence": [place.title for place in snapshot.without_evidence],
        "with_suggestions": [place.title for place in snapshot.with_suggestions],
        "not_covered": [line.requirement.key for line in snapshot.coverage if line.state != "met"],
    }


def _held(request, step):
    """The request as it stands when its document is locked, and the text: of two who answer, one comes second."""
    document = places.lock(request.document)
    held = FreezeRequest.objects.select_related("asked_by").get(pk=request.pk)
    if held.state != FreezeState.ASKED:
        raise TransitionNotAllowedError(step)
    return held, Snapshot.take(document)


def _answer(request, step, *, by, **facts):
    facts |= {"decided_by": by, "decided_at": clock.now()}
    FreezeRequest.objects.filter(pk=request.pk).update(**facts)
    for name, value in facts.items():
        setattr(request, name, value)
    request.advance(step, by=by, reason=facts.get("answer", ""))
    letters.owe_all([notifications.answered(request)])
