"""The states of a round and of a received answer, and the steps between them (DOMAIN.md §3.5).

A state keeps what somebody decided. What time decides (open now, late) is computed from the deadline.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rus_portal.workflow import Step


class RoundState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("consultation", "Planned")
    OPEN = "open", _("Open")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")
    PROCESSING = "processing", _("Answers are being weighed")
    COMPILED = "compiled", _("Compiled")
    PUBLISHED = "published", _("Published")
    FINISHED = "finished", _("Finished")
    WITHDRAWN = "withdrawn", pgettext_lazy("consultation", "Withdrawn")


class RoundTransition(models.TextChoices):
    OPEN = "open", _("Open the consultation")
    PAUSE = "pause", _("Pause the consultation")
    RESUME = "resume", _("Resume the consultation")
    CLOSE = "close", _("Close the consultation")
    PROCESS = "process", _("Begin to weigh the answers")
    COMPILE = "compile", _("Approve the compilation")
    PUBLISH = "publish", _("Publish answers and compilation")
    FINISH = "finish", _("Finish")
    WITHDRAW = "withdraw", _("Withdraw the consultation")


ROUND_STEPS = {
    RoundTransition.OPEN: Step(frozenset({RoundState.PLANNED}), RoundState.OPEN),
    RoundTransition.PAUSE: Step(frozenset({RoundState.OPEN}), RoundState.PAUSED),
    RoundTransition.RESUME: Step(frozenset({RoundState.PAUSED}), RoundState.OPEN),
    RoundTransition.CLOSE: Step(frozenset({RoundState.OPEN}), RoundState.CLOSED),
    RoundTransition.PROCESS: Step(frozenset({RoundState.CLOSED}), RoundState.PROCESSING),
    RoundTransition.COMPILE: Step(frozenset({RoundState.PROCESSING}), RoundState.COMPILED),
    RoundTransition.PUBLISH: Step(frozenset({RoundState.COMPILED}), RoundState.PUBLISHED),
    RoundTransition.FINISH: Step(frozenset({RoundState.PUBLISHED}), RoundState.FINISHED),
    RoundTransition.WITHDRAW: Step(
        frozenset({RoundState.PLANNED, RoundState.OPEN, RoundState.PAUSED}), RoundState.WITHDRAWN
    ),
}


class ResponseState(models.TextChoices):
    RECEIVED = "received", _("Received")
    REGISTERED = "registered", _("Registered")
    REVIEWED = "reviewed", _("Reviewed")
    CODED = "coded", _("Coded")
    WEB_APPROVED = "web_approved", _("Web version approved")
    PUBLISHED = "published", _("Published")


class ResponseTransition(models.TextChoices):
    REGISTER = "register", _("Register")
    REVIEW = "review", _("Review")
    CODE = "code", pgettext_lazy("of an answer", "Code")
    APPROVE_WEB = "approve_web", _("Approve the web version")
    PUBLISH = "publish", _("Publish")
    UNPUBLISH = "unpublish", _("Take off the web")


RESPONSE_STEPS = {
    ResponseTransition.REGISTER: Step(frozenset({ResponseState.RECEIVED}), ResponseState.REGISTERED),
    ResponseTransition.REVIEW: Step(frozenset({ResponseState.REGISTERED}), ResponseState.REVIEWED),
    ResponseTransition.CODE: Step(frozenset({ResponseState.REVIEWED}), ResponseState.CODED),
    # An answer can stand on the web before its points are coded.
    ResponseTransition.APPROVE_WEB: Step(
        frozenset({ResponseState.REVIEWED, ResponseState.CODED}), ResponseState.WEB_APPROVED
    ),
    ResponseTransition.PUBLISH: Step(frozenset({ResponseState.WEB_APPROVED}), ResponseState.PUBLISHED),
    # Back to the review: what took it off the web is looked at before it goes there again.
    ResponseTransition.UNPUBLISH: Step(
        frozenset({ResponseState.WEB_APPROVED, ResponseState.PUBLISHED}), ResponseState.REVIEWED
    ),
}

# What an event row says to people; the keys are the steps above and what else is noted.
ROUND_EVENTS = {
    "create": _("Set up"),
    "invite": _("One more body invited"),
    "invite_many": _("Bodies put on the invitation list"),
    "uninvite": _("Body taken off the invitation list"),
    "set_compilation_day": _("Day of the compilation set"),
    "correct_contact": _("Contact address corrected"),
    "change_contact": _("Contact for questions changed"),
    "move_deadline": _("Last day moved"),
    "move_part": _("Last day of a part moved"),
    "opening_blocked": _("Could not open at the planned time"),
    "dismiss_outage": _("No more time after an outage"),
    RoundTransition.OPEN: _("Opened"),
    RoundTransition.PAUSE: _("Paused"),
    RoundTransition.RESUME: _("Resumed"),
    RoundTransition.CLOSE: _("Closed"),
    RoundTransition.PROCESS: _("Weighing of the answers begun"),
    RoundTransition.COMPILE: _("Compilation approved"),
    "correct_compilation": _("Compilation corrected"),
    RoundTransition.PUBLISH: _("Answers and compilation published"),
    RoundTransition.FINISH: _("Finished"),
    RoundTransition.WITHDRAW: _("Withdrawn"),
}
RESPONSE_EVENTS = {
    "receive": _("Received"),
    "begun_before": _("A file was begun before the deadline"),
    "withdraw": _("Taken back by the sender"),
    "disown": _("The organisation says that the answer is not from it"),
    "lift_disowning": _("The flag that it is not from the organisation is taken away"),
    "confirm": _("Confirmed by the body's decision"),
    "show_confirmation": _("What came with the confirmation is shown on the web"),
    "mark": _("Marked"),
    "unmark": _("Mark taken away"),
    ResponseTransition.REGISTER: _("Registered"),
    ResponseTransition.REVIEW: _("Reviewed"),
    ResponseTransition.CODE: _("Coded"),
    ResponseTransition.APPROVE_WEB: _("Web version approved"),
    ResponseTransition.PUBLISH: _("Published"),
    ResponseTransition.UNPUBLISH: _("Taken off the web"),
}


class AccessRequestState(models.TextChoices):
    """Of a request to read an official document (TF 2:15–18)."""

    RECEIVED = "received", pgettext_lazy("of a request", "Received")
    ASSESSED = "assessed", _("Being assessed")
    DISCLOSED = "disclosed", _("Disclosed")
    PARTLY = "partly", _("Disclosed in part")
    REFUSED = "refused", pgettext_lazy("of a request", "Refused")


class AccessRequestTransition(models.TextChoices):
    ASSESS = "assess", _("Begin to assess it")
    DISCLOSE = "disclose", _("Disclose")
    DISCLOSE_PARTLY = "disclose_partly", _("Disclose in part")
    REFUSE = "refuse", pgettext_lazy("a request", "Refuse")


ACCESS_REQUEST_STEPS = {
    AccessRequestTransition.ASSESS: Step(frozenset({AccessRequestState.RECEIVED}), AccessRequestState.ASSESSED),
    **{
        transition: Step(frozenset({AccessRequestState.RECEIVED, AccessRequestState.ASSESSED}), state)
        for transition, state in {
            AccessRequestTransition.DISCLOSE: AccessRequestState.DISCLOSED,
            AccessRequestTransition.DISCLOSE_PARTLY: AccessRequestState.PARTLY,
            AccessRequestTransition.REFUSE: AccessRequestState.REFUSED,
        }.items()
    },
}
ACCESS_REQUEST_EVENTS = {
    "receive": _("Received"),
    AccessRequestTransition.ASSESS: _("Assessment begun"),
    AccessRequestTransition.DISCLOSE: _("Disclosed"),
    AccessRequestTransition.DISCLOSE_PARTLY: _("Disclosed in part"),
    AccessRequestTransition.REFUSE: pgettext_lazy("of a request", "Refused"),
}


class DraftState(models.TextChoices):
    """The writers' own review of a draft. That it is sent stands in `sent_at`; the answer has states of its own."""

    WRITING = "writing", _("Being written")
    IN_REVIEW = "in_review", _("Frozen for review")
    APPROVED = "approved", _("Approved, ready to send")


