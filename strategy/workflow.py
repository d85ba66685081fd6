"""The states of a frozen version and the steps between them (DOMAIN.md §3.5). Only the working copy is edited."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rus_portal.workflow import Step


class State(models.TextChoices):
    FROZEN = "frozen", _("Consultation edition, not yet sent out")
    ON_CONSULTATION = "on_consultation", _("Out on consultation")
    REWORKED = "reworked", _("Being reworked after the consultation")
    PROPOSED = "proposed", _("Proposal to the committee")
    BEFORE_BOARD = "before_board", _("Before the regional board")
    BEFORE_COUNCIL = "before_council", _("Before the regional council")
    ADOPTED = "adopted", _("Laid down by the regional council")
    IN_FORCE = "in_force", _("In force")
    REPLACED = "replaced", _("Replaced")
    ABANDONED = "abandoned", _("Abandoned")


class Transition(models.TextChoices):
    SEND_OUT = "send_out", _("Send out on consultation")
    REWORK = "rework", _("Rework after the consultation")
    PROPOSE = "propose", _("Propose to the committee")
    PASS_TO_BOARD = "pass_to_board", _("Pass to the regional board")
    PASS_TO_COUNCIL = "pass_to_council", _("Pass to the regional council")
    ADOPT = "adopt", _("Record the council's decision")
    TAKE_FORCE = "take_force", _("Let it come into force")
    REFER_BACK = "refer_back", _("Refer back")
    REPLACE = "replace", _("Replace with a newer version")
    ABANDON = "abandon", _("Abandon")


STEPS = {
    Transition.SEND_OUT: Step(frozenset({State.FROZEN}), State.ON_CONSULTATION),
    Transition.REWORK: Step(frozenset({State.ON_CONSULTATION}), State.REWORKED),
    Transition.PROPOSE: Step(frozenset({State.FROZEN}), State.PROPOSED),
    Transition.PASS_TO_BOARD: Step(frozenset({State.PROPOSED}), State.BEFORE_BOARD),
    Transition.PASS_TO_COUNCIL: Step(frozenset({State.BEFORE_BOARD}), State.BEFORE_COUNCIL),
    Transition.ADOPT: Step(frozenset({State.BEFORE_COUNCIL}), State.ADOPTED),
    Transition.TAKE_FORCE: Step(frozenset({State.FROZEN, State.ADOPTED}), State.IN_FORCE),
    Transition.REFER_BACK: Step(frozenset({State.PROPOSED, State.BEFORE_BOARD, State.BEFORE_COUNCIL}), State.REWORKED),
    Transition.REPLACE: Step(frozenset({State.REWORKED, State.ADOPTED, State.IN_FORCE}), State.REPLACED),
    Transition.ABANDON: Step(frozenset({State.FROZEN, State.ON_CONSULTATION, State.REWORKED}), State.ABANDONED),
}


class FreezeState(models.TextChoices):
    """Of a request that a version be frozen."""

    ASKED = "asked", _("Waits for somebody else to confirm")
    CONFIRMED = "confirmed", _("Confirmed and frozen")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn by the one who asked")
    REPLACED = "replaced", _("Asked anew")


class FreezeStep(models.TextChoices):
    ASK = "ask", _("Ask that a version be frozen")
    CONFIRM = "confirm", _("Confirm the freeze")
    REFUSE = "refuse", _("Refuse the freeze")
    WITHDRAW = "withdraw", _("Withdraw the request")
    ASK_AGAIN = "ask_again", _("Ask anew, for the text as it is now")


# A request begins by being asked; each of these ends it.
FREEZE_STEPS = {
    FreezeStep.CONFIRM: Step(frozenset({FreezeState.ASKED}), FreezeState.CONFIRMED),
    FreezeStep.REFUSE: Step(frozenset({FreezeState.ASKED}), FreezeState.REFUSED),
    FreezeStep.WITHDRAW: Step(frozenset({FreezeState.ASKED}), FreezeState.WITHDRAWN),
    FreezeStep.ASK_AGAIN: Step(frozenset({FreezeState.ASKED}), FreezeState.REPLACED),
}
# Never by the person who asked; and by that person alone.
BY_ANOTHER = frozenset({FreezeStep.CONFIRM, FreezeStep.REFUSE})
BY_THE_ASKER = frozenset({FreezeStep.WITHDRAW})


class ThreadState(models.TextChoices):
    """Of a conversation about words of the working text."""

    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Resolved")


class ThreadStep(models.TextChoices):
    RESOLVE = "resolve", _("Resolve")
    REOPEN = "reopen", _("Open again")


THREAD_STEPS = {
    ThreadStep.RESOLVE: Step(frozenset({ThreadState.OPEN}), ThreadState.RESOLVED),
    ThreadStep.REOPEN: Step(frozenset({ThreadState.RESOLVED}), ThreadState.OPEN),
}


class SuggestionState(models.TextChoices):
    """Of a change that somebody suggests in the working text."""

    OPEN = "open", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Taken back")


class SuggestionStep(models.TextChoices):
    ACCEPT = "accept", _("Accept")
    REJECT = "reject", _("Reject")
    WITHDRAW = "withdraw", _("Take back")
    REOPEN = "reopen", _("Open again")


# Each of the first three ends it, and each of them can be undone.
SUGGESTION_STEPS = {
    SuggestionStep.ACCEPT: Step(frozenset({SuggestionState.OPEN}), SuggestionState.ACCEPTED),
    SuggestionStep.REJECT: Step(frozenset({SuggestionState.OPEN}), SuggestionState.REJECTED),
    SuggestionStep.WITHDRAW: Step(frozenset({SuggestionState.OPEN}), SuggestionState.WITHDRAWN),
    SuggestionStep.REOPEN: Step(frozenset(SuggestionState) - {SuggestionState.OPEN}, SuggestionState.OPEN),
}


class SummaryState(models.TextChoices):
    """Of a short telling of a document: easy to read, or in another language."""

    DRAFT = "draft", _("Not published")
    PUBLISHED = "published", _("Published")


class SummaryStep(models.TextChoices):
    PUBLISH = "publish", _("Publish")
    TAKE_DOWN = "take_down", _("Take down")


# Published anew, readers see what has been saved since.
SUMMARY_STEPS = {
    SummaryStep.PUBLISH: Step(frozenset({SummaryState.DRAFT, SummaryState.PUBLISHED}), SummaryState.PUBLISHED),
    SummaryStep.TAKE_DOWN: Step(frozenset({SummaryState.PUBLISHED}), SummaryState.DRAFT),
}


class ImportState(models.TextChoices):
    """Of a Word document that somebody has handed in to become sections."""

    ASKED = "asked", _("Being read")
    READY = "ready", pgettext_lazy("of a read file", "Read, waits for your word")
    PUT_IN = "put_in", pgettext_lazy("of a Word document", "Put into the text")
    TAKEN_OUT = "taken_out", pgettext_lazy("of a Word document", "Put into the text, and taken away again")
    FAILED = "failed", _("Could not be read")


class ImportStep(models.TextChoices):
    READ = "read", pgettext_lazy("of a file", "Read")
    REFUSE = "refuse", pgettext_lazy("of a file", "Refused")
    PUT_IN = "put_in", pgettext_lazy("of a Word document", "Put into the text")
    TAKE_OUT = "take_out", pgettext_lazy("of a Word document", "Taken away again")


IMPORT_STEPS = {
    ImportStep.READ: Step(frozenset({ImportState.ASKED}), ImportState.READY),
    ImportStep.REFUSE: Step(frozenset({ImportState.ASKED}), ImportState.FAILED),
    ImportStep.PUT_IN: Step(frozenset({ImportState.READY}), ImportState.PUT_IN),
    ImportStep.TAKE_OUT: Step(frozenset({ImportState.PUT_IN}), ImportState.TAKEN_OUT),
}

# A version that only officials may see yet.
UNPUBLISHED = frozenset({State.FROZEN, State.ABANDONED})

# Which mark of state (the `tag` of the components) stands beside the words.
MARKS = {
    State.FROZEN: "frozen",
    State.ON_CONSULTATION: "open",
    State.REWORKED: "info",
    State.PROPOSED: "info",
    State.BEFORE_BOARD: "info",
    State.BEFORE_COUNCIL: "info",
    State.ADOPTED: "done",
    State.IN_FORCE: "done",
    State.REPLACED: "plain",
    State.ABANDONED: "plain",
}
