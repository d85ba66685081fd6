from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rus_portal.accounts.access import public_page, right_required
from rus_portal.accounts.roles import Right
from rus_portal.notifications import actions, listing, registry
from rus_portal.notifications.models import Letter, ReturnedMail


@right_required(Right.READ_LETTERS)
def outbox(request):
    """Letters owed, sent, cancelled and refused; without log-in codes, and without the secrets of links."""
    letters = Letter.objects.visible_to(request.user)
    context = listing.page_of(request, letters, listing.open_kinds())
    context |= {"crumbs": _crumbs()[:1], "letter_url": "notifications:letter"}
    context["paused_count"] = listing.paused_addresses(request.user).count()
    return render(request, "notifications/outbox.html", context)


@right_required(Right.READ_LETTERS)
def letter(request, pk):
    """One letter as it was written."""
    found = get_object_or_404(Letter.objects.visible_to(request.user), pk=pk)
    context = {"here": "letters", "crumbs": _crumbs(), "text": found.masked_text} | _about(found)
    return render(request, "notifications/letter.html", context)


def _about(found):
    return {"letter": found, "kind": registry.get(found.kind).label, "last_day": listing.last_day_of(found)}


def _crumbs():
    return [(_("Overview"), reverse("site:workspace")), (_("Letters"), reverse("notifications:outbox"))]


@right_required(Right.READ_LETTERS)
@require_safe
def returned(request):
    """The addresses that are paused, and what the mail servers have returned lately."""
    mails = ReturnedMail.objects.visible_to(request.user).select_related("letter").defer("letter__text", "letter__html")
    context = {
        "here": "letters",
        "crumbs": _crumbs(),
        "page": Paginator(listing.paused_addresses(request.user), listing.A_PAGE).get_page(request.GET.get("sida")),
        "mails": mails[: listing.A_PAGE],
        "is_read": bool(settings.BOUNCES_URL),
        "may_lift": request.user.has_right(Right.RUN_CONSULTATION),
    }
    return render(request, "notifications/returned.html", context)


@right_required(Right.RUN_CONSULTATION)
@require_POST
def lift(request, pk):
    """Let letters go to an address again."""
    paused = get_object_or_404(listing.paused_addresses(request.user), pk=pk)
    actions.lift_pause(paused.address, by=request.user)
    messages.success(request, _("Letters go to %(address)s again.") % {"address": paused.address})
    return redirect("notifications:returned")


def _only_in_the_demo(view):
    @public_page
    @wraps(view)
    def shown(request, *args, **kwargs):
        if not settings.PORTAL_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return shown


@_only_in_the_demo
def demo_outbox(request):
    """The post box of everyone in the story, so that a newcomer can read log-in codes and receipts."""
    context = listing.page_of(request, Letter.objects.in_the_open(), registry.all_kinds())
    return render(request, "notifications/demo_outbox.html", context | {"letter_url": "notifications:demo_letter"})


@_only_in_the_demo
def demo_letter(request, pk):
    """One letter of the demo's post box, with its links."""
    found = get_object_or_404(Letter.objects.in_the_open(), pk=pk)
    crumbs = [(_("Letters of the demonstration"), reverse("notifications:demo_outbox"))]
    text = registry.get(found.kind).complete(found, found.text)
    context = {"crumbs": crumbs, "text": text} | _about(found)
    return render(request, "notifications/demo_letter.html", context)