class DraftTransition(models.TextChoices):
    FREEZE = "freeze", _("Freeze for review")
    TAKE_BACK = "take_back", _("Take it back from the review")
    RETURN = "return", _("Return it with a reason")
    APPROVE = "approve", _("Approve")


DRAFT_STEPS = {
    DraftTransition.FREEZE: Step(frozenset({DraftState.WRITING}), DraftState.IN_REVIEW),
    DraftTransition.TAKE_BACK: Step(frozenset({DraftState.IN_REVIEW}), DraftState.WRITING),
    DraftTransition.RETURN: Step(frozenset({DraftState.IN_REVIEW, DraftState.APPROVED}), DraftState.WRITING),
    DraftTransition.APPROVE: Step(frozenset({DraftState.IN_REVIEW}), DraftState.APPROVED),
}
DRAFT_EVENTS = {
    DraftTransition.FREEZE: _("Frozen for review"),
    DraftTransition.TAKE_BACK: _("Taken back from the review"),
    DraftTransition.RETURN: _("Returned with a reason"),
    DraftTransition.APPROVE: _("Approved"),
}


class ImportState(models.TextChoices):
    """Of a file with bodies to invite."""

    ASKED = "asked", _("Being read")
    READY = "ready", pgettext_lazy("of a read file", "Read, waits for your word")
    ACCEPTED = "accepted", pgettext_lazy("of a read file", "Put on the list")
    FAILED = "failed", _("Could not be read")


