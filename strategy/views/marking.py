"""Comments on words of the working text: the pages of a section and of a document, and what is sent from them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.workflow import TransitionNotAllowedError
from strategy import actions, blocks, marking, rendering
from strategy.forms_marking import CommentForm, FilterForm, SayForm, SuggestForm
from strategy.models import CommentThread, Document, Section
from strategy.snapshot import Snapshot
from strategy.views.workspace import frame

PER_PAGE = 20
# Which suggestion a page is to begin with.
DECIDED = "avgjort"
IDS = {"comment": "k-%s", "suggest": "f-%s"}


@right_required(Right.ENTER_WORKSPACE)
@require_GET
def section_marks(request, slug, key):
    """The text of a section with what is said and suggested about it, and the forms to say and suggest more."""
    return page(request, section_of(slug, key))


@right_required(Right.ENTER_WORKSPACE)
@require_GET
def document_marks(request, slug):
    """All comments and suggestions of a document, sifted."""
    document = get_object_or_404(Document, slug=slug)
    snapshot = Snapshot.outline(document)
    form = FilterForm({"lage": marking.OPEN} | request.GET.dict(), places=snapshot.places)
    wanted = form.wanted()
    found = Paginator(marking.rows(document, wanted), PER_PAGE).get_page(request.GET.get("sida"))
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "document": document,
        "form": form,
        "wanted": wanted,
        "page": found,
        "query": query.urlencode(),
        "cards": marking.cards_of(list(found.object_list)),
        "titles": {place.section.pk: place.title for place in snapshot.places},
        "viewer": request.user,
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
    }
    return render(request, "strategy/workspace/marking/document.html", context | frame(document))


@right_required(Right.ENTER_WORKSPACE)
@require_POST
def comment(request, slug, key):
    """Say something about words of the section."""
    section = section_of(slug, key)
    form = CommentForm(request.POST, section=section, auto_id=IDS["comment"])
    if not form.is_valid():
        return refused(request, section, form, comment_form=form)
    said = form.cleaned_data
    words = {name: said[name] for name in ("block", "quoted", "before", "after", "text")}
    made = actions.comment(section, **words, mentioned=form.told(), by=request.user)
    return done(request, section, _("Your comment is saved."), f"kommentar-{made.thread_id}")


@right_required(Right.ENTER_WORKSPACE)
@require_POST
def reply(request, slug, thread):
    """Answer in a conversation."""
    found = _thread(slug, thread)
    form = SayForm(request.POST)
    if not form.is_valid():
        return refused(request, found.section, form, answering=found.pk)
    actions.reply(found, text=form.cleaned_data["text"], mentioned=form.told(), by=request.user)
    return done(request, found.section, _("Your answer is saved."), f"kommentar-{found.pk}")


@right_required(Right.ENTER_WORKSPACE)
@require_POST
def settle(request, slug, thread):
    """Resolve a conversation, or open it again."""
    found = _thread(slug, thread)
    is_reopened = request.POST.get("step") == "reopen"
    try:
        (actions.reopen if is_reopened else actions.resolve)(found, by=request.user)
    except TransitionNotAllowedError:
        said = _("Somebody else was first. Nothing more has been done.")
    else:
        said = _("The comment is open again.") if is_reopened else _("The comment is resolved.")
    return done(request, found.section, said, f"kommentar-{found.pk}")


def section_of(slug, key):
    return get_object_or_404(Section.objects.select_related("document", "parent"), document__slug=slug, key=key)


def _thread(slug, pk):
    threads = CommentThread.objects.select_related("section__document")
    return get_object_or_404(threads, section__document__slug=slug, pk=pk)


def page(request, section, status=200, **more):
    """The page of a section; `more` are forms that were refused."""
    snapshot = Snapshot.take(section.document)
    shown = rendering.preview(section, section.body, snapshot.titles)
    first = decided(request, section)
    context = {
        "place": snapshot.place_of(section),
        **passages(section, shown),
        "settled": [card for card in marking.cards(section, settled=True) if not first or card.item != first.item],
        "with_forms": True,
        **panel_context(section, request.user, request.GET.get("stycke", "")),
        "decided": first,
        **more,
    }
    return render(request, "strategy/workspace/marking/section.html", context | frame(section.document), status=status)


def passages(section, shown):
    """What _passages.html needs: each block with its id, so that its words can be marked. `shown` is a preview."""
    ids = [block["id"] for block in section.body]
    return {"passages": list(zip(ids, shown["blocks"], strict=True)), "part": shown["part"]}


def panel_context(section, user, chosen=""):
    """What the panel beside the text needs, on this page and on that of the editor."""
    block = next((one for one in section.body if one["id"] == chosen), None)
    about = {"block": chosen if block else ""}
    edited = about | {"body": blocks.to_markdown([block]) if block else "", "base": section.revision}
    edited["body_of"] = about["block"]
    return {
        "section": section,
        "document": section.document,
        "marks": marking.panel(section),
        "comment_form": CommentForm(section=section, initial=about, auto_id=IDS["comment"]),
        "suggest_form": SuggestForm(section=section, initial=edited, auto_id=IDS["suggest"]),
        "may_write": user.has_right(Right.WRITE_STRATEGY),
        "viewer": user,
    }


def decided(request, section):
    """The suggestion that has just been decided about or opened again, to be shown first with the way to undo it."""
    asked = request.GET.get(DECIDED, "")
    found = marking.with_events(section.suggestions.filter(pk=asked)).first() if asked.isdecimal() else None
    return found and marking.Card(marking.SUGGESTION, found, section.body)


def done(request, section, said, anchor):
    """A script gets the panel as it is now; others are led to it."""
    if _is_script(request):
        context = panel_context(section_of(section.document.slug, section.key), request.user)
        context["back"] = "text" if request.POST.get("till") == "text" else ""
        listed = render_to_string("strategy/workspace/marking/_list.html", context, request)
        return JsonResponse({"list": listed, "said": said, "anchor": anchor})
    messages.success(request, said)
    return redirect(f"{reverse('strategy:section_marks', args=[section.document.slug, section.key])}#{anchor}")


def refused(request, section, form, **more):
    """Why not: a script gets the messages, others the page with what was typed."""
    if _is_script(request):
        problems = [{"field": name, "said": one} for name, found in form.errors.items() for one in found]
        return JsonResponse({"problems": problems}, status=422)
    return page(request, section, 422, refused_form=form, **more)


def _is_script(request):
    return request.headers.get("Accept", "").startswith("application/json")
