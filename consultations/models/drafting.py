"""Who writes together in a sealed draft: their ways in, what is handed out, what they say to each other, the review.

None of these tables is read by any page, list, export or log of the region. Their names all begin as the draft's.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.workflow import DRAFT_EVENTS
from rus_portal import clock
from rus_portal.accounts.models import MemberRole
from rus_portal.exports.storage import attachment_path

# Whoever has not shown up for so long is not here any more.
HERE = timedelta(seconds=30)


class CameBy(models.TextChoices):
    """How somebody got into the draft. A member gets in by the membership, all others by the row itself."""

    BEGAN = "began", _("Began the answer")
    INVITATION = "invitation", _("Came by the invitation's link")
    COLLEAGUE = "colleague", _("Invited by a colleague")
    MEMBER = "member", _("Member of the organisation")


class DraftLinkQuerySet(models.QuerySet):
    def live(self):
        return self.filter(revoked_at=None)

    def letting_in(self):
        """Rows that open their draft by themselves; a member's row ends with the membership."""
        return self.live().exclude(came_by=CameBy.MEMBER)

    def with_people(self):
        return self.select_related("user").order_by("created_at", "pk")


class DraftLink(models.Model):
    """One person's own way into one draft. Revoked it opens nothing, and it never opened anything else.

    The key of its address is computed from the row and the portal's secret (consultations/writers.py), so that a
    leaked row is of no use to anyone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey("Draft", on_delete=models.CASCADE, related_name="links")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=20, choices=MemberRole, default=MemberRole.WRITER)
    came_by = models.CharField(max_length=12, choices=CameBy)
    invited_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    # When it was used last, since when without a pause, and on which part: the presence that colleagues see.
    used_at = models.DateTimeField(null=True, blank=True)
    here_since = models.DateTimeField(null=True, blank=True)
    where = models.CharField(max_length=80, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DraftLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "user"],
                condition=Q(user__isnull=False, revoked_at=None),
                name="person_is_in_a_draft_once",
            )
        ]

    def __str__(self):
        return self.shown_name

    @property
    def shown_name(self):
        """What the others in the draft see."""
        if self.name:
            return self.name
        if self.user_id:
            return str(self.user)
        return self.email or str(_("A colleague"))

    @property
    def address(self):
        """Where letters to the person go; empty when none may go."""
        return self.email or (self.user.email if self.user_id else "")

    def is_here(self, now):
        """Whether the person has the draft open right now."""
        return self.used_at is not None and now - self.used_at < HERE


class DraftTask(models.Model):
    """A part or a section that somebody has taken on. `part` is a slug of consultations/parts.py or a section's key."""

    draft = models.ForeignKey("Draft", on_delete=models.CASCADE, related_name="tasks")
    part = models.CharField(max_length=60)
    to = models.ForeignKey(DraftLink, on_delete=models.CASCADE, related_name="tasks")
    what = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(DraftLink, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(DraftLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "part", "to"], name="part_is_handed_out_once")]

    def __str__(self):
        return f"{self.part} → {self.to_id}"

    @property
    def is_late(self):
        return self.done_at is None and self.until is not None and self.until < clock.today()


class DraftNote(models.Model):
    """What the writers say to each other about a part; it never becomes a part of the answer."""

    draft = models.ForeignKey("Draft", on_delete=models.CASCADE, related_name="notes")
    part = models.CharField(max_length=60)
    text = models.TextField()
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    by = models.ForeignKey(DraftLink, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(DraftLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="draft_note_says_something")]

    def __str__(self):
        return self.text[:60]


class DraftEvent(models.Model):
    """A step of the internal review: who took it, when and why."""

    draft = models.ForeignKey("Draft", on_delete=models.CASCADE, related_name="events")
    transition = models.CharField(max_length=20)
    by = models.ForeignKey(DraftLink, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.draft_id}: {self.transition}"

    @property
    def label(self):
        """What happened, in words."""
        return DRAFT_EVENTS.get(self.transition, self.transition)


class PaperState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("of a draft's copy", "Being made")
    READY = "ready", pgettext_lazy("of a draft's copy", "Ready")
    FAILED = "failed", pgettext_lazy("of a draft's copy", "Could not be made")


class PaperKind(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    FORM = "form", pgettext_lazy("of a draft's copy", "Answer form in Word")


class DraftPaper(models.Model):
    """A copy of the draft for the own board's meeting. It goes away when the draft changes or is sent."""

    draft = models.ForeignKey("Draft", on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=5, choices=PaperKind)
    language = models.CharField(max_length=5, default="sv")
    state = models.CharField(max_length=6, choices=PaperState, default=PaperState.ASKED)
    file = models.FileField(upload_to=attachment_path, blank=True, max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    # Which text it shows: the draft's `saved_at` then.
    shows = models.DateTimeField()
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "kind", "language"], name="draft_has_one_copy_of_a_kind"),
            models.CheckConstraint(condition=~Q(state="ready") | ~Q(file=""), name="ready_copy_has_a_file"),
        ]

    def __str__(self):
        return f"{self.draft_id}.{self.kind}"
