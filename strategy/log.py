"""Who did what with the versions of a document, when and why: how they were frozen, and their way onwards."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from strategy import canonical
from strategy.models import FreezeEvent, FreezeRequest, VersionEvent
from strategy.workflow import FreezeStep, Transition

# What has been done; the steps' own labels say what one can do.
LABELS = {
    FreezeStep.ASK: _("Asked that a version be frozen"),
    FreezeStep.CONFIRM: _("Confirmed the freeze"),
    FreezeStep.REFUSE: _("Refused the freeze"),
    FreezeStep.WITHDRAW: _("Withdrew the request"),
    FreezeStep.ASK_AGAIN: _("Asked anew, for the text as it then was"),
    Transition.SEND_OUT: _("Sent out on consultation"),
    Transition.REWORK: _("Taken up for rework after the consultation"),
    Transition.PROPOSE: _("Proposed to the committee"),
    Transition.PASS_TO_BOARD: _("Passed to the regional board"),
    Transition.PASS_TO_COUNCIL: _("Passed to the regional council"),
    Transition.ADOPT: _("The council's decision recorded"),
    Transition.TAKE_FORCE: _("Came into force"),
    Transition.REFER_BACK: _("Referred back"),
    Transition.REPLACE: _("Replaced with a newer version"),
    Transition.ABANDON: _("Abandoned by decision"),
}


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


def verified_request(version):
    """The request that the version was frozen from, when its checksum agrees with what was frozen; else None."""
    request = FreezeRequest.objects.filter(version=version).first()
    return request if request and canonical.digest_of_meant(version) == request.digest else None


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
