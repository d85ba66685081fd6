from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    STRATEGY = "strategy", _("Regional development strategy")
    PROGRAMME = "programme", _("Programme")


class Document(models.Model):
    """A strategy, or a programme that builds on one. The title stands here and nowhere else."""

    kind = models.CharField(max_length=12, choices=DocumentKind, default=DocumentKind.STRATEGY)
    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=200)
    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    lead = models.TextField(_("lead"), blank=True)
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="programmes")
    predecessor_title = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year=None) | Q(last_year__gte=models.F("first_year")), name="period_runs_forward"
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("strategy:document", args=[self.slug])
