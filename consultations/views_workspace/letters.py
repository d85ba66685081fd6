"""The letters of one round: sent, waiting, returned, and what goes out next."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.actions.announcing import NEWS
from consultations.models import ConsultationEvent
from consultations.notifications import belongs_to
from consultations.standing.planned import planned_letters
from consultations.views_workspace.rounds import crumbs_to, find_round
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.notifications import listing
from rus_portal.notifications.models import Announcement, Letter


@right_required(Right.READ_LETTERS)
@require_safe
def round_letters(request, year, slug):
    """Every letter of the round that this official may see; never those about drafts, nor who subscribes."""
    consultation = find_round(request, year, slug)
    letters = Letter.objects.visible_to(request.user).filter(belongs_to=belongs_to(consultation))
    context = listing.page_of(request, letters, listing.kinds_of(letters))
    context |= {
        "crumbs": crumbs_to(consultation),
        "consultation": consultation,
        "planned": planned_letters(consultation),
        "announced": _announced(consultation),
        "letter_url": "notifications:letter",
    }
    return render(request, "consultations/workspace/letters.html", context)


def _announced(consultation):
    """(what, when, to how many) of the news that went to subscribers: a number, no addresses."""
    told = list(Announcement.objects.filter(belongs_to=belongs_to(consultation)).order_by("-told_at", "-pk")[:20])
    events = ConsultationEvent.objects.in_bulk([int(one.source.partition(":")[2]) for one in told])
    said = {f"round_event:{pk}": NEWS[event.transition][1] for pk, event in events.items()}
    return [(said.get(one.source, _("News")), one.told_at, one.recipients) for one in told]
