"""What the web shows of published answers: the texts as masked, the files that may be seen, whom to tell."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from consultations import canonical, fields, holding, masking, tasks
from consultations.models import (
    UNPUBLISHABLE,
    Attachment,
    ConfirmationFile,
    LinkKind,
    Redaction,
    Response,
    ResponseMark,
    SenderKind,
    WebFile,
)
from consultations.workflow import ResponseState, ResponseTransition

# The event by which an official lets what came with a confirmation stand on the web.
SHOW_CONFIRMATION = "show_confirmation"


@dataclass(frozen=True)
class ShownFile:
    """A file as the web shows it. `file` is None where only its existence is told."""

    attachment: Attachment
    name: str
    size: int
    content_type: str
    file: object


def published_of(consultation):
    """The answers of a round that everyone may read."""
    return Response.objects.published().filter(consultation=consultation, is_protected=False)


def going_out(consultation):
    """What is published with the compilation: how many answers, and [(why, how many)] of those that are held back."""
    marked = ResponseMark.objects.live().filter(response=OuterRef("pk"), kind__in=UNPUBLISHABLE)
    left = Response.objects.standing().filter(consultation=consultation).exclude(state=ResponseState.PUBLISHED)
    left = left.annotate(is_marked=Exists(marked)).order_by("state").values_list("is_protected", "is_marked", "state")
    number, held_back = 0, Counter()
    for is_protected, is_marked, state in left:
        if not (is_protected or is_marked) and state == ResponseState.WEB_APPROVED:
            number += 1
        else:
            held_back[_why_held_back(is_protected, is_marked, state)] += 1
    return number, list(held_back.items())


def _why_held_back(is_protected, is_marked, state):
    if is_protected:
        return _("the sender has protected identity")
    if is_marked:
        return _("a mark says that it must not stand on the web")
    return _("its web version is not approved (%(state)s)") % {"state": ResponseState(state).label.lower()}


def seconded_in(consultation, values):
    """The published answers that a draft seconds."""
    named = fields.seconds(values)
    found = published_of(consultation).filter(receipt_number__in=named).select_related("organisation")
    return list(found.order_by("pk")) if named else []


@dataclass(frozen=True)
class WebVersion:
    """An answer as everyone may read it: each answer and comment with its texts masked."""

    summary: str
    reservations: str
    answers: list
    comments: list
    files: list
    # What the decision that confirmed it says of a minority, and its extract: once somebody has looked through them.
    confirmation_reservations: str = ""
    extract: ConfirmationFile | None = None


def web_version(response) -> WebVersion:
    """The web version, made anew from the original and the live decisions."""
    parts = canonical.parts_of(response)
    shown = masking.masked(response, parts, list(Redaction.objects.live().filter(response=response)))
    for answer in parts.answers:
        answer.shown = shown.get(f"answer-{answer.pk}", answer.said)
    for comment in parts.comments:
        comment.comment = shown.get(f"comment-{comment.pk}", "")
        comment.proposal = shown.get(f"proposal-{comment.pk}", "")
    came_later = {}
    if shows_confirmation(response):
        came_later["confirmation_reservations"] = shown.get("confirmation", "")
        came_later["extract"] = _extract(response)
    texts = (shown.get("summary", ""), shown.get("reservations", ""))
    return WebVersion(*texts, parts.answers, parts.comments, files(response), **came_later)


def _extract(response):
    found = ConfirmationFile.objects.filter(confirmation__response=response).first()
    return found if found and holding.check_of(found).is_clean else None


def shows_confirmation(response) -> bool:
    """Whether texts and file of the confirmation stand on the web: approved with the answer, or by themselves since.

    Who decided and when is told as soon as it is known; what somebody has written waits until it has been read.
    """
    confirmation = getattr(response, "confirmation", None)
    if confirmation is None:
        return False
    approved = [ResponseTransition.APPROVE_WEB, SHOW_CONFIRMATION]
    return response.events.filter(transition__in=approved, at__gte=confirmation.at).exists()


def later_word(response):
    """What has been sent or said of it since: (kind, the later answer where everyone may read it)."""
    links = list(response.links_on.select_related("later").exclude(kind=LinkKind.SECONDS))
    readable = set(published_of(response.consultation).values_list("pk", flat=True)) if links else set()
    return [(link, link.later if link.later_id in readable else None) for link in links]


def is_over(response) -> bool:
    """Whether a later answer has replaced it, or the sender has taken it back."""
    return any(link.ends_it for link in response.links_on.all())


@dataclass(frozen=True)
class Seconding:
    """Who seconds an answer, by name where that is published, and whom it seconds where that is."""

    count: int
    by: QuerySet
    seconds: QuerySet


def seconding(response) -> Seconding:
    """Which published answers this one seconds, and which second it; `count` counts the unpublished too."""
    later = response.links_on.filter(kind=LinkKind.SECONDS).values("later")
    organisations = Response.objects.standing().filter(pk__in=later).exclude(organisation=None)
    published = published_of(response.consultation).select_related("organisation")
    earlier = response.links_back.filter(kind=LinkKind.SECONDS).values("earlier")
    by = published.filter(pk__in=organisations.values("pk")).order_by("organisation__sort_key")
    return Seconding(organisations.count(), by, published.filter(pk__in=earlier).order_by("pk"))


def files(response) -> list[ShownFile]:
    """Each file that came with the answer, with what may be seen of it."""
    attachments = list(Attachment.objects.filter(response=response).select_related("web_file").order_by("pk"))
    copies = [one.web_file for one in attachments if getattr(one, "web_file", None) and one.web_file.file]
    holding.with_checks([*attachments, *copies])
    return [_shown(response, attachment, place) for place, attachment in enumerate(attachments, start=1)]


def _shown(response, attachment, place):
    """A file that is held or stopped is not there for readers: only that it came is told."""
    decided = getattr(attachment, "web_file", None)
    if decided is None:
        decided = WebFile(attachment=attachment, is_shown=response.sender_kind != SenderKind.PERSON)
    if decided.file:
        is_fit = decided.is_clean and decided.check_row.is_clean
        file = decided.file if decided.is_shown and is_fit else None
        # A name of our own: what an official called the copy can name the sender too.
        return ShownFile(attachment, f"bilaga-{place}.pdf", decided.size, decided.content_type, file)
    file = attachment.file if decided.is_shown and attachment.check_row.is_clean else None
    # Also a name can name somebody: it is told only with the file itself.
    return ShownFile(attachment, attachment.name if file else "", attachment.size, attachment.content_type, file)


def clean_on_commit(web_file):
    """Have a worker take out what a masked copy says of its writer."""
    # robust: with the broker down the copy waits, unseen, until it is chosen once more.
    transaction.on_commit(partial(tasks.clean_web_file.delay, web_file.pk), robust=True)


def addresses(response):
    """Who is told that the answer is published: the sender's address and the registry's, never a protected person."""
    if response.is_protected:
        return []
    registry = response.organisation.registry_email if response.organisation_id else ""
    found = {address.lower(): address for address in (response.sender_email, registry) if address}
    return list(found.values())
