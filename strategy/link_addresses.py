"""Where a link may lead, and addresses that people write without their beginning."""

import re

# static/js/editor-schema.js does the same while one writes. A word alone is no address: it would be looked for beside
# whatever page shows the text.
_ADDRESS = re.compile(r"https?://[^\s/?#]|mailto:\S|[/#]", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_BARE_MAILBOX = re.compile(r"[^\s@:/?#]+@[^\s@/?#]+\.[^\s@/?#.]+")


def link_address(href):
    """The link's address as a browser would send it, or "" when it leads where it must not."""
    from markdown_it.common.normalize_url import normalizeLink  # noqa: PLC0415 – of use only where texts are edited

    href = _whole((href or "").strip())
    if not _ADDRESS.match(href):
        return ""
    try:
        return normalizeLink(href)
    except ValueError:
        return ""


def _whole(href):
    if _BARE_HOST.fullmatch(href):
        return f"https://{href}"
    return f"mailto:{href}" if _BARE_MAILBOX.fullmatch(href) else href
