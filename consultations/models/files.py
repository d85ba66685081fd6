"""Files that came from outside."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rus_portal.exports.storage import attachment_path


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
