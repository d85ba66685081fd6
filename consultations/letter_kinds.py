"""The kinds of letters of this app, as `rus_portal.notifications.registry` wants to know them."""

from django.utils.translation import gettext_lazy as _

from consultations import draft_letters, file_letters
from consultations.actions import (
    announcing,
    concluding,
    confirming,
    joining,
    membership,
    moving_parts,
    publishing,
    reminding,
    reminding_writers,
)
from rus_portal.notifications import subscribing
from rus_portal.notifications.registry import Kind, register


def register_all():
    """Called when the app is ready."""
    register(
        _to_body("invitation", _("Invitation"), reminding.invitation_is_still_owed),
        *(
            _to_body(name, label, reminding.reminder_is_still_owed, waits=True)
            for name, label in [
                ("reminder_28", _("Reminder, four weeks before")),
                ("reminder_7", _("Reminder, one week before")),
                ("reminder_1", _("Reminder, one day before")),
            ]
        ),
        *(
            _to_body(name, label, reminding.reminder_of_parts_is_still_owed, waits=True)
            for name, label in [
                ("part_reminder_28", _("Reminder of a part, four weeks before")),
                ("part_reminder_7", _("Reminder of a part, one week before")),
                ("part_reminder_1", _("Reminder of a part, one day before")),
            ]
        ),
        _to_body("moved_deadline", _("Moved deadline"), reminding.move_is_still_owed),
        _to_body("moved_part", _("Moved last day of a part"), moving_parts.move_is_still_owed),
        _to_body("paused", _("Paused consultation"), reminding.pause_is_still_owed),
        _to_body("resumed", _("Resumed consultation"), reminding.resuming_is_still_owed),
        Kind("opening_blocked", _("Consultation that could not open"), to_region=True),
        Kind("outage_proposal", _("Outage before a deadline"), to_region=True),
        Kind("extension_asked", _("Request for more time"), to_region=True),
        Kind("extension_decision", _("Decision on more time")),
        Kind("withdrawn", _("Withdrawn consultation")),
        Kind("receipt", _("Receipt")),
        Kind(confirming.DUE, _("Question about a preliminary answer"), confirming.is_still_owed, waits=True),
        Kind("confirmation_receipt", _("Receipt of the confirmation of an answer")),
        Kind("registry_receipt", _("Receipt to the registry")),
        Kind(file_letters.TO_SENDER, _("File that could not be opened")),
        Kind(file_letters.TO_REGION, _("File that has been stopped"), to_region=True),
        Kind("response_disowned", _("Answer that is said not to be from its sender"), to_region=True),
        Kind("joining_asked", _("Question to a body named in a joint answer"), joining.is_still_owed),
        Kind("joining_receipt", _("Receipt of a word on a joint answer")),
        Kind("published_answer", _("Published answer"), publishing.published_answer_is_still_owed),
        *(
            Kind(
                name,
                label,
                reminding_writers.is_still_owed,
                waits=True,
                sealed=True,
                complete=draft_letters.complete,
            )
            for name, label in [
                ("unsent_draft_7", _("Unsent draft, one week before")),
                ("unsent_draft_1", _("Unsent draft, one day before")),
                ("unsent_part_7", _("Unsent draft, one week before the day of a part")),
                ("unsent_part_1", _("Unsent draft, one day before the day of a part")),
            ]
        ),
        _to_body(concluding.MISSING, _("Missing answer"), concluding.missing_answer_is_still_owed, waits=True),
        Kind(concluding.OUTCOME, _("Outcome of the consultation"), concluding.outcome_is_still_owed, waits=True),
        Kind("access_request_received", _("Request to read a document"), to_region=True),
        Kind("access_request_receipt", _("Receipt of a request to read a document")),
        Kind("access_request_decision", _("Decision on a request to read a document")),
        Kind("address_bounced", _("Letter that did not arrive"), to_region=True),
        Kind(
            "subscription_news",
            _("News to a subscriber"),
            announcing.news_is_still_owed,
            subscribing.end_because_of,
            waits=True,
            sealed=True,
        ),
        *(
            Kind(name, label, draft_letters.is_still_owed, sealed=True, asked_for=True, complete=draft_letters.complete)
            for name, label in [
                ("draft_link", _("Link to a draft")),
                ("draft_task", _("Part of a draft handed out")),
                ("draft_mention", _("Comment in a draft")),
                ("draft_review", _("Review of a draft")),
            ]
        ),
        Kind(
            "membership_invitation",
            _("Invitation to a colleague"),
            membership.is_still_owed,
            sealed=True,
            asked_for=True,
            complete=membership.complete,
        ),
    )


def _to_body(name, label, is_still_owed, **traits):
    """A kind of letter to an invited body: whether it arrives says whether the body can be reached."""
    return Kind(name, label, is_still_owed, reminding.note_bounce, reminding.note_that_it_works, **traits)