class ImportTransition(models.TextChoices):
    READ = "read", pgettext_lazy("of a file", "Read")
    REFUSE = "refuse", pgettext_lazy("of a file", "Refused")
    ACCEPT = "accept", pgettext_lazy("of a file", "Put on the list")


IMPORT_STEPS = {
    ImportTransition.READ: Step(frozenset({ImportState.ASKED}), ImportState.READY),
    ImportTransition.REFUSE: Step(frozenset({ImportState.ASKED}), ImportState.FAILED),
    ImportTransition.ACCEPT: Step(frozenset({ImportState.READY}), ImportState.ACCEPTED),
}


class JoiningState(models.TextChoices):
    """Of a body that a joint answer names."""

    ASKED = "asked", pgettext_lazy("of a body in a joint answer", "Named, has not confirmed")
    JOINED = "joined", pgettext_lazy("of a body in a joint answer", "Has joined")
    DIFFERS = "differs", pgettext_lazy("of a body in a joint answer", "Has joined, differs on some points")
    DECLINED = "declined", pgettext_lazy("of a body in a joint answer", "Says that it does not stand behind it")


class JoiningTransition(models.TextChoices):
    JOIN = "join", _("Join wholly")
    DIFFER = "differ", _("Join, but differ on some points")
    DECLINE = "decline", _("This is not our answer")


JOINING_STEPS = {
    JoiningTransition.JOIN: Step(frozenset({JoiningState.ASKED}), JoiningState.JOINED),
    JoiningTransition.DIFFER: Step(frozenset({JoiningState.ASKED}), JoiningState.DIFFERS),
    JoiningTransition.DECLINE: Step(frozenset({JoiningState.ASKED}), JoiningState.DECLINED),
}
JOINING_EVENTS = {
    JoiningTransition.JOIN: JoiningState.JOINED.label,
    JoiningTransition.DIFFER: JoiningState.DIFFERS.label,
    JoiningTransition.DECLINE: JoiningState.DECLINED.label,
}
