"""Letters owed and sent: the ledger of DESIGN.md, promise 5."""

import re
import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rus_portal import clock
from rus_portal.accounts.roles import Right
from rus_portal.clock import office
from rus_portal.notifications import registry
from rus_portal.notifications.models.addresses import PausedAddress

# The secret part of a personal link: whoever holds it can read what its owner has written.
_SECRET = re.compile(r"([?&][a-z]+=|/lank/|/medlem/|/prenumerera/|/arende/)[\w.-]{16,}")
# Whatever is about somebody's draft is between the portal and its writers, of whatever kind it is.
DRAFT = "draft:"
LONGEST_TRY = timedelta(days=7)


class LetterState(models.TextChoices):
    """Read from the times of a letter, never stored."""

    OWED = "owed", _("Owed")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Refused")
    BOUNCED = "bounced", _("Came back")


class LetterQuerySet(models.QuerySet):
    def unsent(self):
        return self.filter(sent_at=None, cancelled_at=None, failed_at=None)

    def sent(self):
        return self.filter(sent_at__isnull=False)

    def recent(self):
        """Sent so lately that a mail server may still return it: they try for five days at the most."""
        return self.filter(sent_at__gte=clock.now() - LONGEST_TRY)

    def reachable(self):
        """Without those to addresses that are paused; what somebody has just asked for is tried all the same."""
        paused = PausedAddress.objects.active().filter(address=OuterRef("recipient"))
        return self.exclude(Exists(paused) & ~Q(kind__in=registry.names("asked_for")))

    def within_hours(self):
        """Without those that wait for office hours now. Only what would else come too late goes at night."""
        now = clock.now()
        if office.is_open(now):
            return self
        has_time = Q(deadline=None) | Q(deadline__gt=office.next_hour(now))
        return self.exclude(has_time, kind__in=registry.names("waits"))

    def to_hand_over(self):
        """Unsent, and it is time to try (again)."""
        return self.unsent().reachable().within_hours().filter(try_after__lte=timezone.now())

    def in_state(self, state):
        """The letters whose state reads so."""
        return {
            LetterState.OWED: self.unsent,
            LetterState.SENT: lambda: self.sent().filter(bounced_at=None),
            LetterState.CANCELLED: lambda: self.filter(cancelled_at__isnull=False),
            LetterState.FAILED: lambda: self.filter(failed_at__isnull=False),
            LetterState.BOUNCED: lambda: self.filter(bounced_at__isnull=False),
        }[LetterState(state)]()

    def about(self, about):
        """Letters about one thing, such as `invitation:17`."""
        return self.filter(about=about)

    def unsealed(self):
        """Without log-in codes, subscriptions and all that is about drafts: no official ever sees those."""
        return self.exclude(Q(kind__in=registry.names("sealed")) | Q(about__startswith=DRAFT))

    def to_the_outside(self):
        """Without those to the region's own people."""
        return self.exclude(kind__in=registry.names("to_region"))

    def visible_to(self, user):
        """What officials see; a receipt is for those who may read the answer."""
        if not (user.is_authenticated and user.has_right(Right.READ_LETTERS)):
            return self.none()
        return self.unsealed().filter(Q(needs_right="") | Q(needs_right__in=user.rights))

    def in_the_open(self):
        """The demonstration's post box, open to everyone: all but the letters to people with protected identity."""
        return self.exclude(needs_right=Right.READ_PROTECTED)

    def cancel(self):
        """Stop what has not been sent. A letter that a worker is sending right now is waited for, and is then sent."""
        return self.unsent().update(cancelled_at=clock.now())

    def owe_again(self):
        """Take back a cancelling or a refusal: the letter is owed once more."""
        anew = {"cancelled_at": None, "failed_at": None, "failure": "", "attempts": 0, "try_after": timezone.now()}
        return self.filter(sent_at=None).update(**anew)


class Letter(models.Model):
    """A letter owed to somebody. The row is the truth; a worker empties the list.

    One letter for each recipient, kind, thing and deadline value: a moved deadline gives a new one, a repeated tick
    does not. What may rightly be said twice of one thing and deadline (moved there, away, and there again) has an
    ordinal.
    """

    recipient = models.EmailField(_("recipient"))
    recipient_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=40)
    about = models.CharField(max_length=80)
    deadline = models.DateTimeField(null=True, blank=True)
    ordinal = models.PositiveIntegerField(default=0)
    # What it belongs to for those who list letters, such as `round:3`.
    belongs_to = models.CharField(max_length=40, blank=True)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    language = models.CharField(max_length=5, default="sv")
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    # Sent, and returned by some mail server later (RFC 3464).
    bounced_at = models.DateTimeField(null=True, blank=True)
    # Why the last attempt failed; final when `failed_at` is set.
    failure = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Real time, not the domain's: when the relay may hand the letter to a worker (again).
    try_after = models.DateTimeField(default=timezone.now)
    # The right that an official needs, besides seeing letters at all, to see this one.
    needs_right = models.CharField(max_length=30, blank=True)
    # Where a mail program ends the subscription with one click (RFC 8058).
    one_click = models.URLField(blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "about", "deadline", "ordinal"],
                nulls_distinct=False,
                name="letter_is_owed_once",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(cancelled_at=None), name="letter_is_sent_or_cancelled"
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(sent_at=None, cancelled_at=None, failed_at=None),
                name="letters_unsent",
            ),
            models.Index(fields=["about"], name="letters_about"),
            models.Index(fields=["belongs_to", "-created_at"], name="letters_by_what_they_belong_to"),
            models.Index(fields=["recipient"], name="letters_by_recipient"),
        ]

    def __str__(self):
        return f"{self.kind} → {self.recipient}"

    @property
    def state(self):
        """What the times say."""
        if self.bounced_at:
            return LetterState.BOUNCED
        if self.sent_at:
            return LetterState.SENT
        if self.cancelled_at:
            return LetterState.CANCELLED
        return LetterState.FAILED if self.failed_at else LetterState.OWED

    @property
    def waits_until(self):
        """When the office opens, for a letter that waits for it; else None."""
        now = clock.now()
        opening = office.next_hour(now)
        waits = self.state == LetterState.OWED and registry.get(self.kind).waits and opening > now
        return opening if waits and (self.deadline is None or self.deadline > opening) else None

    @property
    def masked_text(self):
        """The text without the secrets of its links, for officials: a draft is nobody's but its authors'."""
        return _SECRET.sub(r"\1•••", self.text)

    def mark_sent(self):
        self.sent_at = clock.now()
        self.failure = ""
        self.save(update_fields=["sent_at", "failure"])

    def mark_cancelled(self):
        self.cancelled_at = clock.now()
        self.save(update_fields=["cancelled_at"])

    def mark_failed(self, reason):
        """For good: no retry heals it."""
        self.failed_at = clock.now()
        self.failure = reason[:500]
        self.save(update_fields=["failed_at", "failure"])

    def mark_bounced(self, reason):
        """It was sent, and has come back. Says whether this is news."""
        fresh = type(self).objects.filter(pk=self.pk, bounced_at=None)
        self.failure = reason[:500]
        return bool(fresh.update(bounced_at=clock.now(), failure=self.failure))

    def mark_tried(self, reason, *, again_in):
        """It may go better in a while; until then the row says what was wrong."""
        self.attempts += 1
        self.failure = reason[:500]
        self.try_after = timezone.now() + again_in
        self.save(update_fields=["attempts", "failure", "try_after"])
