"""What the writers of a sent answer said to each other is nobody's record: it is cleared a year after the round closed.

DOMAIN.md gives no time for it. It never came to the region (TF 2:13), so that no archive asks for it either.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from consultations.models import Consultation, ConsultationEvent, Draft, DraftEvent, DraftNote, DraftTask
from consultations.workflow import RoundTransition
from rus_portal import clock

KEPT_FOR = timedelta(days=365)
ENDS = (RoundTransition.CLOSE, RoundTransition.WITHDRAW)


def cleared_on(consultation: Consultation) -> date | None:
    """The Swedish day on which the comments on its sent answers are cleared; None while the round has not closed."""
    end = consultation.events.filter(transition__in=ENDS).last()
    return (end.at + KEPT_FOR).astimezone(clock.STOCKHOLM).date() if end else None


@transaction.atomic
def clear_internal_comments() -> int:
    """Clear comments, tasks and steps of the review of answers that were sent to rounds closed for a year.

    Returns how many comments. Drafts that were never sent keep theirs: nothing else is known of what they say.
    """
    ends = ConsultationEvent.objects.filter(consultation=OuterRef("consultation"), transition__in=ENDS)
    sent = Draft.objects.filter(sent_at__isnull=False).annotate(
        ended_at=Subquery(ends.order_by("-at").values("at")[:1])
    )
    over = sent.filter(ended_at__lte=clock.now() - KEPT_FOR).values("pk")
    DraftTask.objects.filter(draft__in=over).delete()
    DraftEvent.objects.filter(draft__in=over).delete()
    return DraftNote.objects.filter(draft__in=over).delete()[1].get("consultations.DraftNote", 0)
