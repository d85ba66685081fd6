"""Writing an answer, part by part. Each save is a plain POST that keeps also what is wrong, and then says so."""

from functools import partial, wraps
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from consultations import fields, held, parts, publication
from consultations.actions import answers
from consultations.forms import AboutForm, DecisionForm, OverallForm
from consultations.in_words import readable
from consultations.views import given_back, part_list, team_frame
from consultations.views.public import fetch_round
from consultations.views.visit import Visit
from rus_portal import clock
from rus_portal.accounts.access import open_form
from rus_portal.accounts.models import Organisation

# More bodies than these are searched for, not looked through.
FEW_BODIES = 30
MOST_DIGITS = 18


def sealed_page(view):
    """A page of somebody's own answer: open to who holds it, kept nowhere, never in an error report."""
    return open_form(never_cache(sensitive_post_parameters()(view)))


def with_draft(view=None, *, posted=Visit.draft):
    """Hand the view the draft that the visit is writing: the one its form names, or else the one it turned to last.

    `posted(visit, pk)` fetches it for a POST.
    """
    if view is None:
        return partial(with_draft, posted=posted)

    @sealed_page
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request, year, slug, **kwargs):
        visit = Visit(request)
        named = _named(request)
        pk = named or visit.current_pk(year, slug)
        draft = (posted if request.method == "POST" else Visit.draft)(visit, pk)
        if draft is None and visit.was_shown_out_of(pk):
            return team_frame.shown_out(request, fetch_round(year, slug))
        if named and draft is None and visit.is_new and given_back.words_of(request):
            return given_back.keep(request, named)
        if named and (draft is None or (draft.consultation.year, draft.consultation.slug) != (year, slug)):
            raise Http404
        if draft is None:
            return redirect("consultations:answer", year, slug)
        visit.turn_to(draft)
        if draft.sent_at:
            return redirect_to_receipt(draft)
        return view(request, visit, draft, **kwargs)

    return opened


def _named(request):
    # The form's own draft, not the session's: another tab may have turned to another draft in between.
    return request.POST.get("draft") if request.method == "POST" else request.GET.get("utkast")


def redirect_to_receipt(draft):
    """Where the sent draft lives on."""
    response = get_object_or_404(draft.consultation.responses.only("receipt_number"), draft_id=draft.pk)
    return redirect("consultations:receipt", response.receipt_number)


@with_draft
def answer_part(request, visit, draft, *, part):
    """One part of the answer."""
    pages = {
        parts.ABOUT: about,
        parts.WHOLE: whole,
        parts.DECISION: decision,
    }
    if part not in pages:
        raise Http404
    return pages[part](request, visit, draft)


def about(request, visit, draft):
    """Who answers."""
    values, versions = read(draft)
    if parts.is_person(draft, values):
        form = AboutForm(request.POST or None, values=values, versions=versions, draft=draft)
        return form_page(request, visit, draft, parts.ABOUT, form, values)
    wanted = " ".join((request.POST.get("find") or request.GET.get("sok", "")).split())[:100]
    others, more = _others(draft, values, request.POST.getlist("about.joint"), wanted)
    form = AboutForm(request.POST or None, values=values, versions=versions, draft=draft, others=others)
    if request.POST.get("find"):
        # Saved as usual, and back to this page with what was found.
        more["address"] = more["next_address"] = (
            f"{parts.address(draft, parts.ABOUT)}?{urlencode({'sok': wanted})}#id_find"
        )
    return form_page(request, visit, draft, parts.ABOUT, form, values, more=more)


def whole(request, visit, draft):
    """The overall stance and the questions."""
    values, versions = read(draft)
    asked = {"questions": draft.consultation.questions.with_sections(), "is_person": parts.is_person(draft, values)}
    asked["seconded"] = publication.seconded_in(draft.consultation, values)
    form = OverallForm(request.POST or None, values=values, versions=versions, **asked)
    return form_page(request, visit, draft, parts.WHOLE, form, values)


def decision(request, visit, draft):
    """How the organisation decided; a person has no such part."""
    values, versions = read(draft)
    if parts.is_person(draft, values):
        return redirect(parts.address(draft, parts.REVIEW))
    form = DecisionForm(request.POST or None, values=values, versions=versions)
    return form_page(request, visit, draft, parts.DECISION, form, values)


def section_address(draft, line):
    consultation = draft.consultation
    return reverse("consultations:answer_section", args=[consultation.year, consultation.slug, line.address])


