"""Letters to you: what the portal has sent to a body, a writer or a sender, and what comes next."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.models import Extension, Invitation, RoundPart
from consultations.notifications import belongs_to
from consultations.reminders import Plan, next_of
from consultations.views.answering import sealed_page
from consultations.views.visit import Visit
from rus_portal import clock
from rus_portal.accounts.models import Membership
from rus_portal.notifications import listing
from rus_portal.notifications.models import DRAFT, Letter

MOST = 50
# So many of the things that letters can be about are asked for at once.
MOST_THINGS = 300


@sealed_page
@require_safe
def my_letters(request):
    """What has been sent to whoever is here, and to the bodies that one came for."""
    visit = Visit(request)
    invitations = _invitations(visit)
    drafts = [pk for pk in visit.drafts().unsent().values_list("pk", flat=True)[:MOST_THINGS]]
    answers = list(visit.responses().select_related("consultation").order_by("-received_at")[:MOST_THINGS])
    if not (invitations or drafts or answers):
        raise Http404
    own = [Q(about__in=[f"{DRAFT}{pk}" for pk in drafts]), _of_bodies([one.pk for one in invitations])]
    own += [_of_answer(response) for response in answers]
    context = {
        "here": "",
        "crumbs": [(_("My answers"), reverse("consultations:my_responses"))],
        "letters": _letters(own),
        "coming": _coming(invitations),
    }
    return render(request, "consultations/respondent/my_letters.html", context)


def letters_about(response):
    """What has been sent about one answer and to the body that gave it, for its receipt."""
    bodies = [response.invitation_id] if response.invitation_id else []
    return _letters([_of_bodies(bodies), _of_answer(response)])


def _letters(conditions):
    wanted = Q()
    for condition in conditions:
        wanted |= condition
    if not wanted:
        return []
    found = Letter.objects.filter(wanted, cancelled_at=None).to_the_outside().defer("text", "html")
    letters = list(found.order_by("-created_at", "-pk")[:MOST])
    listing.label(letters)
    return letters


def _of_bodies(pks):
    extensions = Extension.objects.filter(invitation__in=pks).values_list("pk", flat=True) if pks else []
    return Q(about__in=[*(f"invitation:{pk}" for pk in pks), *(f"extension:{pk}" for pk in extensions)])


def _of_answer(response):
    own = Q(about=f"response:{response.pk}")
    if response.sender_email:
        about = belongs_to(response.consultation)
        own |= Q(about=about, kind="outcome", recipient=response.sender_email.lower())
    return own


def _invitations(visit):
    mine = Q(pk__in=[one.pk for one in visit.invitations()])
    if visit.user.is_authenticated:
        mine |= Q(organisation__in=Membership.objects.filter(user=visit.user).values("organisation"))
    return list(Invitation.objects.filter(mine).with_plan().order_by("-pk")[:MOST_THINGS])


def _coming(invitations):
    """(body, round, when) of the next reminder of each, if nothing comes between."""
    now = clock.now()
    reminded = Invitation.objects.filter(pk__in=[one.pk for one in invitations]).to_remind().with_plan()
    parts = RoundPart.objects.filter(consultation__in={one.consultation_id for one in invitations}).by_round()
    plans = [(one, Plan.all_of(one, parts[one.consultation_id])) for one in reminded]
    coming = [(one.organisation, one.consultation, next_of(ahead, now)) for one, ahead in plans]
    return sorted((row for row in coming if row[2]), key=lambda row: row[2])
