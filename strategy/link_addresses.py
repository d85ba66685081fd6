"""Where a link may lead, and addresses that people write without their beginning."""

import re

_SCHEMES = ("http:", "https:", "mailto:")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# static/js/editor-schema.js does the same while one writes.
_BARE_HOST = re.compile(r"www\.[^\s@]+", re.IGNORECASE)
_BARE_MAILBOX = re.compile(r"[^\s@:/?#]+@[^\s@/?#]+\.[^\s@/?#.]+")


def link_address(href):
    """The link's address as a browser would send it, or "" when it leads where it must not."""
    from markdown_it.common.normalize_url import normalizeLink  # noqa: PLC0415 – of use only where texts are edited

    href = _whole((href or "").strip())
    scheme = _SCHEME.match(href)
    if not href or (scheme and scheme[0].lower() not in _SCHEMES):
        return ""
    try:
        return normalizeLink(href)
    except ValueError:
        return ""


def _whole(href):
    if _BARE_HOST.fullmatch(href):
        return f"https://{href}"
    return f"mailto:{href}" if _BARE_MAILBOX.fullmatch(href) else href
