"""The decision that confirms a preliminary answer."""

from django.conf import settings
from django.db import models

from consultations.models.files import StoredFile
from consultations.models.responses import Response
from rus_portal import clock


class Confirmation(models.Model):
    """The body has decided what its preliminary answer said: the answer stands, confirmed. Never changed."""

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="confirmation")
    deciding_body = models.CharField(max_length=150)
    decided_on = models.DateField()
    item_number = models.CharField(max_length=20, blank=True)
    reservations = models.TextField(blank=True)
    confirmed_by = models.CharField(max_length=150)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self):
        return f"{self.response}: {self.deciding_body}, {self.decided_on}"


class ConfirmationFile(StoredFile):
    """The extract of the minutes that came with the confirmation."""

    confirmation = models.OneToOneField(Confirmation, on_delete=models.PROTECT, related_name="extract")
