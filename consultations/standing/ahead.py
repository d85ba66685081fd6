"""What goes out next, and what went out last."""

from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.db.models.functions import Lower

from consultations.models import Invitation
from consultations.reminders import Plan, next_of
from rus_portal import clock
from rus_portal.accounts.models import Organisation
from rus_portal.notifications import registry
from rus_portal.notifications.models import Letter, PausedAddress

# So many of those who are reminded next are named; the list behind the number has all.
NAMED = 8
MOMENTS = 4
LETTERS = 6
# What a plan is made from, besides the round's last day.
PLAN = ("extended_to", "extended_at", "sent_at", "moved_at")


@dataclass
class Reminding:
    """The bodies that are reminded at one moment, if nothing comes between."""

    at: datetime
    invitations: list
    names: list = field(default_factory=list)

    @property
    def unnamed(self):
        """How many there are besides the named ones."""
        return len(self.invitations) - len(self.names)


def reminders_ahead(consultation, now=None) -> list[Reminding]:
    """The coming reminders, the soonest first and with names: two queries, whatever the number of invited bodies."""
    by_moment = _by_moment(consultation, now or clock.now())
    ahead = [Reminding(at, by_moment[at]) for at in sorted(by_moment)[:MOMENTS]]
    if ahead:
        soonest = Organisation.objects.filter(invitations__in=ahead[0].invitations).in_swedish_order()
        ahead[0].names = list(soonest.values_list("name", flat=True)[:NAMED])
    return ahead


def reminded_on(consultation, day) -> list[int]:
    """The invitations whose next reminder goes out on this Swedish day."""
    by_moment = _by_moment(consultation, clock.now())
    return [pk for at, pks in by_moment.items() if at.astimezone(clock.STOCKHOLM).date() == day for pk in pks]


def waiting_for_reminders(consultation):
    """The bodies that are reminded until they answer, with what their plans are made from; not at paused addresses."""
    paused = PausedAddress.objects.active().filter(address=Lower(OuterRef("contact_email")))
    return Invitation.objects.filter(~Exists(paused), consultation=consultation).to_remind().with_plan()


def _by_moment(consultation, now):
    """{moment: [invitation id]}. Many bodies share one plan, so that few are worked out."""
    waiting = waiting_for_reminders(consultation)
    known, by_moment, parts = {}, {}, consultation.parts_in_short
    for pk, *facts in waiting.order_by("pk").values_list("pk", *PLAN):
        plan = tuple(facts)
        if plan not in known:
            alike = SimpleNamespace(consultation=consultation, **dict(zip(PLAN, plan, strict=True)))
            known[plan] = next_of(Plan.all_of(alike, parts), now)
        if known[plan]:
            by_moment.setdefault(known[plan], []).append(pk)
    return by_moment


def last_letters(consultation, user):
    """The letters of a round by kind, those sent last first: how many are sent, wait, came back or were refused."""
    own = Letter.objects.visible_to(user).filter(belongs_to=f"round:{consultation.pk}")
    failed = Q(failed_at__isnull=False) | Q(bounced_at__isnull=False)
    kinds = (
        own.values("kind", "deadline")
        .annotate(
            last=Max("sent_at"),
            owed=Max("created_at"),
            sent=Count("pk", filter=Q(sent_at__isnull=False, bounced_at=None)),
            waiting=Count("pk", filter=Q(sent_at=None, cancelled_at=None, failed_at=None)),
            returned=Count("pk", filter=failed),
        )
        .exclude(sent=0, waiting=0, returned=0)
        .order_by("-owed", "kind")[:LETTERS]
    )
    return [row | {"label": registry.get(row["kind"]).label} for row in kinds]