def form_page(request, visit, draft, part, form, values, *, template=None, more=None):
    """Show a part, or save it: the next page when all is well, 422 with all that was typed when it is not."""
    more = more or {}
    if request.method != "POST":
        more["is_given_back"] = given_back.take(request, draft, form)
        if not more["is_given_back"]:
            form.say_what_is_wrong()
        return page(request, visit, draft, part, values, template or "form", {"form": form, **more})
    to_save = form.fitting()
    try:
        _save(request, visit, draft, form, to_save)
    except answers.DraftIsSentError:
        return redirect_to_receipt(draft)
    except answers.DraftIsFrozenError:
        return _frozen_page(request, visit, draft, part, form, template=template or "form", more=more)
    except answers.FieldsChangedError as changed:
        return _conflict_page(request, visit, draft, part, form, changed, template=template or "form", more=more)
    if form.is_valid():
        here = more.get("address") or parts.address(draft, part)
        after = more.get("next_address") or parts.address(draft, parts.following(draft, values, part))
        return redirect(after if "next" in request.POST else here)
    form.saw(*read(draft))
    context = {"form": form, **more}
    return page(request, visit, draft, part, values | to_save, template or "form", context, status=422)


def _save(request, visit, draft, form, to_save):
    """Save what was typed, and settle the texts that somebody has put together or chosen between."""
    sent = request.POST
    settled = [*sent.getlist("settled"), *sent.getlist("drop"), *sent.getlist("use")]
    read_then = {"versions": form.read_versions(), "bases": form.read_bases(), "unsure": form.read_unsure()}
    chosen = {one.field: one.text for one in held.of(form.bases) if one.name == sent.get("use")}
    who = {"by": request.user, "who": visit.writer(draft).name}
    # Chosen with open eyes: both texts stood on the page.
    answers.save_fields(draft, {n: v for n, v in to_save.items() if n not in chosen}, **read_then, **who)
    if settled:
        answers.save_fields(draft, chosen, settled=settled, **who)


def _frozen_page(request, visit, draft, part, form, *, template, more):
    """Nothing is saved while the draft lies with the reviewers; what was typed stands in the fields, to be copied."""
    draft.refresh_from_db(fields=["state"])
    form.saw(*read(draft))
    context = {"form": form, "problems": [("", team_frame.words_for_frozen(visit, draft))], "is_refused": True, **more}
    return page(request, visit, draft, part, read(draft)[0], template, context, status=409)


def _conflict_page(request, visit, draft, part, form, changed, *, template, more):
    """Both texts, ours still in the fields; to save once more is then to choose ours with open eyes."""
    values, versions = read(draft)
    form.saw(values, versions)
    form.settled = list(changed.held.values())
    shown = [
        {"label": form.fields[name].label, "anchor": f"id_{name}", "theirs": readable(name, theirs)}
        for name, (theirs, _ours, _version) in changed.conflicts.items()
        if name in form.fields
    ]
    context = {"form": form, "conflicts": shown, **more}
    return page(request, visit, draft, part, values, template, context, status=409)


def read(draft):
    """What the draft says and in which versions: two mappings by field name."""
    rows = list(draft.fields.values_list("name", "value", "version"))
    return {name: value for name, value, _ in rows}, {name: version for name, _, version in rows}


def _others(draft, values, ticked, wanted):
    """(the organisations to tick as behind a joint answer, what the page says of them).

    Those that are ticked, then those that fit what is searched for, the invited first; without a search the invited,
    when they are few enough to be looked through.
    """
    known = Organisation.objects.exclude(pk=draft.organisation_id)
    invited = set(draft.consultation.invitations.values_list("organisation", flat=True))
    chosen = {*fields.joint(values), *(int(pk) for pk in ticked if pk.isdecimal() and len(pk) <= MOST_DIGITS)}
    fitting = known.exclude(pk__in=chosen)
    for word in wanted.split():
        fitting = fitting.filter(name__icontains=word)
    if not wanted:
        fitting = fitting.filter(pk__in=invited) if len(invited) <= FEW_BODIES else fitting.none()
    found = sorted(fitting.in_swedish_order()[: FEW_BODIES + 1], key=lambda body: body.pk not in invited)
    shown = [*known.filter(pk__in=chosen).in_swedish_order(), *found[:FEW_BODIES]]
    is_known = known.exists()
    return shown, {"finds": is_known, "wanted": wanted, "found_count": len(found), "most_found": FEW_BODIES}


def page(request, visit, draft, part, values, template, context, *, status=200):
    """A page of the answer with its frame: the band, the thread, the way back."""
    consultation, own = draft.consultation, own_deadline(draft)
    thread = part_list.of(draft, values, part, files=context.get("files"))
    frame = {
        "here": "consultations",
        "crumbs": [
            (_("Consultations"), reverse("consultations:round_list")),
            (str(consultation), consultation.get_absolute_url()),
        ],
        "consultation": consultation,
        "draft": draft,
        "values": values,
        "is_person": parts.is_person(draft, values),
        "sender": draft.organisation or values.get("about.name", ""),
        "deadline": own,
        "is_after_the_day": not own.includes(clock.now()),
        "parts": thread,
        "part": next((shown for shown in thread if shown.is_current), None),
        **team_frame.facts(visit, draft, str(context["line"].key) if "line" in context else part),
    }
    return render(request, f"consultations/answer/{template}.html", frame | context, status=status)


def own_deadline(draft):
    """The deadline of this sender, with an extension where one is granted."""
    return draft.invitation.deadline if draft.invitation_id else draft.consultation.deadline
