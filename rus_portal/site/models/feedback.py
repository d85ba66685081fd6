from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rus_portal import clock


class PageFeedback(models.Model):
    """ "Hjälpte informationen på sidan dig?" – the answer and the page, never who."""

    page = models.CharField(max_length=300)
    helped = models.BooleanField()
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self):
        return self.page


class AccessibilityReportQuerySet(models.QuerySet):
    def unanswered(self):
        return self.filter(answered_at=None)


class AccessibilityReport(models.Model):
    """A message about a barrier, or a wish for an accessible version (DOS-lagen 13 and 15 §§). May be anonymous."""

    page = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    email = models.EmailField(blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AccessibilityReportQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self):
        return self.text[:60]


class Conformance(models.TextChoices):
    """How Digg's template words it."""

    FULL = "full", _("fully compatible")
    PARTIAL = "partial", _("partially compatible")
    NONE = "none", _("not compatible")


class AccessibilityStatement(models.Model):
    """What the law asks to be said (DOMAIN.md L-21). One row at the most."""

    actor = models.CharField(_("who is responsible"), max_length=150)
    service = models.CharField(_("service"), max_length=150)
    conformance = models.CharField(_("conformance"), max_length=10, choices=Conformance, default=Conformance.PARTIAL)
    # One fault a line.
    faults = models.TextField(_("known faults"), blank=True)
    undue_burden = models.TextField(_("undue burden"), blank=True)
    outside_the_law = models.TextField(_("content outside the law"), blank=True)
    method = models.TextField(_("how it was assessed"))
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    updated_on = models.DateField(_("updated on"), default=clock.today)

    class Meta:
        constraints = [models.CheckConstraint(name="there_is_one_accessibility_statement", condition=models.Q(pk=1))]

    def __str__(self):
        return self.service

    @property
    def fault_list(self):
        """The known faults, one by one."""
        return [line.strip() for line in self.faults.splitlines() if line.strip()]
