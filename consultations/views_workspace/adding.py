"""Putting bodies on the invitation list: one, or many from the register."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations import notifications
from consultations.actions import inviting
from consultations.contacts import last_contacts
from consultations.forms_inviting import InviteForm, RegisterFilter
from consultations.models import Invitation
from consultations.views_workspace.inviting import crumbs_to_list
from consultations.views_workspace.rounds import find_round, page_of
from consultations.workflow import RoundState
from rus_portal.accounts.access import right_required
from rus_portal.accounts.models import Organisation
from rus_portal.accounts.roles import Right
from rus_portal.workflow import TransitionNotAllowedError


def _uninvited(consultation):
    invited = Invitation.objects.filter(consultation=consultation, organisation=OuterRef("pk"))
    return Organisation.objects.filter(~Exists(invited))


@right_required(Right.RUN_CONSULTATION)
def invite(request, year, slug):
    """Put a body on the list; with the letter's words beside, so that one knows what is sent."""
    consultation = find_round(request, year, slug)
    narrowing, uninvited = RegisterFilter(request.GET), _uninvited(consultation)
    form = InviteForm(
        request.POST or None,
        uninvited=uninvited,
        offered=narrowing.narrow(uninvited),
        initial=_known(request, uninvited),
    )
    if request.method == "POST" and form.is_valid():
        try:
            invitation = inviting.invite(consultation, **_whom(form.cleaned_data), by=request.user)
        except inviting.AlreadyInvitedError:
            form.add_error("organisation", _("The organisation is invited already."))
        except TransitionNotAllowedError:
            form.add_error(None, _("Nobody can be invited now: the consultation is not planned or open."))
        else:
            messages.success(request, _invited(invitation))
            return redirect("consultations:workspace_invite", consultation.year, consultation.slug)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to_list(consultation),
        "consultation": consultation,
        "form": form,
        "narrowing": narrowing,
        "is_open": consultation.state == RoundState.OPEN,
        "letter": notifications.sample_invitation(consultation),
        "invited_count": consultation.invitations.count(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/workspace/invite.html", context, status=status)


def _known(request, uninvited):
    """The body that a link of the register names, with its contact from before."""
    pk = request.GET.get("organisation", "")
    body = uninvited.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 10 else None
    if body is None:
        return {}
    name, address = last_contacts([body.pk]).get(body.pk, ("", ""))
    return {"organisation": body.pk, "contact_name": name, "contact_email": address}


def _whom(values):
    new = {name: values[name] for name in ("name", "category", "area", "number", "registry_email")}
    return {
        "organisation": values["organisation"] or inviting.NewOrganisation(**new),
        "contact_name": values["contact_name"],
        "contact_email": values["contact_email"],
        "note": values["note"],
    }


def _invited(invitation):
    names = {"body": invitation.organisation}
    if invitation.consultation.state == RoundState.OPEN:
        return _("%(body)s is invited. The letter is on its way.") % names
    return _("%(body)s is on the list. The letter is sent when the consultation opens.") % names


@right_required(Right.RUN_CONSULTATION)
def invite_many(request, year, slug):
    """Tick bodies of the register, or take all of a group or an area at once."""
    consultation = find_round(request, year, slug)
    form = RegisterFilter(request.GET)
    uninvited = _uninvited(consultation)
    if request.method == "POST":
        return _put_on_list(request, consultation, _chosen(request, form, uninvited))
    page = page_of(request, form.narrow(uninvited).in_swedish_order())
    contacts = last_contacts([body.pk for body in page])
    asked = request.GET.copy()
    asked.pop("sida", None)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to_list(consultation),
        "consultation": consultation,
        "form": form,
        "page": page,
        "bodies": [{"organisation": body, "contact": contacts.get(body.pk)} for body in page],
        "is_open": consultation.state == RoundState.OPEN,
        "query": f"{asked.urlencode()}&" if asked else "",
    }
    return render(request, "consultations/workspace/invite_many.html", context)


def _chosen(request, form, uninvited):
    """All of the filter, or those ticked."""
    if request.POST.get("choose") == "all":
        return form.narrow(uninvited)
    ticked = [pk for pk in request.POST.getlist("organisation") if pk.isdecimal() and len(pk) < 10]
    return uninvited.filter(pk__in=ticked)


def _put_on_list(request, consultation, bodies):
    pks = list(bodies.in_swedish_order().values_list("pk", flat=True))
    known = last_contacts(pks)
    contacts = [inviting.Contact(pk, known[pk][1], known[pk][0]) for pk in pks if pk in known]
    try:
        added = inviting.invite_many(consultation, contacts, by=request.user)
    except TransitionNotAllowedError:
        messages.error(request, _("Nobody can be invited now: the consultation is not planned or open."))
    else:
        _say(request, added, len(pks) - len(contacts))
    return redirect(request.get_full_path())


def _say(request, added, without_address):
    if added:
        text = ngettext("%(n)d body is put on the list.", "%(n)d bodies are put on the list.", added)
        messages.success(request, text % {"n": added})
    if without_address:
        text = ngettext(
            "%(n)d body has no address from before. Invite it by itself and write the address.",
            "%(n)d bodies have no address from before. Invite them one by one and write the address.",
            without_address,
        )
        messages.warning(request, text % {"n": without_address})
    if not added and not without_address:
        messages.error(request, _("Tick at least one body."))
