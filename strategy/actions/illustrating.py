"""Pictures for the figures of a document."""

import hashlib
import io
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction

from strategy.actions.errors import ImageRefusedError
from strategy.checking.contrast import contrast_of
from strategy.models import Image
from strategy.models.images import new_key

MOST_BYTES = 10 * 1024 * 1024
# A photograph of 24 million points takes some 70 MB while it is read.
MOST_POINTS = 24_000_000
# More than any screen or paper of ours shows.
LONGEST_SIDE = 2000
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}


@transaction.atomic
def add_image(document, upload, *, by):
    """Keep a picture for the document, made anew: smaller where it is large, and without place, camera or names in it.

    Only PNG and JPEG, by what the file holds. ImageRefusedError.reason: "size", "kind", "points" or "broken".
    """
    if upload.size > MOST_BYTES:
        raise ImageRefusedError("size")
    content, kind, (width, height), contrast = _made_anew(upload)
    key = new_key()
    return Image.objects.create(
        document=document,
        key=key,
        file=ContentFile(content, name=key),
        content_type=FORMATS[kind],
        sha256=hashlib.sha256(content).hexdigest(),
        width=width,
        height=height,
        contrast=contrast,
        file_name=PurePath(upload.name or "").name[:200],
        uploaded_by=by,
    )


def _made_anew(upload):
    from PIL import Image as Picture  # noqa: PLC0415 – 5 MB, of use only where pictures are uploaded
    from PIL import ImageOps  # noqa: PLC0415

    try:
        picture = Picture.open(upload, formats=list(FORMATS))
    except (Picture.UnidentifiedImageError, Picture.DecompressionBombError):
        raise ImageRefusedError("kind") from None
    # The size stands in the file's head: nothing has been unpacked yet.
    if picture.width * picture.height > MOST_POINTS:
        raise ImageRefusedError("points")
    kind = picture.format
    try:
        picture.draft(picture.mode, (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(picture)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (OSError, SyntaxError, ValueError):
        raise ImageRefusedError("broken") from None
    return _written(picture, kind), kind, picture.size, contrast_of(picture)


def _written(picture, kind):
    """The bytes. Only the points are written: what else the file said (EXIF, comments, profiles) stays behind."""
    modes = {"PNG": ("1", "L", "LA", "P", "RGB", "RGBA"), "JPEG": ("L", "RGB")}[kind]
    has_alpha = kind == "PNG" and "A" in picture.getbands()
    bare = picture if picture.mode in modes else picture.convert("RGBA" if has_alpha else "RGB")
    transparency = bare.info.get("transparency")
    bare.info = {} if transparency is None else {"transparency": transparency}
    out = io.BytesIO()
    bare.save(out, kind, optimize=True, **({"quality": 85} if kind == "JPEG" else {}))
    return out.getvalue()
