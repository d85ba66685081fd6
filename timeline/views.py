from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.models import Consultation
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts.access import public_page, right_required
from rus_portal.accounts.roles import Right
from timeline import actions, chart, schedule
from timeline.feeds import NewsFeed
from timeline.forms import MilestoneForm
from timeline.ics import calendar_of, last_days_of
from timeline.models import Body, Group, Milestone, NewsItem

PAGE_SIZE = 20


@public_page
def timeline(request):
    """The list is the truth; the drawing says the same."""
    plan = schedule.on(clock.today())
    return render(
        request,
        "timeline/timeline.html",
        {"schedule": plan, "chart": chart.draw(plan), "here": "timeline", "crumbs": []},
    )


@public_page
def calendar(request):
    rounds = _with_days(Consultation.objects.open())
    return _as_calendar(calendar_of(schedule.on(clock.today()), rounds), "tidplan.ics")


@public_page
def round_calendar(request, year, slug):
    """The last day of one round, and those of its parts; a round that is stopped has none."""
    found = get_object_or_404(_with_days(Consultation.objects.exclude(state=RoundState.PLANNED)), year=year, slug=slug)
    return _as_calendar(last_days_of(found), f"{slug}.ics")


def _with_days(rounds):
    return rounds.prefetch_related("events", "parts")


def _as_calendar(body, name):
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


news_feed = public_page(NewsFeed())


@public_page
def news(request):
    page = Paginator(NewsItem.objects.published(), PAGE_SIZE).get_page(request.GET.get("sida"))
    return render(request, "timeline/news.html", {"page": page, "crumbs": []})


@public_page
def news_item(request, slug):
    item = get_object_or_404(NewsItem.objects.published(), slug=slug)
    return render(request, "timeline/news_item.html", {"item": item, "crumbs": [(_("News"), reverse("timeline:news"))]})


@public_page
def organisation(request):
    """Who decides, who steers, who works and who is asked."""
    groups = Group.objects.prefetch_related("seats__body")
    context = {"bodies": Body.objects.all(), "groups": groups, "here": "about", "crumbs": []}
    return render(request, "timeline/organisation.html", context)


@right_required(Right.EDIT_TIMELINE)
def workspace(request):
    """All milestones, also those that the public cannot know of yet; what lacks an outcome first."""
    milestones = Milestone.objects.with_facts()
    entries = [schedule.Entry(milestone, clock.today()) for milestone in milestones]
    page = Paginator(entries, 50).get_page(request.GET.get("sida"))
    unresolved = [entry for entry in entries if entry.standing == schedule.Standing.UNRESOLVED]
    context = {"page": page, "unresolved": unresolved, "here": "timeline", "crumbs": _way_in()}
    return render(request, "timeline/workspace.html", context)


def _way_in():
    return [(_("Overview"), reverse("site:workspace"))]


@right_required(Right.EDIT_TIMELINE)
def new_milestone(request):
    return _edit(request, None)


@right_required(Right.EDIT_TIMELINE)
def edit_milestone(request, pk):
    return _edit(request, get_object_or_404(Milestone, pk=pk))


def _edit(request, milestone):
    # A copy for the form: binding writes into the instance, and what stood there before must be kept.
    instance = Milestone.objects.get(pk=milestone.pk) if milestone else None
    form = MilestoneForm(request.POST or None, instance=instance)
    if request.method != "POST":
        return _show(request, form, milestone)
    if not form.is_valid():
        return _show(request, form, milestone, status=422)
    if request.POST.get("do") == "preview":
        return _show(request, form, milestone, is_preview=True)
    if milestone:
        actions.change_milestone(milestone, by=request.user, **form.cleaned_data)
    else:
        actions.add_milestone(by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved: %(title)s") % {"title": form.cleaned_data["title"]})
    return redirect("timeline:workspace")


def _show(request, form, milestone, *, status=200, is_preview=False):
    changes = milestone.changes.select_related("by")[:PAGE_SIZE] if milestone else []
    crumbs = [*_way_in(), (_("Timeline"), reverse("timeline:workspace"))]
    context = {
        "form": form,
        "milestone": milestone,
        "changes": changes,
        "is_preview": is_preview,
        "here": "timeline",
        "crumbs": crumbs,
    }
    return render(request, "timeline/edit_milestone.html", context, status=status)
