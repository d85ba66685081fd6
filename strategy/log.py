"""Who did what with the versions of a document, when and why: how they were frozen, and their way onwards."""

from dataclasses import dataclass
from datetime import datetime

from strategy.models import FreezeEvent, VersionEvent
from strategy.workflow import FreezeStep, Transition

LABELS = dict(FreezeStep.choices) | dict(Transition.choices)


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    at: datetime
    transition: str
    reason: str
    name: str | None
    email: str | None
    version: str
    number: int | None

    @property
    def what(self):
        """The step, in words."""
        return LABELS[self.transition]

    @property
    def who(self):
        """The person; empty when the portal did it by itself."""
        return self.name or self.email or ""


def of_document(document):
    """All of it, the newest first: rows for `entries`, in one query however many there are."""
    return _rows({"request__document": document}, {"version__document": document})


def of_version(version):
    """The same of one version."""
    return entries(_rows({"request__version": version}, {"version": version}))


def entries(rows):
    """Rows as lines."""
    return [Entry(*row) for row in rows]


def _rows(asked, stepped):
    facts = ("at", "transition", "reason", "by__name", "by__email")
    freezing = FreezeEvent.objects.filter(**asked).order_by()
    going = VersionEvent.objects.filter(**stepped).order_by()
    return (
        freezing.values_list(*facts, "request__label", "request__version__number")
        .union(going.values_list(*facts, "version__label", "version__number"), all=True)
        .order_by("-at", "transition")
    )
