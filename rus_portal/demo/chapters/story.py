"""Reading the story's files and naming its moments."""

import re
import tomllib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from rus_portal.clock import STOCKHOLM

FOLDER = Path(__file__).resolve().parent.parent / "story"
# Section keys are derived from the story's own ids, so that a replayed story has the same permanent addresses.
NAMESPACE = uuid.UUID("6f1b8a8e-6d5c-4f0e-9a53-0d6f0f2b7c11")
_HEADING = re.compile(r"^(#{1,3}) (.+)\n<!-- (.+?) -->\n", re.MULTILINE)


@dataclass(frozen=True)
class Event:
    at: datetime
    happen: Callable


@dataclass(frozen=True)
class StorySection:
    id: str
    depth: int
    kind: str
    heading: str
    text: str
    builds_on: tuple = ()

    @property
    def key(self):
        return section_key(self.id)


def moment(*parts):
    """An instant by the Swedish wall clock."""
    return datetime(*parts, tzinfo=STOCKHOLM)


def local(naive):
    """A naive TOML time as an instant by the Swedish wall clock."""
    return naive.replace(tzinfo=STOCKHOLM)


def section_key(story_id):
    """The permanent key of a section of the story."""
    return uuid.uuid5(NAMESPACE, story_id)


@cache
def table(name):
    """One of the story's TOML files."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def sections(name):
    """The sections of one of the story's Markdown files, in order."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    found = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in found[1:]] + [len(text)]
    return [_section(heading, text[heading.end() : end].strip()) for heading, end in zip(found, ends, strict=True)]


def _section(heading, text):
    facts = dict(re.findall(r"(\w+): (\S+)", heading[3]))
    builds_on = tuple(word for word in facts.get("builds_on", "").split(",") if word)
    return StorySection(facts["id"], len(heading[1]), facts["kind"], heading[2].strip(), text, builds_on)


def attachment(name):
    """The bytes of a file that somebody in the story attaches."""
    return (FOLDER / "attachments" / name).read_bytes()
