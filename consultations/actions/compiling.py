"""The compilation: write its texts, approve it, correct it, publish it, and finish the round."""

from django.db import transaction
from django.utils.translation import gettext as _

from consultations import compiling
from consultations.actions import publishing
from consultations.actions.refusals import RoundNotReadyError
from consultations.models import CompilationText, CompilationVersion, Consultation, Response
from consultations.workflow import ResponseState, RoundState, RoundTransition
from rus_portal import clock
from rus_portal.workflow import TransitionNotAllowedError

# Answers come in before the round closes; their summaries may be begun.
WRITABLE = frozenset(RoundState) - {RoundState.PLANNED, RoundState.WITHDRAWN}
CORRECTABLE = frozenset({RoundState.COMPILED, RoundState.PUBLISHED, RoundState.FINISHED})


class TextChangedError(Exception):
    """Somebody else has saved another version meanwhile: `newest`."""

    def __init__(self, newest):
        super().__init__("the text has been changed meanwhile")
        self.newest = newest


def _hold(consultation, states, transition):
    """The round, locked until the end: of two who save at once the second sees what the first has saved."""
    held = Consultation.objects.select_for_update(of=("self",), no_key=True).select_related("version")
    held = held.defer("version__rendered").get(pk=consultation.pk)
    if held.state not in states:
        raise TransitionNotAllowedError(transition)
    return held


@transaction.atomic
def write_text(consultation, text: str, *, based_on: int, by, section=None, question=None) -> CompilationText:
    """Save a new version of a summary, or of the reading guide. `based_on` is the number of the version it began from.

    Raises TextChangedError when that is no longer the newest one; nothing is saved then.
    """
    _hold(consultation, WRITABLE, "write")
    text = text.strip()
    newest = consultation.compilation_texts.about(section=section, question=question).first()
    if newest and newest.text == text:
        return newest
    if based_on != (newest.number if newest else 0):
        raise TextChangedError(newest)
    return CompilationText.objects.create(
        consultation=consultation, section=section, question=question, number=based_on + 1, text=text, by=by
    )


@transaction.atomic
def approve(consultation, *, signed_by: str, by, despite_gaps: bool = False) -> CompilationVersion:
    """Approve the compilation: its texts and figures are kept as they are now.

    Raises RoundNotReadyError when sections have comments but no summary, unless that is accepted.
    """
    held = _hold(consultation, {RoundState.PROCESSING}, RoundTransition.COMPILE)
    figures = compiling.count_round(held)
    if not signed_by.strip():
        raise RoundNotReadyError([_("Say who stands for the compilation.")])
    if not despite_gaps and compiling.sections_without_summary(held, figures):
        raise RoundNotReadyError([_("Some sections have comments but no summary.")])
    consultation.advance(RoundTransition.COMPILE, by=by)
    return _keep(held, figures, signed_by=signed_by, by=by)


@transaction.atomic
def correct(consultation, *, signed_by: str, note: str, by) -> CompilationVersion:
    """Approve the texts and figures anew, with what was corrected; the earlier version is kept."""
    held = _hold(consultation, CORRECTABLE, "correct")
    if not signed_by.strip() or not note.strip():
        raise RoundNotReadyError([_("Say what is corrected, and who stands for it.")])
    return _keep(held, compiling.count_round(held), signed_by=signed_by, note=note, by=by)


def _keep(consultation, figures, *, signed_by, by, note=""):
    texts = compiling.texts_of(consultation)
    if note:
        consultation.events.create(transition="correct_compilation", by=by, reason=note.strip())
    return CompilationVersion.objects.create(
        consultation=consultation,
        number=consultation.compilation_versions.count() + 1,
        signed_by=signed_by.strip(),
        approved_by=by,
        approved_at=clock.now(),
        note=note.strip(),
        guide=texts.pop("guide"),
        texts=texts,
        figures=figures,
    )


@transaction.atomic
def publish(consultation, *, by) -> tuple[int, int]:
    """Let everyone read the compilation and the answers whose web versions are approved.

    Returns how many answers were published with it, and how many are still not on the web.
    """
    _hold(consultation, {RoundState.COMPILED}, RoundTransition.PUBLISH)
    consultation.advance(RoundTransition.PUBLISH, by=by)
    standing = Response.objects.standing().filter(consultation=consultation)
    approved = standing.filter(state=ResponseState.WEB_APPROVED, is_protected=False)
    done, _left = publishing.publish_many(approved.order_by("received_at", "pk"), by=by)
    return done, standing.exclude(state=ResponseState.PUBLISHED).count()


@transaction.atomic
def finish(consultation, *, by) -> None:
    """Finish the round. The clock then tells all who answered where the compilation stands."""
    consultation.advance(RoundTransition.FINISH, by=by)
