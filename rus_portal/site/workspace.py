"""The officials' overview: what there is to do, by whom and when; how the open round stands; the letters ahead."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations import compiling, registration, standing
from consultations.models import Consultation, Extension, Response
from consultations.workflow import ResponseState, RoundState
from rus_portal import clock
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import ROLES, Right, Role
from rus_portal.notifications import listing
from rus_portal.notifications.models import Letter
from strategy.models import Document, FreezeRequest
from strategy.snapshot import Snapshot

LIVE = [RoundState.PLANNED, RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSED, RoundState.PROCESSING]

# From the last day on, until everything stands on the web.
AFTERWARDS = {RoundState.CLOSED, RoundState.PROCESSING, RoundState.COMPILED}


@dataclass(frozen=True)
class Task:
    """Something that waits: how many, what, for whom, and whether it is late."""

    number: int
    what: str
    url: str
    who: str
    # The right that its page asks for: nobody is led to a closed door.
    right: Right = Right.ENTER_WORKSPACE
    mark: str = ""
    is_late: bool = False


@right_required(Right.ENTER_WORKSPACE)
def overview(request):
    """Where an official begins the day."""
    rounds = Consultation.objects.filter(state__in=[*LIVE, RoundState.COMPILED])
    rounds = list(rounds.select_related("version__document").order_by("-opens_at"))
    live = [one for one in rounds if one.state in LIVE]
    current = next((one for one in live if one.state != RoundState.PLANNED), live[0] if live else None)
    matrices = [Snapshot.outline(document) for document in Document.objects.order_by("pk")]
    context = {
        "here": "overview",
        "roles": [Role(role).label for role in ROLES if role in request.user.roles],
        "tasks": [
            one for one in _tasks(request.user, rounds, matrices) if one.number and request.user.has_right(one.right)
        ],
        "consultation": current,
        "other_rounds": [one for one in live if one != current],
        "figures": standing.cockpit(current).total if current else {},
        "others": standing.others(current) if current else {},
        "days_left": current.deadline.days_left(clock.today()) if current else 0,
        "reminders": standing.reminders_ahead(current) if current else [],
        "matrices": [matrix for matrix in matrices if matrix.gaps],
    }
    return render(request, "site/workspace.html", context)


def _tasks(user, rounds, matrices):
    late = registration.overdue().count()
    waiting = registration.unregistered().count() - late
    yield _registration(late, is_late=True)
    yield _registration(waiting, is_late=False)
    for consultation in rounds:
        yield from _round_tasks(consultation)
        if consultation.state in AFTERWARDS:
            yield from _answer_tasks(consultation)
        if consultation.state == RoundState.PROCESSING:
            yield _summary_task(consultation)
    for matrix in matrices:
        yield _gap_task(matrix)
    for asked in FreezeRequest.objects.waiting().exclude(asked_by=user).select_related("document"):
        yield _freeze_task(asked)
    yield _refused_letters()
    yield _paused_addresses(user)


def _registration(number, *, is_late):
    what = ngettext("Answer waits for registration", "Answers wait for registration", number)
    who = _("Came in before this working day. The registrar.") if is_late else _("Today. The registrar.")
    url = reverse("consultations:workspace_registry")
    late = _("Late") if is_late else ""
    return Task(number, what, url, who, Right.READ_RESPONSES, late, is_late)


def _at(name, consultation):
    return reverse(name, args=[consultation.year, consultation.slug])


def _round_tasks(consultation):
    url = _at("consultations:workspace_round", consultation)
    if consultation.state == RoundState.PLANNED:
        yield Task(1, _("Consultation to open: %(title)s") % {"title": consultation}, url, _("The project leader."))
    if consultation.state == RoundState.PAUSED:
        yield Task(1, _("Consultation to resume: %(title)s") % {"title": consultation}, url, _("The project leader."))
    if consultation.state == RoundState.OPEN and not consultation.is_open:
        yield Task(1, _("Consultation to close: %(title)s") % {"title": consultation}, url, _("The project leader."))
    yield from _closed_tasks(consultation, url)
    asked = Extension.objects.filter(invitation__consultation=consultation, granted=None).count()
    what = ngettext("Request for more time to decide", "Requests for more time to decide", asked)
    yield Task(asked, what, f"{url}#anstand", _("The project leader."))
    bounced = standing.FIGURES["bounced"].narrow(standing.located(consultation.invitations.all())).count()
    what = ngettext("Invited body whose letter bounced", "Invited bodies whose letter bounced", bounced)
    bodies = _at("consultations:workspace_invited", consultation)
    yield Task(bounced, what, f"{bodies}?visa=bounced", _("Correct the address. The project leader."))


def _closed_tasks(consultation, url):
    compilation = _at("consultations:workspace_compilation", consultation)
    words, url = {
        RoundState.CLOSED: (_("Answers to begin to weigh: %(title)s"), url),
        RoundState.PROCESSING: (_("Compilation to approve: %(title)s"), compilation),
        RoundState.COMPILED: (_("Compilation to publish: %(title)s"), url),
    }.get(consultation.state, ("", url))
    if words:
        yield Task(1, words % {"title": consultation}, url, _("The project leader."), Right.RUN_CONSULTATION)


def _answer_tasks(consultation):
    """Answers on their way to the web; nobody's who has a protected identity, and none that counts no more."""
    responses = Response.objects.standing().filter(consultation=consultation, is_protected=False)
    received = _at("consultations:workspace_responses", consultation)
    number = responses.filter(state=ResponseState.REGISTERED).count()
    what = ngettext("Answer to review", "Answers to review", number)
    who = _("Mask what must not stand on the web, and approve the rest.")
    yield Task(number, what, f"{received}?lage=registered", who, Right.MASK_RESPONSES)
    number = responses.filter(state=ResponseState.WEB_APPROVED).count()
    what = ngettext("Approved web version to publish", "Approved web versions to publish", number)
    url = _at("consultations:workspace_publish", consultation)
    yield Task(number, what, url, _("The project leader or the communicator."), Right.PUBLISH_RESPONSES)


