"""The list of rounds, and the page from which a round is run."""

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations import outages, standing
from consultations.actions import rounds
from consultations.forms_steps import FORMS, forms_for
from consultations.forms_workspace import CompilationDayForm, DeadlineForm, ExtensionForm, PartDeadlineForm
from consultations.models import Consultation, Extension
from consultations.workflow import RoundState, RoundTransition
from rus_portal import clock
from rus_portal.accounts.access import right_required
from rus_portal.accounts.models import Category
from rus_portal.accounts.roles import Right

# So much of what has happened is shown; a long list of late invitations is not read here.
EVENTS = 40


def find_round(request, year, slug):
    """A round that this official may see."""
    rounds_seen = Consultation.objects.visible_to(request.user).select_related("version__document")
    return get_object_or_404(rounds_seen, year=year, slug=slug)


def crumbs_to(consultation=None):
    """The way to the list of rounds, or to one of them."""
    crumbs = [(_("Overview"), reverse("site:workspace")), (_("Consultations"), reverse("consultations:workspace"))]
    if consultation:
        address = reverse("consultations:workspace_round", args=[consultation.year, consultation.slug])
        crumbs.append((str(consultation), address))
    return crumbs


def page_of(request, things, size=50, *, total=None, paginator=Paginator):
    """The asked-for page of a list; 404 when there is no such page. `total` is their number where it is known."""
    number = request.GET.get("sida", "1")
    pages = paginator(things, size)
    if total is not None:
        pages.count = total
    if not number.isdecimal() or len(number) > 6:
        raise Http404
    try:
        return pages.page(int(number))
    except EmptyPage:
        raise Http404 from None


@right_required(Right.ENTER_WORKSPACE)
def round_list(request):
    """Every round, the planned ones too, with its figures."""
    seen = Consultation.objects.visible_to(request.user).select_related("version__document")
    listed = standing.with_figures(seen)
    context = {"here": "consultations", "crumbs": crumbs_to()[:1], "page": page_of(request, listed, 20)}
    return render(request, "consultations/workspace/round_list.html", context)


@right_required(Right.ENTER_WORKSPACE)
def show_round(request, year, slug):
    """One round: how it stands and what can be done."""
    return render_round(request, find_round(request, year, slug))


def render_round(request, consultation, *, problems=(), status=200, **forms):
    """The cockpit; after a refused step with what was typed and why."""
    may_run = request.user.has_perm("consultations.invite", consultation)
    may_decide = request.user.has_perm("consultations.decide_extension", consultation)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to(),
        "consultation": consultation,
        "days_left": consultation.deadline.days_left(clock.today()),
        "is_open": consultation.is_open,
        "others": standing.others(consultation),
        "reminders": standing.reminders_ahead(consultation),
        "last_letters": standing.last_letters(consultation, request.user),
        "extension_forms": _extension_forms(consultation, forms.get("extension_form")) if may_decide else [],
        "events": consultation.events.select_related("by", "part").order_by("-at", "-pk")[:EVENTS],
        "not_heard": _not_heard(consultation),
        "problems": [("", problem) for problem in problems],
        "may_run": may_run,
        **_figures(consultation),
        **_steps(consultation, request.user, forms.get("step_form")),
        **_deadline(consultation, request.user, forms),
        "outage_proposal": outages.proposal_for(consultation),
    }
    if may_run:
        now = {"compilation_day": consultation.compilation_day}
        context["compilation_form"] = forms.get("compilation_form") or CompilationDayForm(initial=now)
    if request.user.has_right(Right.READ_RESPONSES):
        context |= {"may_read": True, "uninvited": standing.uninvited_organisations(consultation)[:50]}
    context["refused"] = [form for form in forms.values() if form.errors]
    return render(request, "consultations/workspace/round.html", context, status=status)


def _figures(consultation):
    """Every number with the list behind it."""
    cockpit = standing.cockpit(consultation)
    municipalities = cockpit.category.get(Category.MUNICIPALITY)
    return {
        "figures": cockpit.total,
        "figure_names": standing.FIGURES,
        "columns": {name: figure for name, figure in standing.FIGURES.items() if figure.is_column},
        "municipalities": municipalities,
        "tables": [
            {
                "id": "grupper",
                "title": _("By group"),
                "of": _("Group"),
                "query": "kategori",
                "parts": cockpit.by_category,
            },
            {"id": "omraden", "title": _("By area"), "of": _("Area"), "query": "omrade", "parts": cockpit.by_area},
        ],
    }


def _not_heard(consultation):
    """Why nobody is invited from a group, unless somebody has been after all."""
    invited = consultation.invitations.values("organisation__category")
    return consultation.coverage_notes.exclude(category__in=invited).select_related("by").order_by("pk")


def _steps(consultation, user, sent):
    """The buttons are the workflow's table seen through the rules; opening says what still stands in its way."""
    transitions = consultation.transitions_for(user)
    planned = consultation.state == RoundState.PLANNED
    return {
        "transitions": [one for one in transitions if one not in FORMS],
        "step_forms": forms_for(consultation, transitions, sent=sent),
        "may_set_up": planned and RoundTransition.OPEN in transitions,
        "hindrances": rounds.problems_before_opening(consultation) if planned else [],
        "blocked": _blocked_opening(consultation) if planned else None,
        "may_invite": consultation.state in {RoundState.PLANNED, RoundState.OPEN}
        and user.has_perm("consultations.invite", consultation),
    }


def _blocked_opening(consultation):
    """When the clock could not open the round, unless it has been planned anew since."""
    if consultation.opens_by_itself:
        return None
    return consultation.events.filter(transition="opening_blocked").order_by("-at").first()


def _deadline(consultation, user, forms):
    runs = consultation.state in {RoundState.PLANNED, RoundState.OPEN}
    may_move = runs and user.has_perm("consultations.change_deadline", consultation)
    return {
        "may_move": may_move,
        "deadline_form": forms.get("deadline_form") or (DeadlineForm() if may_move else None),
        "part_form": forms.get("part_form") or (_part_form(consultation) if may_move else None),
    }


def _part_form(consultation):
    """Before the opening a part is changed in the set-up."""
    has_parts = consultation.state == RoundState.OPEN and consultation.parts_in_short
    return PartDeadlineForm(consultation) if has_parts else None


def _extension_forms(consultation, sent):
    waiting = Extension.objects.filter(invitation__consultation=consultation, granted=None)
    waiting = waiting.select_related("invitation__organisation").order_by("asked_at", "pk")
    return [sent if sent and sent.extension.pk == one.pk else ExtensionForm(one) for one in waiting]
