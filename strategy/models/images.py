import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from rus_portal import clock
from strategy.markup import IMAGE_ADDRESS
from strategy.models.documents import Document
from strategy.models.versions import Version


def new_key():
    """Nobody can guess it."""
    return secrets.token_hex(16)


def image_path(image, _file_name):
    """Kept by its key; what somebody called the file stands in the database only."""
    return f"images/{image.key[:2]}/{image.key}"


class ImageQuerySet(models.QuerySet):
    def shown_publicly(self):
        """Those of published versions."""
        return self.filter(pk__in=Version.objects.published().values("images"))

    def visible_to(self, user):
        """What a published version shows is for everyone, the rest for officials."""
        return self if user.is_authenticated and user.is_official else self.shown_publicly()


class Image(models.Model):
    """A picture for the figures of a document, made anew from what was uploaded and without anything hidden in it."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="images")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    file = models.FileField(upload_to=image_path, max_length=100)
    content_type = models.CharField(max_length=20)
    # Of the kept file: a frozen text names the image by its key only.
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    # How dark the words of a drawn picture are (strategy/checking/contrast.py); none of a photograph.
    contrast = models.FloatField(null=True)
    # What came in before pictures were measured waits for the worker; the database lets nothing else of it be changed.
    is_measured = models.BooleanField(default=True)
    file_name = models.CharField(max_length=200, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    # The frozen versions that show it.
    versions = models.ManyToManyField(Version, related_name="images")

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=r"^[0-9a-f]{32}$"), name="image_key_is_random_hex")
        ]

    def __str__(self):
        return self.file_name or self.key

    @property
    def address(self):
        """As the text names it, the same in every language."""
        return f"{IMAGE_ADDRESS}{self.key}"
