"""The rows of the list of received answers, put in words with as little work as fifty at a time ask for."""

from dataclasses import dataclass

from consultations.models import Response, SenderKind, Stance, Timeliness
from consultations.workflow import ResponseState
from rus_portal.accounts.models import Category


@dataclass(slots=True)
class Row:
    """One answer as the table shows it."""

    response: Response
    sender: str
    group: str
    stance: str
    late: str
    state: str
    is_new: bool
    has_marks: bool


def of(responses):
    """The rows of these answers. Each word is looked up once a page, not once a row."""
    words = {kind: {value: str(label) for value, label in kind.choices} for kind in _KINDS}
    return [_row(response, words) for response in responses]


_KINDS = (Category, SenderKind, Stance, Timeliness, ResponseState)


def _row(response, words):
    body = response.organisation
    group = words[Category].get(body.category, "") if body else words[SenderKind][response.sender_kind]
    is_late = response.timeliness != Timeliness.IN_TIME
    return Row(
        response,
        sender=response.sender,
        group=group,
        stance=words[Stance][response.stance],
        late=words[Timeliness][response.timeliness] if is_late else "",
        state=words[ResponseState][response.state],
        is_new=response.state == ResponseState.RECEIVED,
        has_marks=_has_marks(response),
    )


def _has_marks(response):
    linked = response.is_withdrawn or response.is_replaced or response.is_supplement
    return linked or response.is_joint or response.is_preliminary or response.is_begun_before or response.is_protected
