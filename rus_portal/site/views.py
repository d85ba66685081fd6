"""The front door: what everyone may read. What readers send is in feedback.py."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rus_portal.accounts.access import public_page
from rus_portal.site import service as service_facts
from rus_portal.site import showcase
from rus_portal.site import start as start_page
from timeline.models import Body, Group

# What a search engine has no use for: forms, receipts, accounts, and the officials' pages.
NOT_FOR_ROBOTS = ["/arbetsyta/", "/konto/", "/mina-svar/", "/tyck-till/", "/sok/", "/*/svara/"]


@public_page
@require_safe
def start(request):
    return render(request, "site/start.html", {"start": start_page.facts()})


@public_page
@require_safe
def about(request):
    context = {"bodies": Body.objects.all(), "groups": Group.objects.all(), "here": "about", "crumbs": []}
    return render(request, "site/about.html", context)


@public_page
@require_safe
def privacy(request):
    return render(request, "site/privacy.html", {"here": "about", "crumbs": about_crumbs()})


@public_page
@require_safe
def components(request):
    context = {"here": "about", "crumbs": about_crumbs(), "showcase": showcase.examples()}
    return render(request, "site/components.html", context)


@public_page
@require_safe
def service(request):
    context = {"service": service_facts.facts(), "sectors": service_facts.sectors(), "crumbs": []}
    return render(request, "site/service.html", context)


@login_not_required
@require_safe
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines += [f"Disallow: /en{path}" for path in NOT_FOR_ROBOTS if path.startswith("/") and "*" not in path]
    lines.append(f"# {settings.PORTAL_NAME}: {settings.PORTAL_URL}{reverse('site:about')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def favicon(request):
    """Some ask for it whatever the page says."""
    return redirect(static("img/favicon.ico"), permanent=True)


def about_crumbs():
    """The way to a page under /om/."""
    return [(_("About the work"), reverse("site:about"))]
