"""The addresses of the open interface: fetch what everyone may see, and shape it."""

from functools import wraps

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations import publication
from consultations.models import Consultation, Response
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts.access import public_page
from rus_portal.site.api import catalogue, openapi, shapes
from rus_portal.site.api.openapi import MOST_ON_A_PAGE
from rus_portal.site.views import about_crumbs
from strategy.models import Document, Erratum, Version
from timeline import schedule

CORRECTIONS = Erratum.objects.select_related("section").defer("section__body")


def open_data(view):
    """JSON for everyone, also for scripts on other people's pages."""

    @public_page
    @require_safe
    @wraps(view)
    def shown(request, *args, **kwargs):
        response = JsonResponse(view(request, *args, **kwargs), json_dumps_params={"ensure_ascii": False})
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return shown


@open_data
def index(request):
    """Where to go on."""
    return {
        "openapi": shapes.address("api:openapi"),
        "documentation": shapes.address("api:about"),
        "catalogue": shapes.address("api:catalogue"),
        "rounds": shapes.address("api:rounds"),
        "documents": shapes.address("api:documents"),
        "timeline": shapes.address("api:timeline"),
    }


@open_data
def rounds(request):
    """Every round that has been sent out, the newest first."""
    return _page(request, _rounds().order_by("-opens_at", "-pk"), shapes.round_in_short)


@open_data
def one_round(request, year, slug):
    """One round."""
    related = ("events", Prefetch("version__errata", CORRECTIONS))
    found = get_object_or_404(_rounds().prefetch_related(*related), year=year, slug=slug)
    received = found.responses.standing().count()
    published = _published(found).count()
    return shapes.round_in_full(found, figures={"received": received, "published": published})


@open_data
def answers(request, year, slug):
    """The published answers of a round."""
    found = get_object_or_404(_rounds(), year=year, slug=slug)
    related = ("organisation", "consultation", "confirmation")
    listed = _published(found).select_related(*related).order_by("received_at", "pk")
    return _page(request, listed, shapes.answer)


@open_data
def one_answer(request, year, slug, number):
    """One published answer as the web shows it."""
    found = get_object_or_404(_rounds(), year=year, slug=slug)
    published = _published(found).select_related("organisation", "confirmation__extract")
    response = get_object_or_404(published, receipt_number=number)
    response.consultation = found
    return shapes.answer_in_full(response, publication.web_version(response), publication.seconding(response))


@open_data
def documents(request):
    """Every document that has a version for everyone to read."""
    readable = Version.objects.published().select_related("document").defer("rendered").order_by("number")
    readable = readable.prefetch_related(Prefetch("errata", CORRECTIONS))
    listed = Document.objects.filter(versions__in=Version.objects.published()).distinct().order_by("pk")
    return _page(
        request,
        listed.prefetch_related(Prefetch("versions", queryset=readable, to_attr="published_versions")),
        shapes.document,
    )


@open_data
def timeline(request):
    """The timetable as it is known today."""
    plan = schedule.on(clock.today())
    return {"day": plan.day.isoformat(), "items": [shapes.milestone(entry) for entry in plan.entries]}


@open_data
def description(request):
    """The OpenAPI document."""
    return openapi.document()


@public_page
@require_safe
def catalogue_of_data(request):
    """The data sets of the portal in DCAT-AP-SE, for the national portal of open data."""
    response = HttpResponse(catalogue.turtle(), content_type="text/turtle; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@public_page
@require_safe
def about(request):
    """The interface in plain words."""
    context = {"here": "about", "crumbs": about_crumbs(), "paths": openapi.in_words(), "most": MOST_ON_A_PAGE}
    return render(request, "site/api.html", context)


def _rounds():
    sent_out = Consultation.objects.exclude(state=RoundState.PLANNED)
    return sent_out.select_related("version__document").defer("version__rendered")


def _published(consultation):
    return Response.objects.published().filter(consultation=consultation, is_protected=False)


def _page(request, rows, shape):
    """One page of a list, with the way to the next one."""
    number = request.GET.get("page", "1")
    paginator = Paginator(rows, MOST_ON_A_PAGE)
    if not number.isdecimal() or len(number) > 6 or int(number) not in paginator.page_range:
        raise Http404
    page = paginator.page(int(number))
    following = f"{settings.PORTAL_URL}{request.path}?page={page.next_page_number()}" if page.has_next() else None
    return {"count": paginator.count, "next": following, "items": [shape(row) for row in page]}
