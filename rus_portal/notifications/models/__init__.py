"""What the portal owes to whom, where letters no longer arrive, and who wants to be told."""

from rus_portal.notifications.models.addresses import PausedAddress
from rus_portal.notifications.models.letters import DRAFT, Letter, LetterQuerySet, LetterState
from rus_portal.notifications.models.returned import ReturnedMail, Verdict
from rus_portal.notifications.models.subscriptions import Announcement, Level, Subscription

__all__ = [
    "DRAFT",
    "Announcement",
    "Letter",
    "LetterQuerySet",
    "LetterState",
    "Level",
    "PausedAddress",
    "ReturnedMail",
    "Subscription",
    "Verdict",
]
