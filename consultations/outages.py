"""When the portal could not be reached shortly before a deadline, more time is proposed (DOMAIN.md §3.7)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.models import Consultation, ConsultationEvent
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.clock import office
from rus_portal.uptime.models import Outage, Pulse

# So long before a deadline people count on the portal.
BEFORE_THE_DEADLINE = timedelta(hours=72)
DISMISS = "dismiss_outage"


@dataclass(frozen=True)
class Proposal:
    """More time for all, because these outages took some; `last_day` is the next working day."""

    consultation: Consultation
    outages: list[Outage]
    last_day: date

    @property
    def minutes(self):
        """For how long the portal could not be reached in the last three days; what was before them is not counted."""
        since = self.consultation.deadline.ends - BEFORE_THE_DEADLINE
        return sum(Outage(max(one.began, since), one.ended).minutes for one in self.outages)

    @property
    def lasted(self):
        """The same in words, in hours and minutes where it was long."""
        hours, minutes = divmod(self.minutes, 60)
        words = {
            "hours": ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours},
            "minutes": ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes},
        }
        if hours and minutes:
            return _("%(hours)s and %(minutes)s") % words
        return words["hours"] if hours else words["minutes"]

    @property
    def is_over(self):
        """Whether the portal is reached again; until then nobody knows how much more time is needed."""
        return self.outages[-1].ended < clock.now() - timedelta(minutes=2)

    @property
    def reason(self):
        """What all invited may be told."""
        sentence = _("The portal could not be reached for %(minutes)s in the last three days before the deadline.")
        return sentence % {"minutes": self.lasted}


def proposal_for(consultation) -> Proposal | None:
    """More time for this round, or nothing. What has been decided is not asked again."""
    if consultation.state != RoundState.OPEN:
        return None
    ends = consultation.deadline.ends
    since, until = ends - BEFORE_THE_DEADLINE, min(ends, clock.now())
    if until <= since:
        return None
    decided = _decided_at(consultation)
    new = [one for one in Pulse.objects.outages(since, until) if decided is None or one.ended > decided]
    if not new:
        return None
    after = max(consultation.last_day, clock.today()) + timedelta(days=1)
    return Proposal(consultation, new, office.opening_from(after).date())


def _decided_at(consultation):
    """When somebody last answered such a proposal, or moved the day for another reason."""
    decisions = consultation.events.filter(transition__in=[DISMISS, ConsultationEvent.MOVE_DEADLINE])
    return decisions.order_by("-at").values_list("at", flat=True).first()
