"""Pictures made anew: smaller where they are large, and without place, camera or names in them."""

import io
from dataclasses import dataclass

from strategy.checking.contrast import contrast_of

MOST_BYTES = 10 * 1024 * 1024
# A photograph of 24 million points takes some 70 MB while it is read.
MOST_POINTS = 24_000_000
# More than any screen or paper of ours shows.
LONGEST_SIDE = 2000
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}
# What a Word document may hold beside them; it is kept as PNG.
FROM_WORD = (*FORMATS, "GIF", "BMP", "TIFF")


class ImageRefusedError(Exception):
    """The picture cannot be taken; `reason` is one word: "size", "kind", "points" or "broken"."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Made:
    """A picture as the portal keeps it; its sides in points, its contrast as strategy/checking/contrast.py says it."""

    content: bytes
    content_type: str
    width: int
    height: int
    contrast: float | None


def made_anew(file, size, *, formats=tuple(FORMATS)) -> Made:
    """The picture in an open file of so many bytes, of one of these formats by what it holds. ImageRefusedError."""
    from PIL import Image as Picture  # noqa: PLC0415 – 5 MB, of use only where pictures come in
    from PIL import ImageOps  # noqa: PLC0415

    if size > MOST_BYTES:
        raise ImageRefusedError("size")
    try:
        picture = Picture.open(file, formats=list(formats))
    except (Picture.UnidentifiedImageError, Picture.DecompressionBombError):
        raise ImageRefusedError("kind") from None
    # The size stands in the file's head: nothing has been unpacked yet.
    if picture.width * picture.height > MOST_POINTS:
        raise ImageRefusedError("points")
    kind = picture.format if picture.format in FORMATS else "PNG"
    try:
        picture.draft(picture.mode, (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(picture)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return Made(_written(picture, kind), FORMATS[kind], *picture.size, contrast_of(picture))
    except (OSError, SyntaxError, ValueError):
        raise ImageRefusedError("broken") from None


def measured(file) -> float | None:
    """The contrast of a picture that is kept already. ImageRefusedError("broken") when it cannot be read."""
    from PIL import Image as Picture  # noqa: PLC0415

    try:
        return contrast_of(Picture.open(file, formats=list(FORMATS)))
    except (Picture.UnidentifiedImageError, Picture.DecompressionBombError, SyntaxError, ValueError):
        raise ImageRefusedError("broken") from None


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
