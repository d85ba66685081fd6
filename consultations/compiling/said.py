"""What is said of a section or a question, and by whom: organisations in Swedish order, then private persons."""

from consultations.models import Answer, JoiningPoint, Response, SectionComment
from consultations.sender_order import by_sender
from consultations.workflow import JoiningState, ResponseState

# Whose it is, and what masking looks through.
_WITH = ("response__organisation", "response__confirmation")


def quotable(consultation, *, published_only=False):
    """The standing answers that may be quoted. Those of people with protected identity are counted, never quoted."""
    found = Response.objects.standing().filter(consultation=consultation, is_protected=False)
    return found.filter(state=ResponseState.PUBLISHED) if published_only else found


def _in_order(said, *, first=(), last=()):
    return said.order_by(*first, *by_sender("response__"), "response__received_at", "response", *last)


def comments(consultation, *, section=None, published_only=False):
    """What standing answers say of one section, or of all, each sender's comments together."""
    found = SectionComment.objects.filter(response__in=_pks(consultation, published_only))
    if section is not None:
        found = found.filter(section=section)
    first = ["section__order"] if section is None else []
    return _in_order(found.select_related(*_WITH), first=first, last=["pk"])


def answers(consultation, question, *, published_only=False):
    """What standing answers say to one question."""
    found = Answer.objects.filter(question=question, response__in=_pks(consultation, published_only))
    return _in_order(found.select_related(*_WITH), last=["pk"])


def _pks(consultation, published_only):
    return quotable(consultation, published_only=published_only).order_by().values("pk")


def differing(consultation, section):
    """What bodies say that have joined a joint answer but differ on this section."""
    found = JoiningPoint.objects.filter(
        section=section,
        joining__state=JoiningState.DIFFERS,
        joining__replaced_by=None,
        joining__response__in=_pks(consultation, published_only=False),
    )
    related = found.select_related("joining__organisation", "joining__response__organisation")
    return related.order_by("joining__organisation__sort_key", "pk")
