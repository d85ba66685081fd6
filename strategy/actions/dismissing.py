"""Setting a hint of the content check aside, with the reason, and taking that back."""

from django.db import transaction

from rus_portal import clock
from strategy.actions.errors import HintBlocksError
from strategy.models import DismissedHint


@transaction.atomic
def dismiss_hint(document, hint, *, reason, by):
    """Say why what a hint says need not be mended; it comes back when its words change.

    `hint` is a checking.Hint that was found just now. HintBlocksError when it stands in the way of a freeze. What is
    set aside already stays as it is.
    """
    if hint.blocks:
        raise HintBlocksError(hint)
    known = {"document": document, "at": hint.at, "kind": hint.kind, "fingerprint": hint.fingerprint}
    found, _is_new = DismissedHint.objects.get_or_create(
        **known, taken_back_at=None, defaults={"reason": reason.strip(), "dismissed_by": by}
    )
    return found


@transaction.atomic
def take_back_hint(dismissed, *, by):
    """Let the hint be said again. Who set it aside, and why, stays as history."""
    facts = {"taken_back_by": by, "taken_back_at": clock.now()}
    DismissedHint.objects.standing().filter(pk=dismissed.pk).update(**facts)
