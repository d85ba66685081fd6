"""Files that belong to no row: what a process left behind that died between the file and its row."""

from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models

from rus_portal.exports.storage import APART, ARRIVING, KEPT

# A file is written before its row is committed: one that is younger may be about to get it.
OLD = timedelta(days=1)


def sweep(now) -> int:
    """Delete the files that no row of any app points to, when they have been so for a day. Returns how many."""
    old = [name for place in (KEPT, ARRIVING, APART) for name in _old(place, now - OLD)]
    known = known_to_rows({_key(name) for name in old})
    orphans = [name for name in old if _key(name) not in known]
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


def _old(place, before):
    top = Path(default_storage.path(""))
    for path in (top / place).rglob("*"):
        if path.is_file() and path.stat().st_mtime < before.timestamp():
            yield path.relative_to(top).as_posix()


def _key(name):
    return name.removeprefix(f"{APART}/")


def known_to_rows(keys) -> set:
    """Those of these keys that some row of any app has."""
    fields = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]
    found = set()
    for model, name in fields if keys else ():
        found.update(model._default_manager.filter(**{f"{name}__in": keys}).values_list(name, flat=True))
    return found