def _summary_task(consultation):
    figures = compiling.count_round(consultation)
    number = len(compiling.sections_without_summary(consultation, figures))
    what = ngettext(
        "Section of the compilation without a summary", "Sections of the compilation without a summary", number
    )
    url = _at("consultations:workspace_compilation", consultation)
    return Task(number, what, url, _("Those who write the strategy."), Right.WRITE_STRATEGY)


def _gap_task(matrix):
    number = len(matrix.gaps)
    what = ngettext("Gap in the guiding principles", "Gaps in the guiding principles", number)
    url = reverse("strategy:workspace_principles", args=[matrix.document.slug])
    return Task(
        number, what, url, _("Keeps “%(title)s” from being frozen.") % {"title": matrix.document}, Right.WRITE_STRATEGY
    )


def _freeze_task(asked):
    url = reverse("strategy:freeze", args=[asked.document.slug])
    what = _("Version to confirm: %(label)s") % {"label": asked.label}
    return Task(1, what, url, _("Somebody else than the one who asked."), Right.FREEZE_VERSION)


def _refused_letters():
    number = Letter.objects.unsealed().filter(failed_at__isnull=False, needs_right="").count()
    what = ngettext("Letter that was refused", "Letters that were refused", number)
    url = reverse("notifications:outbox") + "?lage=failed"
    return Task(number, what, url, _("Read what the mail server said."), Right.READ_LETTERS)


def _paused_addresses(user):
    number = listing.paused_addresses(user).count()
    what = ngettext("Address to which letters do not arrive", "Addresses to which letters do not arrive", number)
    return Task(
        number, what, reverse("notifications:returned"), _("Correct it, or let it free again."), Right.READ_LETTERS
    )
