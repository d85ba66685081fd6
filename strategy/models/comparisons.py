import json
import zlib

from django.db import models
from django.db.models import F, Q

from rus_portal import clock
from strategy.comparing import FORM, Comparison
from strategy.models.versions import Version

# Of zlib's ten: three times as fast as the usual one, and a tenth larger.
LEVEL = 3


class StoredComparisonQuerySet(models.QuerySet):
    def of(self, older, newer):
        """The one of these two versions, as the portal compares today."""
        return self.filter(older=older, newer=newer, form=FORM)


class StoredComparison(models.Model):
    """What differs between two frozen versions, made once: neither of them can ever change."""

    older = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    newer = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    # Which description of the data and which way of comparing; see strategy/comparing/structure.py.
    form = models.PositiveSmallIntegerField()
    data = models.BinaryField()
    # For the marks on the versions' own pages: the key of each section with changes, and how many there are.
    changed = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=clock.now)

    objects = StoredComparisonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["older", "newer", "form"], name="versions_are_compared_once"),
            models.CheckConstraint(condition=~Q(older=F("newer")), name="version_is_not_compared_with_itself"),
        ]

    def __str__(self):
        return f"{self.older} – {self.newer.number}"

    @property
    def comparison(self):
        """The comparison itself."""
        return unpacked(self.data)


def packed(comparison):
    """A comparison as few bytes."""
    data = json.dumps(comparison.to_data(), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(data.encode(), LEVEL)


def unpacked(data):
    """Back from `packed`."""
    return Comparison.from_data(json.loads(zlib.decompress(data)))
