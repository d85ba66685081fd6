"""The invitation list: who stands on it and how it is with each, and what can be done with one of them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultations import standing
from consultations.actions import inviting
from consultations.forms_inviting import ContactForm, DescribeForm, InvitedFilter
from consultations.models import Invitation
from consultations.standing.where import in_swedish_order
from consultations.views_workspace.rounds import crumbs_to, find_round, page_of
from consultations.workflow import RoundState
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.notifications import registry
from rus_portal.notifications.models import Letter, PausedAddress


@right_required(Right.ENTER_WORKSPACE)
def invited_list(request, year, slug):
    """Every invited body, fifty at a time in Swedish order; each number of the cockpit leads here."""
    consultation = find_round(request, year, slug)
    form = InvitedFilter(request.GET, consultation=consultation)
    chosen = in_swedish_order(form.narrow(standing.located(consultation.invitations.all())))
    page = page_of(request, chosen)
    asked = request.GET.copy()
    asked.pop("sida", None)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to(consultation),
        "consultation": consultation,
        "form": form,
        "page": page,
        "rows": standing.page_rows(page.object_list),
        "query": f"{asked.urlencode()}&" if asked else "",
        "may_read": request.user.has_right(Right.READ_RESPONSES),
        "may_run": request.user.has_perm("consultations.invite", consultation),
        "may_invite": consultation.state in inviting.INVITING
        and request.user.has_perm("consultations.invite", consultation),
    }
    return render(request, "consultations/workspace/invited.html", context)


def find_invitation(request, year, slug, pk):
    """An invitation of a round that this official may see."""
    consultation = find_round(request, year, slug)
    located = standing.located(Invitation.objects.filter(consultation=consultation))
    invitation = get_object_or_404(located, pk=pk)
    invitation.consultation = consultation
    return invitation


def crumbs_to_list(consultation):
    """The way to the invitation list."""
    address = reverse("consultations:workspace_invited", args=[consultation.year, consultation.slug])
    return [*crumbs_to(consultation), (_("Invitation list"), address)]


@right_required(Right.RUN_CONSULTATION)
def show_invitation(request, year, slug, pk):
    """One invited body: its letters, what has been done, and what can be done."""
    return _page(request, find_invitation(request, year, slug, pk))


def _page(request, invitation, *, form=None, status=200):
    consultation = invitation.consultation
    organisation = invitation.organisation
    now = {"note": invitation.note, "category": organisation.category, "area": organisation.area}
    about = [f"invitation:{invitation.pk}", *(f"extension:{one.pk}" for one in invitation.extensions.all())]
    letters = Letter.objects.unsealed().filter(about__in=about, needs_right="").order_by("-created_at", "-pk")
    (row,) = standing.page_rows(standing.located(Invitation.objects.filter(pk=invitation.pk)))
    is_open = consultation.state == RoundState.OPEN
    context = {
        "here": "consultations",
        "crumbs": crumbs_to_list(consultation),
        "consultation": consultation,
        "invitation": invitation,
        "row": row,
        "form": form or DescribeForm(initial=now),
        "letters": [{"letter": one, "label": registry.get(one.kind).label} for one in letters.defer("text", "html")],
        "events": invitation.events.select_related("by").order_by("-at", "-pk"),
        "extensions": invitation.extensions.select_related("decided_by").order_by("-asked_at"),
        "paused": PausedAddress.objects.active().filter(address=invitation.contact_email.lower()).first(),
        "may_resend": is_open and row.state != standing.Where.PLANNED,
        "may_remove": row.invitation.state == "planned" and consultation.state in inviting.INVITING,
        "may_read": request.user.has_right(Right.READ_RESPONSES),
        "may_see_letters": request.user.has_right(Right.READ_LETTERS),
    }
    return render(request, "consultations/workspace/invitation.html", context, status=status)


@right_required(Right.RUN_CONSULTATION)
@require_POST
def describe(request, year, slug, pk):
    """The officials' note; the register's group and area."""
    invitation = find_invitation(request, year, slug, pk)
    form = DescribeForm(request.POST)
    if not form.is_valid():
        return _page(request, invitation, form=form, status=422)
    inviting.describe(invitation, **form.cleaned_data, by=request.user)
    messages.success(request, _("Saved."))
    return _to_invitation(invitation)


def _to_invitation(invitation):
    consultation = invitation.consultation
    return redirect("consultations:workspace_invitation", consultation.year, consultation.slug, invitation.pk)


@right_required(Right.RUN_CONSULTATION)
def contact(request, year, slug, pk):
    """Correct where a body's letters go, and send the letter there."""
    invitation = find_invitation(request, year, slug, pk)
    consultation = invitation.consultation
    now = {"contact_name": invitation.contact_name, "contact_email": invitation.contact_email}
    form = ContactForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        inviting.correct_contact(invitation, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved. Letters now go to %(address)s.") % {"address": invitation.contact_email})
        return _to_invitation(invitation)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to_list(consultation),
        "consultation": consultation,
        "invitation": invitation,
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/workspace/contact.html", context, status=status)


@right_required(Right.RUN_CONSULTATION)
@require_POST
def resend(request, year, slug, pk):
    """The invitation once more, with the same link or a new one."""
    invitation = find_invitation(request, year, slug, pk)
    with_new_link = request.POST.get("link") == "new"
    try:
        inviting.resend(invitation, with_new_link=with_new_link, by=request.user)
    except inviting.NothingToSendError:
        messages.error(request, _("No letter can be sent now: the consultation is not open."))
    else:
        said = _("The invitation is on its way with a new link. The old link leads nowhere from now on.")
        messages.success(request, said if with_new_link else _("The invitation is on its way once more."))
    return _to_invitation(invitation)


@right_required(Right.RUN_CONSULTATION)
@require_POST
def uninvite(request, year, slug, pk):
    """Off the list, while no letter has gone out."""
    invitation = find_invitation(request, year, slug, pk)
    try:
        inviting.uninvite(invitation, by=request.user)
    except inviting.NotRemovableError:
        messages.error(request, _("The letter has gone out. The body has its link and stays on the list."))
        return _to_invitation(invitation)
    messages.success(request, _("%(body)s is off the list.") % {"body": invitation.organisation})
    return redirect("consultations:workspace_invited", year, slug)
