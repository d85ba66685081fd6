"""Who of the public wants to be told, and what has been told."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from rus_portal import clock


def new_key():
    """A secret for a link, 192 bits."""
    return secrets.token_urlsafe(24)


class Level(models.TextChoices):
    """How much one wants to hear."""

    NEW = "new", _("Only when something new is sent out")
    ALL = "all", _("Every time something happens")


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def to(self, topics):
        """Those that hear of any of these topics."""
        return self.filter(topic__in=topics)


class Subscription(models.Model):
    """An address of somebody who wants letters about something. It is kept no longer than that."""

    email = models.EmailField()
    # `rounds` for all, `round:3`, or `document:1`.
    topic = models.CharField(max_length=40)
    level = models.CharField(max_length=5, choices=Level, default=Level.NEW)
    language = models.CharField(max_length=5, default="sv")
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["email", "topic"], name="topic_is_subscribed_to_once")]
        indexes = [models.Index(fields=["topic"], name="subscriptions_by_topic")]

    def __str__(self):
        return f"{self.topic}: {self.pk}"

    @property
    def about(self):
        """How its letters are named."""
        return f"subscription:{self.pk}"


class Announcement(models.Model):
    """Something that happened and of which the subscribers have been told: once, whoever notices it first."""

    # Such as `round_event:17`.
    source = models.CharField(max_length=40, unique=True)
    belongs_to = models.CharField(max_length=40, blank=True)
    told_at = models.DateTimeField(default=clock.now)
    recipients = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["belongs_to"], name="announcements_of_a_thing")]

    def __str__(self):
        return self.source
