from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from rus_portal.accounts.access import cookieless_post
from rus_portal.demo import tasks
from rus_portal.demo.phases import PHASES


@login_not_required
@cookieless_post
@require_POST
def travel(request):
    """Begin the journey to another day of the story. A worker replays it; one journey at a time."""
    phase = request.POST.get("phase")
    if phase not in PHASES:
        raise Http404
    if (cache.get(tasks.TRAVEL) or {}).get("state") != "running":
        cache.set(tasks.TRAVEL, {"phase": phase, "state": "running"}, tasks.SECONDS_REMEMBERED)
        tasks.travel.delay(phase)
    return redirect("demo:journey")


@login_not_required
@require_GET
def journey(request):
    """Where the journey is; leads to the start page when it has arrived."""
    journey = cache.get(tasks.TRAVEL)
    if not journey:
        return redirect("site:start")
    if journey["state"] == "done":
        cache.delete(tasks.TRAVEL)
        return redirect("site:start")
    status = 500 if journey["state"] == "failed" else 200
    context = {"phase": PHASES[journey["phase"]], "journey": journey}
    response = render(request, "demo/journey.html", context, status=status)
    if journey["state"] == "running":
        response.headers["Refresh"] = "2"
    return response
