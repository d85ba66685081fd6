"""What people and the clock do with a proposal of more time after an outage."""

from django.db import transaction
from django.utils.translation import gettext as _

from consultations import notifications, outages
from consultations.actions.refusals import RoundNotReadyError
from consultations.models import Consultation
from consultations.workflow import RoundState
from rus_portal.notifications import actions as letters


@transaction.atomic
def dismiss_proposal(consultation: Consultation, *, reason: str, by) -> None:
    """Let the last day stand in spite of the outage; the reason is kept with what has happened."""
    if not reason.strip():
        raise RoundNotReadyError([_("Say why the last day stands in spite of the outage.")])
    consultation.events.create(transition=outages.DISMISS, by=by, reason=reason)


def propose_after_outages() -> None:
    """Tell the contact of each round with a new proposal, once for each outage."""
    for consultation in Consultation.objects.filter(state=RoundState.OPEN).exclude(contact_email=""):
        proposal = outages.proposal_for(consultation)
        if proposal and proposal.is_over:
            letters.owe_all([notifications.outage_proposal(proposal)])
