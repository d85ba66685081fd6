"""Compiles the translations with polib, so that the machine needs no gettext."""

import polib

from rus_portal.bootstrap import TOP


def compile_messages(top=TOP):
    """Make what is missing or older than its source; return the files that were made."""
    made = []
    for source in sorted((top / "rus_portal" / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        half = target.with_suffix(".half")  # whole or not at all: the web server may be reading
        polib.pofile(str(source)).save_as_mofile(str(half))
        half.replace(target)
        made.append(target)
    return made
