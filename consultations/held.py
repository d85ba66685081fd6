"""Texts that clashed with the one in their field and wait in the draft until somebody settles them. Plain data.

A draft keeps such a text as fields `held.<8 hex>.<part>`: it is sealed, saved and sent away with all the others.
"""

import re
import secrets
from dataclasses import dataclass

PARTS = ("field", "text", "who")
_NAME = re.compile(rf"^held\.([0-9a-f]{{8}})\.({'|'.join(PARTS)})$")


@dataclass(frozen=True)
class Held:
    """One waiting text: for which field, and who wrote it (empty: nobody who is known by name)."""

    name: str
    field: str
    text: str
    who: str


def is_name(field):
    return bool(_NAME.match(field))


def field(name, part):
    return f"held.{name}.{part}"


def fields_of(name):
    return [field(name, part) for part in PARTS]


def new_name():
    return secrets.token_hex(4)


def of(values, field_name=None):
    """The texts that wait, of this field or of all."""
    found = {}
    for name, value in values.items():
        if parts := _NAME.match(name):
            found.setdefault(parts[1], {})[parts[2]] = value
    held = [
        Held(name, said.get("field", ""), said.get("text", ""), said.get("who", "")) for name, said in found.items()
    ]
    return sorted((one for one in held if one.field and field_name in (None, one.field)), key=lambda one: one.name)
