"""How a decision is written out, and its day asked for: {% load decisions %}."""

import re
from datetime import date

from django import template

register = template.Library()


@register.filter
def paragraph_sign(number):
    """The item of the minutes with one § before it, whether or not its writer typed one: `§ 81`."""
    return f"§ {number.strip().removeprefix('§').strip()}"


@register.filter
def day_input(typed):
    """The kind of the field for a day: the browser's picker, but text for what a picker would not show."""
    return "date" if not typed or _is_iso_day(str(typed)) else "text"


def _is_iso_day(typed):
    # What Python reads besides, 20210614 or 2021-W24-1, no picker shows; nor a day that does not exist.
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed):
        return False
    try:
        date.fromisoformat(typed)
    except ValueError:
        return False
    return True
