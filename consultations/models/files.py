"""Files that came from outside."""

import math
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from consultations.file_states import FILE_STEPS, STOPPED, FileState
from rus_portal import clock
from rus_portal.exports.storage import arriving_path, attachment_path
from rus_portal.exports.uploads import MOST_BYTES, REASONS
from rus_portal.workflow import Advancing

# How long a held file waits for the next try: twice as long each time. Where the scanner could not do it, as long:
# it is asked first whether it answers, so little is lost by asking often.
SOON, AFTER_TROUBLE = timedelta(minutes=1), timedelta(minutes=2)


class StoredFile(models.Model):
    """A file that came from outside: kept under a random key, its type known by its content."""

    file = models.FileField(upload_to=attachment_path, max_length=200)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class FileRole(models.TextChoices):
    """What a file is to the answer that it comes with."""

    ATTACHMENT = "attachment", pgettext_lazy("role of a file", "Attachment")
    EXTRACT = "extract", _("Extract of the minutes")
    RESERVATION = "reservation", _("Reservation or separate statement")


class AnswerFile(StoredFile):
    """A file of an answer, sent or not."""

    role = models.CharField(max_length=12, choices=FileRole, default=FileRole.ATTACHMENT)

    class Meta:
        abstract = True


class FileCheckQuerySet(models.QuerySet):
    def held(self):
        return self.filter(state=FileState.HELD)

    def stopped(self):
        return self.filter(state__in=STOPPED)


class FileCheck(Advancing, models.Model):
    """Whether a stored file may be opened. It knows the file by its key alone, so that it tells nothing of a draft.

    The row comes with the file's own row and goes with it; a file without one is opened by nobody.
    """

    file = models.CharField(max_length=200, unique=True)
    content_type = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=FileState, default=FileState.HELD)
    # Of a refused one: a key of uploads.REASONS. Of an infected one: what the scanner calls it.
    reason = models.CharField(max_length=20, blank=True)
    virus = models.CharField(max_length=200, blank=True)
    held_at = models.DateTimeField(default=clock.now)
    # Real time, not the domain's: when a worker took it last, how often, and what kept it from saying something.
    tried_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)
    # When sender and officials were told that a file of a received answer has been stopped.
    told_at = models.DateTimeField(null=True, blank=True)

    steps = FILE_STEPS
    objects = FileCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="refused_file_has_a_reason"),
            models.CheckConstraint(condition=~Q(state="infected") | ~Q(virus=""), name="infected_file_has_a_name"),
        ]
        indexes = [
            models.Index(fields=["state"], condition=~Q(state="clean"), name="files_that_are_not_clean"),
        ]

    def __str__(self):
        return f"{self.file}: {self.state}"

    @property
    def is_clean(self):
        return self.state == FileState.CLEAN

    @property
    def is_held(self):
        return self.state == FileState.HELD

    @property
    def is_stopped(self):
        return self.state in STOPPED

    @property
    def next_try_at(self):
        """When a worker takes a held file again at the earliest, in real time; None: as soon as one is free."""
        if self.tried_at is None:
            return None
        return self.tried_at + (AFTER_TROUBLE if self.trouble else SOON * 2**self.tries)

    @property
    def why_held(self):
        """Why nobody may open it yet, and when it is tried again, as one or two sentences."""
        if not self.trouble and self.tries <= 1:
            return _("It is being looked through. That seldom takes more than a minute.")
        if self.trouble and settings.CLAMD_URL:
            why = _("The virus scanner does not answer. The file is kept, and nothing is lost.")
        else:
            why = _("The file could not be looked through yet. It is kept, and nothing is lost.")
        return f"{why} {self._again()}"

    def _again(self):
        left = self.next_try_at - timezone.now() if self.next_try_at else timedelta()
        if left <= SOON:
            return _("It is tried again within a minute or as soon as that is possible.")
        minutes = math.ceil(left / timedelta(minutes=1))
        return ngettext("It is tried again in %(n)d minute.", "It is tried again in %(n)d minutes.", minutes) % {
            "n": minutes
        }

    @property
    def why(self):
        """Why it was stopped and what to do, as one or two sentences."""
        return REASONS.get("infected" if self.state == FileState.INFECTED else self.reason, "")


class FileCheckEvent(models.Model):
    """A step of a file's check: when, and what was found."""

    check_row = models.ForeignKey(FileCheck, on_delete=models.CASCADE, related_name="events")
    transition = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.check_row_id}: {self.transition}"


class DraftUpload(models.Model):
    """A file on its way into a draft, piece by piece, so that a lost line costs the last piece only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey("Draft", on_delete=models.CASCADE, related_name="uploads")
    file = models.FileField(max_length=200, unique=True, default=arriving_path)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=12, choices=FileRole, default=FileRole.ATTACHMENT)
    size = models.PositiveBigIntegerField()
    # When the file was changed last, as the browser says: another file of the same name and size is another file.
    changed = models.CharField(max_length=20, blank=True)
    # How much of it is on disk for certain.
    offset = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField(default=clock.now)
    # Real time: one that nobody has touched for a day is cleared away.
    touched_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["began_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=MOST_BYTES, offset__lte=F("size")), name="upload_fits_its_size"
            )
        ]

    def __str__(self):
        return f"{self.draft_id}: {self.offset} of {self.size}"
