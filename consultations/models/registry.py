"""What the registry knows of a received answer: its entry, its campaign, and who has read what is protected."""

from django.conf import settings
from django.db import models

from consultations.models.responses import Response
from consultations.models.rounds import Consultation
from rus_portal import clock


class RegistryEntry(models.Model):
    """The four facts that stand in the registry (OSL 5:2). Sender and subject may be left out where they are secret."""

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="registry_entry")
    arrived_on = models.DateField()
    number = models.CharField(max_length=80, unique=True)
    sender = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self):
        return self.number


class Campaign(models.Model):
    """Many answers with the same words: one standpoint with a number, each answer registered by itself."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="campaigns")
    # Of what all of them say: answers with the same words have the same.
    fingerprint = models.CharField(max_length=64)
    name = models.CharField(max_length=150)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "fingerprint"], name="standpoint_is_one_campaign")
        ]

    def __str__(self):
        return self.name


class CampaignLetter(models.Model):
    """That an answer is one of a campaign's."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="letters")
    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="campaign_letter")

    def __str__(self):
        return f"{self.campaign}: {self.response}"


class ProtectedReading(models.Model):
    """That an official has read something of a person with protected identity: who, when, what. Never changed."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    what = models.CharField(max_length=150)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at"], name="protected_readings_by_time")]

    def __str__(self):
        return f"{self.response}: {self.what}"
