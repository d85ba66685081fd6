"""Pictures for the figures of a document."""

import hashlib
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction

from strategy import picturing
from strategy.models import Image
from strategy.models.images import new_key


@transaction.atomic
def add_image(document, upload, *, by):
    """Keep a picture for the document, made anew: smaller where it is large, and without place, camera or names in it.

    Only PNG and JPEG, by what the file holds. ImageRefusedError.reason: "size", "kind", "points" or "broken".
    """
    made = picturing.made_anew(upload, upload.size)
    key = new_key()
    return Image.objects.create(
        document=document,
        key=key,
        file=ContentFile(made.content, name=key),
        content_type=made.content_type,
        sha256=hashlib.sha256(made.content).hexdigest(),
        width=made.width,
        height=made.height,
        contrast=made.contrast,
        file_name=PurePath(upload.name or "").name[:200],
        uploaded_by=by,
    )
