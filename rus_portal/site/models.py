from django.db import models

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


class AccessibilityReport(models.Model):
    """A message about a barrier, or a wish for an accessible version (DOS-lagen 13 and 15 §§). May be anonymous."""

    page = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    email = models.EmailField(blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self):
        return self.text[:60]
