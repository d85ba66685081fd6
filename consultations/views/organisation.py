"""An organisation's own page: its members and their roles, whom it has asked, and its rules for answers."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import signing, writers
from consultations.actions import membership
from consultations.views.answering import sealed_page
from consultations.views.public import page_of
from consultations.views.teamwork import email_problem, words
from rus_portal.accounts.models import MemberRole, Membership, Organisation, User


def for_members(view):
    """Members see the page; to everyone else it does not exist. Only an administrator changes anything."""

    @sealed_page
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request, pk, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        organisation = Organisation.objects.filter(pk=pk, memberships__user=request.user).distinct().first()
        if organisation is None:
            raise Http404
        try:
            return view(request, organisation, **kwargs)
        except membership.NotYoursToDoError as refused:
            raise PermissionDenied from refused
        except membership.LastAdministratorError:
            problem = _("Somebody must decide who is in. Make a colleague administrator first.")
            return _page(request, organisation, problems=[("medlemmar", problem)], status=409)

    return guarded


@require_safe
@for_members
def show(request, organisation):
    """Members, roles, invitations and rules."""
    return _page(request, organisation)


@require_POST
@for_members
def invite(request, organisation):
    """Ask a colleague to become a member."""
    typed = {
        "email": words(request, "email", 254),
        "role": request.POST.get("role", ""),
        "message": words(request, "message", 2000),
    }
    problem = email_problem(typed["email"])
    if problem:
        return _page(request, organisation, typed=typed, problems=[("id_email", problem)])
    if typed["role"] not in MemberRole.values:
        return _page(request, organisation, typed=typed, problems=[("id_role_0", _("Choose a role."))])
    membership.invite(organisation, **typed, by=request.user)
    messages.success(request, _("We have written to %(email)s.") % {"email": typed["email"]})
    return redirect("consultations:organisation", organisation.pk)


@require_POST
@for_members
def pending(request, organisation, *, invitation):
    """Take an invitation back."""
    found = get_object_or_404(organisation.membership_invitations.pending(), pk=invitation)
    membership.withdraw_invitation(found, by=request.user)
    messages.success(request, _("The invitation to %(email)s does not work any more.") % {"email": found.email})
    return redirect("consultations:organisation", organisation.pk)


@require_POST
@for_members
def member(request, organisation, *, member):
    """Give a member another role, or end the membership."""
    person = get_object_or_404(User.objects.filter(memberships__organisation=organisation).distinct(), pk=member)
    match request.POST.get("do"):
        case "role" if request.POST.get("role") in MemberRole.values:
            membership.change_role(organisation, person, role=request.POST["role"], by=request.user)
            messages.success(request, _("%(name)s has another role now.") % {"name": person})
        case "end":
            membership.remove(organisation, person, by=request.user)
            if person == request.user:
                return redirect("consultations:my_responses")
            messages.success(
                request, _("%(name)s is no member any more. What the person wrote stays.") % {"name": person}
            )
        case _:
            raise Http404
    return redirect("consultations:organisation", organisation.pk)


@require_POST
@for_members
def rules(request, organisation):
    """Who may send, and where the registry is reached."""
    address = words(request, "registry_email", 254)
    if address and (problem := email_problem(address)):
        return _page(
            request, organisation, typed={"registry_email": address}, problems=[("id_registry_email", problem)]
        )
    requires = request.POST.get("requires_signatory") == "1"
    membership.set_rules(organisation, requires_signatory=requires, registry_email=address, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("consultations:organisation", organisation.pk)


@sealed_page
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request, key):
    """Become a member, with the address that was asked."""
    invitation = membership.invitation_of(key)
    if invitation is None:
        return render(request, "consultations/respondent/invitation_ended.html", {"crumbs": []}, status=410)
    if not request.user.is_authenticated:
        context = {"crumbs": [], "invitation": invitation, "next": request.path}
        return render(request, "consultations/respondent/accept.html", context)
    try:
        if request.method == "POST":
            membership.accept(invitation, by=request.user)
            return redirect("consultations:organisation", invitation.organisation_id)
    except membership.NotYoursToDoError:
        context = {"crumbs": [], "invitation": invitation, "is_other": True}
        return render(request, "consultations/respondent/accept.html", context, status=403)
    return render(request, "consultations/respondent/accept.html", {"crumbs": [], "invitation": invitation})


def _page(request, organisation, *, typed=None, problems=(), status=None):
    role = membership.role_of(organisation, request.user)
    context = {
        "here": "",
        "crumbs": [(_("My answers"), reverse("consultations:my_responses"))],
        "organisation": organisation,
        "page": page_of(_members(organisation), request),
        "my_role": MemberRole(role).label,
        "is_administrator": membership.administers(organisation, request.user),
        "has_administrator": organisation.memberships.filter(role=MemberRole.ADMINISTRATOR).exists(),
        "roles": [(value, MemberRole(value).label, writers.MAY[value]) for value in writers.LADDER],
        "pending": list(organisation.membership_invitations.pending().order_by("created_at")[:100]),
        "signing_count": organisation.memberships.filter(role__in=signing.SIGNING).values("user").distinct().count(),
        "typed": typed or {},
        "problems": list(problems),
        "wrong": dict(problems),
    }
    return render(
        request, "consultations/respondent/organisation.html", context, status=status or (422 if problems else 200)
    )


def _members(organisation):
    """One row for each person, with the highest role first in mind."""
    held = {}
    rows = Membership.objects.filter(organisation=organisation).select_related("user").order_by("user__name", "pk")
    for row in rows:
        kept = held.setdefault(row.user_id, row)
        if writers.LADDER.index(row.role) > writers.LADDER.index(kept.role):
            held[row.user_id] = row
    return list(held.values())
