"""What is done when a mail comes back. Read in the worker only: the library of odd reports stays out of the web."""

from django.db import transaction

from rus_portal.notifications import registry
from rus_portal.notifications.bounces import Report
from rus_portal.notifications.models import Letter, PausedAddress, ReturnedMail, Verdict


@transaction.atomic
def note(name: str, report: Report) -> ReturnedMail:
    """Note one mail of the portal's mailbox and do, once, what follows from it."""
    found = _letter_of(report)
    # What is about no letter of ours may name anybody.
    reason = report.reason[:500] if found else ""
    facts = {"verdict": report.verdict, "status": report.status[:20], "reason": reason, "letter": found}
    # Whoever reads the same mail at the same time waits here for our commit.
    noted, is_new = ReturnedMail.objects.get_or_create(name=name[:250], defaults=facts)
    if is_new and found and report.verdict == Verdict.HARD:
        _note_that_it_does_not_arrive(found, report)
    return noted


def _letter_of(report):
    """The letter that came back: by the name that we gave it, else the last one to that address."""
    sent = Letter.objects.sent()
    if report.message_ids and (found := sent.filter(message_id__in=report.message_ids).first()):
        return found
    if not report.addresses or report.verdict not in {Verdict.HARD, Verdict.SOFT}:
        return None
    return sent.recent().filter(recipient__in=report.addresses).order_by("-sent_at", "-pk").first()


def _note_that_it_does_not_arrive(found, report):
    fresh = found.mark_bounced(report.reason)
    PausedAddress.objects.pause(found.recipient, reason=report.reason, status=report.status)
    if fresh:
        registry.get(found.kind).refused(found)
