"""Files and the moment of sending: those that were stopped, and those that were on their way when the time ran out."""

from datetime import timedelta

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations.file_states import STOPPED
from consultations.models import ResponseEvent
from consultations.notifications import LANGUAGE
from rus_portal.clock import STOCKHOLM

BEGUN = "begun_before"
# An answer that is sent later than this after its file came is not late because of the file.
SOON = timedelta(days=1)
FIELD = "files"


def stopped(checks) -> dict:
    """What stands in the way of sending: files that nobody could open. {field: sentence}, as for all other fields."""
    return _problem([check.name for check in checks if check.state in STOPPED])


def stopped_of(files) -> dict:
    """The same of a draft's files, each with its `check_row`."""
    return _problem([file.name for file in files if file.check_row.is_stopped])


def _problem(names):
    if not names:
        return {}
    words = _("Take away what has been stopped, and choose a new file: %(names)s.")
    return {FIELD: words % {"names": ", ".join(names)}}


def note(response, checks) -> None:
    """Tell the officials when a late answer waited for a file that was begun in time (DOMAIN.md §3.7).

    Ask for it before the arrival is noted. It is still late: what follows from it is for people to decide.
    """
    if not response.is_late:
        return
    ends = response.deadline_then
    slow = [check for check in checks if check.began_at < ends <= check.kept_at]
    waited_for = [check for check in slow if response.received_at - check.kept_at < SOON]
    if not waited_for:
        return
    first = min(waited_for, key=lambda check: check.began_at)
    with override(LANGUAGE):
        said = _("The upload of “%(name)s” began %(began)s and was complete %(kept)s.") % {
            "name": first.name,
            "began": _moment(first.began_at),
            "kept": _moment(first.kept_at),
        }
    ResponseEvent.objects.create(response=response, transition=BEGUN, by=None, reason=said)


def _moment(instant):
    return formats.date_format(instant.astimezone(STOCKHOLM), "j F Y H:i:s")
