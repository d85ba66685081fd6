"""How pale the words of a drawn picture are: the contrast between its ground and what stands out most (WCAG 2.2)."""

from collections import Counter

# So much of the picture is its ground, and so much its few colours, when it is drawn: a photograph has neither.
GROUND, FEW_COLOURS, FEW = 0.4, 0.9, 8
# Less than this is the edge of something, or dust.
SEEN = 0.002
# Colours are told apart in so many steps of red, green and blue.
_STEPS = 16


def contrast_of(picture):
    """The ratio, 1.0–21.0, of an opened Pillow image; None when it is no drawing, where it says nothing."""
    counted = _colours(picture)
    total = sum(counted.values())
    (ground, most), *_rest = counted.most_common(1)
    few = sum(count for _colour, count in counted.most_common(FEW))
    if most < GROUND * total or few < FEW_COLOURS * total:
        return None
    others = [colour for colour, count in counted.items() if colour != ground and count >= SEEN * total]
    if not others:
        return None
    return round(max(ratio(ground, colour) for colour in others), 1)


def ratio(one, other):
    """The contrast of two colours, each (red, green, blue) of 0–255; WCAG 2.2, "contrast ratio"."""
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def _colours(picture):
    """How many points have which colour, on white where they are transparent, in steps."""
    if "A" in picture.getbands() or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        white = seen.copy()
        white.paste((255, 255, 255, 255), (0, 0, *seen.size))
        white.alpha_composite(seen)
        picture = white
    steps = picture.convert("RGB").point([value // _STEPS for value in range(256)] * 3)
    # 255 is the last step: white stays white, and black black.
    scale = 255 / (256 // _STEPS - 1)
    found = steps.getcolors((256 // _STEPS) ** 3)
    return Counter({tuple(round(step * scale) for step in colour): count for count, colour in found})


def _luminance(colour):
    red, green, blue = (_linear(value / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
