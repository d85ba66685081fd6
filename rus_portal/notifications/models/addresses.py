"""Addresses to which no letter is sent for the time being."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rus_portal import clock


class PausedAddressQuerySet(models.QuerySet):
    def active(self):
        return self.filter(lifted_at=None)

    def pause(self, address, *, reason, status=""):
        """Send nothing more there until an official lifts it. Says whether that is new."""
        facts = {"reason": reason[:500], "status": status[:20]}
        with transaction.atomic():
            return self.get_or_create(address=address.lower(), lifted_at=None, defaults=facts)[1]

    def lift(self, *, by):
        """Let letters go there again."""
        return self.active().update(lifted_at=clock.now(), lifted_by=by)


class PausedAddress(models.Model):
    """An address that a mail server has refused for good. What is owed to it waits; nothing is lost."""

    address = models.EmailField(_("address"))
    reason = models.CharField(max_length=500, blank=True)
    # The enhanced status code of RFC 3463, such as 5.1.1.
    status = models.CharField(max_length=20, blank=True)
    paused_at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PausedAddressQuerySet.as_manager()

    class Meta:
        ordering = ["-paused_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["address"], condition=Q(lifted_at=None), name="address_is_paused_once")
        ]

    def __str__(self):
        return self.address
