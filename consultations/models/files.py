"""Files that came from outside."""

from django.db import models

from rus_portal.exports.storage import attachment_path


class StoredFile(models.Model):
    """A file that came from outside: kept under a random key, its type known by its content."""

    file = models.FileField(upload_to=attachment_path, max_length=200)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name
