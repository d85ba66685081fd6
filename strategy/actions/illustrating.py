"""Pictures for the figures of a document."""

import hashlib
import logging
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction

from strategy import picturing
from strategy.models import Image
from strategy.models.images import new_key

logger = logging.getLogger(__name__)
# So many in one go: a picture takes up to a second.
AT_A_TICK = 20


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


def measure_pictures() -> int:
    """The clock's part: measure the contrast of pictures that came in before there was one; how many are done."""
    waiting = list(Image.objects.filter(is_measured=False).order_by("pk").values_list("pk", flat=True)[:AT_A_TICK])
    return sum(_measure(pk) for pk in waiting)


@transaction.atomic
def _measure(pk):
    """False where another worker is at it. A file that is gone or broken is not tried again."""
    unmeasured = Image.objects.select_for_update(skip_locked=True).filter(is_measured=False)
    image = unmeasured.filter(pk=pk).first()
    if image is None:
        return False
    try:
        with image.file.open() as file:
            image.contrast = picturing.measured(file)
    except (FileNotFoundError, picturing.ImageRefusedError):
        logger.exception("picture could not be measured", extra={"image": pk})
    image.is_measured = True
    image.save(update_fields=["contrast", "is_measured"])
    return True
