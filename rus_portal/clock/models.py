from django.db import models
from django.utils import timezone


class ClockSetting(models.Model):
    """Where the domain's clock stood (`domain`) at a real instant (`real`). One row at the most."""

    domain = models.DateTimeField()
    real = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="clock_has_one_setting", condition=models.Q(pk=1))]

    def __str__(self):
        return f"{self.domain} = {self.real}"

    @classmethod
    def current(cls, first_instant):
        """The setting; the first process that asks starts the clock at `first_instant`."""
        if setting := cls.objects.filter(pk=1).first():
            return setting
        return cls.objects.get_or_create(pk=1, defaults={"domain": first_instant, "real": timezone.now()})[0]
