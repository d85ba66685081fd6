"""The small parts of every page: icons, marks of state, dates and numbers as people write them (docs/components.md)."""

import re
from datetime import datetime
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rus_portal import clock
from rus_portal.clock import STOCKHOLM

register = template.Library()
ICONS = Path(settings.BASE_DIR) / "templates" / "components" / "icons"
NARROW_SPACE = "\u202f"

# The principles' own solid shapes, so that they never look like something to press: the first four are the region's.
GLYPHS = {
    "leaf": '<g transform="rotate(32 12 12)"><path d="M12 1A2.7 2.7 0 0 1 14.5 5.1A2.4 2.4 0 0 1 16.6 9A2.6 2.6 0 0 1 '
    "16.8 13.6A2.5 2.5 0 0 1 13 17.2V23H11V17.2A2.5 2.5 0 0 1 7.2 13.6A2.6 2.6 0 0 1 7.4 9A2.4 2.4 0 0 1 9.5 "
    '5.1A2.7 2.7 0 0 1 12 1Z"/><path class="vein" d="M12 5.5V18M12 10.2l2.4-1.9M12 10.2L9.6 8.3M12 14.5l2.6-2M12 '
    '14.5l-2.6-2"/></g>',
    "heart": '<path d="M12 21.5 3.6 13A5.6 5.6 0 0 1 11.4 5L12 5.6l.6-.6A5.6 5.6 0 0 1 20.4 13Z"/>',
    "nodes": '<path d="M6 6.5 18.5 9.5 9 19Z" fill="none" stroke="currentColor" stroke-width="2.2"/><circle cx="5.5" '
    'cy="6" r="4"/><circle cx="18.8" cy="9.6" r="3.2"/><circle cx="9" cy="19" r="3.6"/>',
    "pixels": '<path d="M2 9h13v13H2Zm15.5 0H22v4.5h-4.5ZM10.5 2H15v4.5h-4.5Zm8 .5H22V6h-3.5Z"/>',
    "sun": '<circle cx="12" cy="12" r="5"/><path d="M11 1h2v4h-2Zm0 18h2v4h-2ZM1 11h4v2H1Zm18 0h4v2h-4ZM3.5 4.9l1.4-1.4'
    " 2.8 2.8-1.4 1.4Zm12.8 12.8 1.4-1.4 2.8 2.8-1.4 1.4ZM3.5 19.1l2.8-2.8 1.4 1.4-2.8 2.8ZM16.3 6.3l2.8-2.8 1.4"
    ' 1.4-2.8 2.8Z"/>',
    "drop": '<path d="M12 1.5C15.5 6.5 19 10.6 19 15a7 7 0 0 1-14 0C5 10.6 8.5 6.5 12 1.5Z"/>',
    "hill": '<path d="M1 20.5 9 6l4.2 7.6L16 9.5l7 11Z"/>',
    "ring": '<path d="M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 6a4 4 0 1 1 0 8 4 4 0 0 1 0-8Z" fill-rule="evenodd"/>',
}
# Kind of state -> (class, icon).
TAGS = {
    "open": ("tag-open", "circle-dot"),
    "done": ("tag-done", "check"),
    "info": ("tag-info", "info"),
    "draft": ("tag-draft", "pencil-line"),
    "soon": ("tag-soon", "clock"),
    "stop": ("tag-stop", "octagon-alert"),
    "frozen": ("", "lock"),
    "waiting": ("", "circle-dashed"),
    "plain": ("", "minus"),
    # What is no state, such as a stance: a dash before it would read as a no.
    "word": ("", ""),
    "fict": ("tag-fict", ""),
}
KNOTS = {"done": "check", "pause": "pause"}


@cache
def _icon(name):
    return mark_safe((ICONS / f"{name}.svg").read_text(encoding="utf-8").strip())


@register.simple_tag
def icon(name):
    """An inline Lucide icon; it stands beside a word, never alone."""
    return _icon(name)


@register.simple_tag
def glyph(name):
    """The solid shape of a guiding principle."""
    return format_html(
        '<svg class="glyph" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        mark_safe(GLYPHS.get(name, GLYPHS["leaf"])),
    )


@register.simple_tag
def principle(number, name, glyph_name):
    """The mark of a guiding principle: shape, number and name, any one of which is enough."""
    return format_html('<span class="pr pr-{}">{}{} {}</span>', number, glyph(glyph_name), number, name)


@register.simple_tag
def tag(kind, words):
    """A mark of state: icon and word."""
    css, icon_name = TAGS[kind]
    drawing = _icon(icon_name) if icon_name else ""
    return format_html('<span class="{}">{}{}</span>', f"tag {css}".strip(), drawing, words)


@register.simple_tag
def fictional():
    """The mark of everything made up."""
    return tag("fict", _("Fictional example"))


@register.simple_tag
def knot(kind, text=""):
    """A knot on the thread. The class `is-<kind>` stands on the list item; a word stands beside it, always."""
    inner = _icon(KNOTS[kind]) if kind in KNOTS else ("!" if kind == "error" else text)
    return format_html('<span class="knot">{}</span>', inner)


def _local(value):
    if isinstance(value, datetime):
        return timezone.localtime(value, STOCKHOLM)
    return value


@register.filter
def long_date(value):
    """30 juni 2021."""
    return date_format(_local(value), "j F Y") if value else ""


@register.filter
def weekday_date(value):
    """onsdag 30 juni 2021."""
    return date_format(_local(value), "l j F Y") if value else ""


def _with_time(value, form):
    local = _local(value)
    day = date_format(local, "l j F Y")
    # Swedish writes the time with points (kl. 23.59), English with colons.
    clock_time = local.strftime(form.replace(":", pgettext("between hours and minutes", ":")))
    return _("%(day)s, %(time)s") % {"day": day, "time": clock_time}


@register.filter
def moment(value):
    """onsdag 30 juni 2021 kl. 23.59."""
    return _with_time(value, "%H:%M") if value else ""


@register.filter
def moment_seconds(value):
    """måndag 28 juni 2021 kl. 15.12.44."""
    return _with_time(value, "%H:%M:%S") if value else ""


@register.filter
def clock_time(value):
    """14.03.07, in English 14:03:07, for "Sparat"."""
    return _local(value).strftime("%H:%M:%S").replace(":", pgettext("between hours and minutes", ":")) if value else ""


@register.filter
def saved_time(value):
    """14.03.07 for what was saved today, else with its day: 28 juni 2021 kl. 14.03.07."""
    if not value or _local(value).date() == clock.today():
        return clock_time(value)
    return _("%(day)s, %(time)s") % {"day": long_date(value), "time": clock_time(value)}


@register.filter
def iso(value):
    """For <time datetime>; only for what is exact."""
    return _local(value).isoformat() if value else ""


@register.filter
def file_size(size):
    """1,7 MB; 210 kB."""
    if size is None:
        return ""
    # What would round up to 1000 kB is said in MB; number_format itself cuts off and does not round.
    if size < 999_500:
        return f"{max(1, round(size / 1000))}\u00a0kB"
    return f"{number_format(round(size / 1_000_000, 1), 1)}\u00a0MB"


@register.filter
def breakable(address):
    """An address that may go on in the next line after its @ and its dots, and within a word only where it must."""
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in re.split(r"(?<=[@.])", address or "")))


@register.filter
def number(value):
    """5 000, with a narrow space that does not break."""
    return f"{value:,}".replace(",", NARROW_SPACE) if value is not None else ""


@register.filter
def get(mapping, key):
    """The value under a key that is itself a variable."""
    return mapping.get(key)
