"""What stands on the web of an answer: mask, approve, publish, take off again. The original is never touched."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from consultations import canonical, masking, notifications, publication
from consultations.models import (
    UNPUBLISHABLE,
    Attachment,
    Decision,
    LinkKind,
    PassageKind,
    Redaction,
    Response,
    ResponseEvent,
    SenderKind,
    WebFile,
)
from consultations.workflow import ResponseState, ResponseTransition
from rus_portal import clock
from rus_portal.exports import uploads
from rus_portal.notifications import actions as letters
from rus_portal.workflow import TransitionNotAllowedError

PDF = "application/pdf"
MASKABLE = frozenset({ResponseState.REGISTERED, ResponseState.REVIEWED, ResponseState.CODED})


class OriginalIsPrivateError(Exception):
    """A private person's own file never stands on the web: it may name its writer where nobody sees it."""


class WebVersionNotReadyError(Exception):
    """Something must be masked or waived first (`passages`), or the answer must not stand on the web (`reasons`)."""

    def __init__(self, passages=(), reasons=()):
        super().__init__("the web version is not ready")
        self.passages, self.reasons = list(passages), list(reasons)


def _hold(response, states=MASKABLE):
    """The answer, locked, in a state in which its web version is being made."""
    held = Response.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=response.pk)
    if held.state not in states:
        raise TransitionNotAllowedError
    return held


@transaction.atomic
def decide(response: Response, passages, *, decision: Decision, by, reason: str = "") -> int:
    """Mask these passages, or leave them with a reason. What was decided of the same place before is taken back."""
    _hold(response)
    live = Redaction.objects.live().filter(response=response)
    for passage in passages:
        place = {"field": passage.field, "start": passage.start, "end": passage.end}
        live.filter(**place).update(undone_at=clock.now(), undone_by=by)
        kind = passage.kind if passage.kind in PassageKind.values else PassageKind.OTHER
        Redaction.objects.create(response=response, **place, kind=kind, decision=decision, reason=reason, by=by)
    return len(passages)


@transaction.atomic
def undo(redaction: Redaction, *, by) -> None:
    """Take a decision back; that it was taken is kept."""
    _hold(redaction.response)
    Redaction.objects.live().filter(pk=redaction.pk).update(undone_at=clock.now(), undone_by=by)


@transaction.atomic
def show_file(attachment: Attachment, *, is_shown: bool, by) -> WebFile:
    """Decide whether a file stands on the web as it is. That it came with the answer is said in any case."""
    response = _hold(attachment.response)
    if is_shown and response.sender_kind == SenderKind.PERSON:
        raise OriginalIsPrivateError
    facts = {"is_shown": is_shown, "by": by, "at": clock.now(), "file": "", "name": "", "is_clean": False}
    web_file, _new = WebFile.objects.update_or_create(attachment=attachment, defaults=facts)
    return web_file


@transaction.atomic
def replace_file(attachment: Attachment, upload, *, by) -> WebFile:
    """Show a masked copy instead of a file. The worker takes out what the copy says of its writer before it is shown.

    Raises FileRefusedError with a sentence for the official.
    """
    _hold(attachment.response)
    checked = uploads.check(upload)
    if checked.content_type != PDF:
        raise uploads.FileRefusedError(_("Save the masked copy as PDF: only there can we take out its hidden facts."))
    path = default_storage.save(WebFile._meta.get_field("file").generate_filename(None, checked.name), upload)
    facts = {"is_shown": True, "file": path, "name": checked.name, "content_type": checked.content_type}
    facts |= {"size": checked.size, "is_clean": False, "by": by, "at": clock.now()}
    web_file, _new = WebFile.objects.update_or_create(attachment=attachment, defaults=facts)
    publication.clean_on_commit(web_file)
    return web_file


@transaction.atomic
def review(response: Response, *, by) -> None:
    """Note that the answer has been read through: whole, secret or not, and what must be masked."""
    response.advance(ResponseTransition.REVIEW, by=by)


@transaction.atomic
def approve(response: Response, *, by) -> None:
    """Approve the web version. Refused while anything that stops publishing stands open (scenario 12)."""
    refuse_unready(_hold(response))
    response.advance(ResponseTransition.APPROVE_WEB, by=by)


@transaction.atomic
def show_confirmation(response: Response, *, by) -> None:
    """Let what came with the confirmation of an answer that is on the web already stand there too.

    Its reservations pass the same checks as all else; to mask something in them, the answer is taken off the web.
    """
    held = _hold(response, frozenset({ResponseState.WEB_APPROVED, ResponseState.PUBLISHED}))
    if getattr(held, "confirmation", None) is None or publication.shows_confirmation(held):
        raise TransitionNotAllowedError
    refuse_unready(held)
    ResponseEvent.objects.create(response=held, transition=publication.SHOW_CONFIRMATION, by=by)


def refuse_unready(response):
    """Raise WebVersionNotReadyError with all that stands in the way."""
    reasons = [one.get_kind_display() for one in response.marks.live().filter(kind__in=UNPUBLISHABLE)]
    if response.is_protected:
        reasons.append(str(response.sender))
    if response.links_on.filter(kind=LinkKind.WITHDRAWS).exists():
        reasons.append(str(LinkKind.WITHDRAWS.label))
    passages = open_passages(response)
    if reasons or passages:
        raise WebVersionNotReadyError(passages, reasons)


def open_passages(response):
    """Passages that stop publishing and that nobody has decided of."""
    found = masking.find(response, canonical.parts_of(response))
    waiting = masking.undecided(found, list(Redaction.objects.live().filter(response=response)))
    return [passage for passage in waiting if masking.stops_publishing(response, passage)]


@transaction.atomic
def publish(response: Response, *, by) -> None:
    """Let everyone read the web version, and tell the sender where it stands."""
    held = _hold(response, frozenset({ResponseState.WEB_APPROVED}))
    refuse_unready(held)
    held.advance(ResponseTransition.PUBLISH, by=by)
    times = ResponseEvent.objects.filter(response=held, transition=ResponseTransition.PUBLISH).count()
    told = publication.addresses(held)
    letters.owe_all([notifications.published_answer(held, address, ordinal=times - 1) for address in told])


def published_answer_is_still_owed(letter) -> bool:
    """Asked in the moment of sending: it may have been taken off the web again."""
    return Response.objects.published().filter(pk=int(letter.about.partition(":")[2])).exists()


def publish_many(responses, *, by) -> tuple[int, list[Response]]:
    """Publish these; says how many were, and which could not be."""
    done, left = 0, []
    for response in responses:
        try:
            publish(response, by=by)
        except (WebVersionNotReadyError, TransitionNotAllowedError):
            left.append(response)
        else:
            done += 1
    return done, left


@transaction.atomic
def unpublish(response: Response, *, reason: str, by) -> None:
    """Take the web version off the web, or its approval back, with a reason that is kept."""
    response.advance(ResponseTransition.UNPUBLISH, by=by, reason=reason)
