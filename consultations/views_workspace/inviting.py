"""Who is invited, and where their letters go."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from consultations import notifications
from consultations.actions import rounds
from consultations.forms_workspace import ContactForm, InviteForm
from consultations.models import Invitation
from consultations.views_workspace.rounds import crumbs_to, find_round
from consultations.workflow import RoundState
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.workflow import TransitionNotAllowedError


@right_required(Right.RUN_CONSULTATION)
def invite(request, year, slug):
    """Put a body on the list; with the letter's words beside, so that one knows what is sent."""
    consultation = find_round(request, year, slug)
    form = InviteForm(request.POST or None, consultation=consultation)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            invitation = rounds.invite(consultation, **_whom(form.cleaned_data), by=request.user)
        except rounds.AlreadyInvitedError:
            form.add_error("organisation", _("The organisation is invited already."))
        except TransitionNotAllowedError:
            form.add_error(None, _("Nobody can be invited any more: the consultation is closed."))
        else:
            messages.success(request, _invited(invitation))
            return redirect("consultations:workspace_invite", consultation.year, consultation.slug)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to(consultation),
        "consultation": consultation,
        "form": form,
        "is_open": consultation.state == RoundState.OPEN,
        "letter": _sample(consultation),
        "invited": consultation.invitations.select_related("organisation").order_by("organisation__sort_key"),
    }
    return render(request, "consultations/workspace/invite.html", context, status=status)


def _whom(values):
    new = {name: values[name] for name in ("name", "category", "number", "registry_email")}
    return {
        "organisation": values["organisation"] or rounds.NewOrganisation(**new),
        "contact_name": values["contact_name"],
        "contact_email": values["contact_email"],
    }


def _invited(invitation):
    names = {"body": invitation.organisation}
    if invitation.consultation.state == RoundState.OPEN:
        return _("%(body)s is invited. The letter is on its way.") % names
    return _("%(body)s is on the list. The letter is sent when the consultation opens.") % names


def _sample(consultation):
    """The invitation's words, with a link that leads nowhere."""
    return notifications.sample_invitation(consultation)


@right_required(Right.RUN_CONSULTATION)
def contact(request, year, slug, pk):
    """Correct where a body's letters go, and send the letter there."""
    consultation = find_round(request, year, slug)
    invited = Invitation.objects.filter(consultation=consultation).select_related("organisation", "consultation")
    invitation = get_object_or_404(invited, pk=pk)
    now = {"contact_name": invitation.contact_name, "contact_email": invitation.contact_email}
    form = ContactForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        rounds.correct_contact(invitation, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved. Letters now go to %(address)s.") % {"address": invitation.contact_email})
        return redirect("consultations:workspace_round", consultation.year, consultation.slug)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to(consultation),
        "consultation": consultation,
        "invitation": invitation,
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/workspace/contact.html", context, status=status)
