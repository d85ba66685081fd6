"""The web version of one answer being made: what is masked, what is left, which files are shown."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from consultations import canonical, masking, publication
from consultations.actions import publishing
from consultations.models import Attachment, Decision, PassageKind, Redaction, SenderKind
from consultations.views_workspace.received import crumbs_to_answer, find_response
from consultations.workflow import ResponseTransition
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.exports.uploads import FileRefusedError
from rus_portal.workflow import TransitionNotAllowedError

STEPS = {ResponseTransition.REVIEW: publishing.review, ResponseTransition.APPROVE_WEB: publishing.approve}
LONGEST_REASON = 200
CHANGED = gettext_lazy("Meanwhile the answer has been approved or taken back. Nothing was changed.")


@dataclass(frozen=True)
class Piece:
    """Some characters of a text: plain, waiting for a decision, masked or waived."""

    words: str
    state: str = ""


@dataclass(frozen=True)
class Found:
    """A passage that nobody has decided of, with its words and where they stand."""

    passage: masking.Passage
    words: str
    where: str
    stops: bool

    @property
    def kind(self):
        """What it seems to be."""
        return PassageKind(self.passage.kind).label


@right_required(Right.MASK_RESPONSES)
@require_safe
def show(request, year, slug, number):
    """The texts with what was found in them, the decisions, the files, and the next step."""
    response = find_response(request, year, slug, number, reading=_("The web version"))
    return _page(request, response)


def _page(request, response, *, problems=(), status=200):
    parts = canonical.parts_of(response)
    stops = partial(masking.stops_publishing, response)
    decided = list(Redaction.objects.live().filter(response=response).select_related("by"))
    waiting = masking.undecided(masking.find(response, parts), decided)
    texts, labels = masking.texts(response, parts), _labels(parts)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to_answer(response),
        "consultation": response.consultation,
        "response": response,
        "texts": [(labels[name], _pieces(name, text, waiting, decided)) for name, text in texts.items()],
        "found": [Found(one, texts[one.field][one.start : one.end], labels[one.field], stops(one)) for one in waiting],
        "decided": [(one, texts.get(one.field, "")[one.start : one.end], labels.get(one.field, "")) for one in decided],
        "files": publication.files(response),
        "confirmation": getattr(response, "confirmation", None),
        "shows_confirmation": publication.shows_confirmation(response),
        "is_person": response.sender_kind == SenderKind.PERSON,
        "may_mask": response.state in publishing.MASKABLE,
        "transitions": [one for one in response.transitions_for(request.user) if one in STEPS],
        "problems": [("", problem) for problem in problems],
    }
    return render(request, "consultations/workspace/masking.html", context, status=status)


def _labels(parts):
    """What each text is called for officials."""
    labels = {
        "summary": _("Summary"),
        "reservations": _("Reservations and separate statements"),
        "confirmation": _("Reservations against the decision"),
    }
    labels |= {f"answer-{one.pk}": f"{one.question.order}. {one.question.label}" for one in parts.answers}
    for comment in parts.comments:
        place = f"{comment.section.number} {comment.section.heading}"
        labels |= {f"comment-{comment.pk}": place}
        labels |= {f"proposal-{comment.pk}": _("Proposed wording") + f": {place}"}
    return labels


def _pieces(field, text, waiting, decided):
    spans = [(one.start, one.end, "waits") for one in waiting if one.field == field]
    spans += [(one.start, one.end, one.decision) for one in decided if one.field == field]
    pieces, reached = [], 0
    for start, end, state in sorted(spans):
        if start >= reached:
            pieces += [Piece(text[reached:start]), Piece(text[start:end], state)]
            reached = end
    return [piece for piece in [*pieces, Piece(text[reached:])] if piece.words]


@right_required(Right.MASK_RESPONSES)
@require_POST
def decide(request, year, slug, number):
    """Mask what is ticked, or leave it with a reason; or mask words that somebody has written."""
    response = find_response(request, year, slug, number)
    passages = _chosen(request, response)
    reason = " ".join(request.POST.get("reason", "").split())[:LONGEST_REASON]
    decision = Decision.WAIVED if request.POST.get("decision") == Decision.WAIVED else Decision.MASKED
    if problem := _problem(request, passages, decision, reason):
        return _page(request, response, problems=[problem], status=422)
    try:
        done = publishing.decide(response, passages, decision=decision, reason=reason, by=request.user)
    except TransitionNotAllowedError:
        messages.error(request, CHANGED)
    else:
        said = ngettext("%(n)d passage is decided.", "%(n)d passages are decided.", done)
        messages.success(request, said % {"n": done})
    return redirect("consultations:workspace_masking", year, slug, number)


def _chosen(request, response):
    parts = canonical.parts_of(response)
    if "words" in request.POST:
        words = request.POST["words"].strip()[:500]
        return masking.occurrences(response, parts, words) if words else []
    found = {passage.id: passage for passage in masking.find(response, parts)}
    return [found[one] for one in request.POST.getlist("passage") if one in found]


def _problem(request, passages, decision, reason):
    if not passages and "words" in request.POST:
        return _("These words do not stand in the answer. Write them as they stand there.")
    if not passages:
        return _("Tick what you decide of.")
    if decision == Decision.WAIVED and not reason:
        return _("Say why the passage may stand on the web.")
    return ""


@right_required(Right.MASK_RESPONSES)
@require_POST
def undo(request, year, slug, number, pk):
    """Take one decision back."""
    response = find_response(request, year, slug, number)
    redaction = get_object_or_404(Redaction.objects.live().filter(response=response), pk=pk)
    try:
        publishing.undo(redaction, by=request.user)
    except TransitionNotAllowedError:
        messages.error(request, CHANGED)
    return redirect("consultations:workspace_masking", year, slug, number)


@right_required(Right.MASK_RESPONSES)
@require_POST
def file(request, year, slug, number, pk):
    """Show a file, leave it out, or show a masked copy instead."""
    response = find_response(request, year, slug, number)
    attachment = get_object_or_404(Attachment.objects.filter(response=response), pk=pk)
    try:
        is_shown = request.POST.get("show") == "1"
        if is_shown and (copy := request.FILES.get("copy")):
            publishing.replace_file(attachment, copy, by=request.user)
        else:
            publishing.show_file(attachment, is_shown=is_shown, by=request.user)
    except FileRefusedError as refused:
        return _page(request, response, problems=[str(refused)], status=422)
    except publishing.OriginalIsPrivateError:
        refused = _("A private person's own file is not shown. Choose a masked copy.")
        return _page(request, response, problems=[refused], status=422)
    except TransitionNotAllowedError:
        messages.error(request, CHANGED)
    else:
        messages.success(request, _("It is noted."))
    return redirect("consultations:workspace_masking", year, slug, number)


@right_required(Right.MASK_RESPONSES)
@require_POST
def take_step(request, year, slug, number, transition):
    """The review is done; or the web version is approved, unless something stops it."""
    response = find_response(request, year, slug, number)
    if transition not in STEPS:
        raise Http404
    if not request.user.has_perm(f"consultations.{transition}_response", response):
        raise PermissionDenied
    try:
        STEPS[transition](response, by=request.user)
    except publishing.WebVersionNotReadyError as unready:
        return _page(request, response, problems=_in_words(unready), status=422)
    except TransitionNotAllowedError:
        messages.error(request, CHANGED)
    else:
        messages.success(request, _done(response, transition))
    return redirect("consultations:workspace_masking", year, slug, number)


def _done(response, transition):
    """That it is noted; after the review also what is left to decide."""
    left = len(publishing.open_passages(response)) if transition == ResponseTransition.REVIEW else 0
    if not left:
        return _("It is noted.")
    said = ngettext(
        "The review is noted. %(n)d passage is undecided: the answer cannot be published before you decide of it.",
        "The review is noted. %(n)d passages are undecided: the answer cannot be published before you decide of them.",
        left,
    )
    return said % {"n": left}


@right_required(Right.MASK_RESPONSES)
@require_POST
def show_confirmation(request, year, slug, number):
    """What came with the confirmation stands on the web from now on, unless something stops it."""
    response = find_response(request, year, slug, number)
    if not request.user.has_perm("consultations.approve_web_response", response):
        raise PermissionDenied
    try:
        publishing.show_confirmation(response, by=request.user)
    except publishing.WebVersionNotReadyError as unready:
        return _page(request, response, problems=_in_words(unready), status=422)
    except TransitionNotAllowedError:
        messages.error(request, CHANGED)
    else:
        messages.success(request, _("It is noted."))
    return redirect("consultations:workspace_masking", year, slug, number)


def _in_words(unready):
    yield from (_("It must not stand on the web: %(reason)s.") % {"reason": reason} for reason in unready.reasons)
    if number := len(unready.passages):
        said = ngettext(
            "%(n)d passage must be masked or waived first.", "%(n)d passages must be masked or waived first.", number
        )
        yield said % {"n": number}
