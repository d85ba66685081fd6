"""A file with bodies to invite: what a worker read in it, row by row, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.models.rounds import Consultation
from consultations.workflow import IMPORT_STEPS, ImportState
from rus_portal import clock
from rus_portal.accounts.models import Category, Organisation
from rus_portal.exports.storage import attachment_path
from rus_portal.workflow import Advancing


class Verdict(models.TextChoices):
    """What a row would do to the invitation list."""

    NEW = "new", _("New body")
    KNOWN = "known", _("In the register")
    INVITED = "invited", _("Invited already")
    PROBLEM = "problem", _("Problem")


class Finding(models.TextChoices):
    """What there is to say of a file or a row; the words want the values that are kept beside the code."""

    EMPTY_FILE = "empty_file", _("The file holds no rows.")
    DAMAGED = "damaged", _("The file cannot be read. Open it, save it again as XLSX or CSV and choose it once more.")
    LETTERS = "letters", _("The letters cannot be read. Save the file as CSV UTF-8 or as XLSX.")
    LOCKED = "locked", _("The file is locked with a password. Save it without password.")
    MACROS = "macros", _("The file holds macros. Save it as an ordinary XLSX file without macros.")
    BOMB = "bomb", _("The file unpacks to far more than it says. Save it again as XLSX or CSV.")
    TOO_MANY = "too_many", _("The file has more than %(most)s rows. Divide it into several files.")
    TOO_LONG_ROW = "too_long_row", _("The file has more than %(most)s columns. Keep those of the template.")
    NO_NAME = "no_name", _("No column is called “Organisation”. The first row has: %(found)s.")
    NO_ADDRESS_COLUMN = (
        "no_address_column",
        _("There is no column with e-mail addresses. The first row has: %(found)s."),
    )
    TWICE = "twice", _("Two columns are both read as “%(column)s”: %(found)s. Keep one of them.")

    EMPTY_NAME = "empty_name", _("The name of the organisation is missing.")
    LONG = "long", _("%(column)s is longer than %(most)s characters.")
    FORMULA = "formula", _("%(column)s holds a formula. Write the value itself.")
    BAD_EMAIL = (
        "bad_email",
        _("“%(value)s” is not an e-mail address. Write one address, such as name@exempelby.example."),
    )
    NO_EMAIL = "no_email", _("No e-mail address: neither in the row, nor from before.")
    NUMBER_LENGTH = "number_length", _("“%(value)s”: an organisation number has ten digits, such as 232100-0081.")
    NUMBER_PERSON = "number_person", _("“%(value)s” looks like a personal identity number. Leave it out.")
    NUMBER_DIGIT = (
        "number_digit",
        _("“%(value)s”: check the organisation number, the last digit does not match the others."),
    )
    NUMBER_OTHER = "number_other", _("In the register the organisation number %(value)s belongs to %(name)s.")
    NUMBER_DIFFERS = "number_differs", _("In the register %(name)s has another organisation number: %(value)s.")
    CATEGORY = "category", _("There is no group called “%(value)s”. The groups are: %(groups)s.")
    DOUBLE = "double", _("The same organisation stands on line %(line)s.")

    OTHER_NAME = "other_name", _("The register calls it %(name)s.")
    FILLS_IN = "fills_in", _("Fills in what the register lacks: %(columns)s.")
    KEPT = "kept", _("The register says otherwise, and stays as it is: %(columns)s.")

    @classmethod
    def say(cls, code, values):
        """The sentence of a stored finding, in the reader's language."""
        return cls(code).label % values


class InvitationImport(Advancing, models.Model):
    """A file that an official has handed in. It stays beside the round until it is thrown away."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="imports")
    file = models.FileField(upload_to=attachment_path, max_length=200)
    name = models.CharField(max_length=150)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=5, default="sv")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.ASKED)
    # Why it could not be read: [code, values] of a Finding.
    failure = models.JSONField(null=True, blank=True)
    unused_columns = models.JSONField(default=list, blank=True)
    added = models.PositiveIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    # Real time, not the domain's: how long a worker has been at it.
    touched_at = models.DateTimeField(auto_now=True)

    steps = IMPORT_STEPS

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "sha256"],
                condition=Q(state__in=["asked", "ready"]),
                name="file_waits_once_for_a_round",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | Q(failure__isnull=False), name="failed_import_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(added__isnull=True) | Q(state="accepted"), name="only_an_accepted_import_has_added"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def failure_sentence(self):
        """Why it could not be read, in words."""
        return Finding.say(*self.failure) if self.failure else ""


class ImportEvent(models.Model):
    """Who took which step with a file, and when; the worker is nobody."""

    invitation_import = models.ForeignKey(InvitationImport, on_delete=models.CASCADE, related_name="events")
    transition = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.invitation_import}: {self.transition}"


class ImportRow(models.Model):
    """One row of the file, as it was read."""

    invitation_import = models.ForeignKey(InvitationImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=Verdict)
    # [[code, values], …] of Finding: problems, or remarks on a row that is fine.
    findings = models.JSONField(default=list, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=20, choices=Category, blank=True)
    area = models.CharField(max_length=80, blank=True)
    contact_name = models.CharField(max_length=150, blank=True)
    contact_email = models.CharField(max_length=254, blank=True)
    registry_email = models.CharField(max_length=254, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["invitation_import", "line"], name="line_of_a_file_stands_once")]
        indexes = [models.Index(fields=["invitation_import", "verdict", "line"], name="import_rows_by_verdict")]

    def __str__(self):
        return f"{self.line}: {self.name}"

    @property
    def sentences(self):
        """What there is to say of the row, in words."""
        return [Finding.say(*finding) for finding in self.findings]
