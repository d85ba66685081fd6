"""Which answers count. Each rule stands here once: the tables and the lists behind their numbers both ask it."""

from django.db.models import CharField, Count, Exists, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from consultations.models import (
    Answer,
    LinkKind,
    MarkKind,
    Response,
    ResponseLink,
    ResponseMark,
    SectionComment,
    Stance,
)


def counted(responses):
    """Those that count as an answer of their own: standing ones (scenario 7) that supplement no standing one."""
    return responses.standing().filter(~Exists(_supplemented()))


def _supplemented():
    """The standing answer that an answer supplements."""
    standing = Response.objects.standing().order_by().values("pk")
    return ResponseLink.objects.filter(later=OuterRef("pk"), kind=LinkKind.SUPPLEMENTS, earlier__in=standing)


def _linked(kind):
    return Q(Exists(ResponseLink.objects.filter(earlier=OuterRef("pk"), kind=kind)))


def _marked(kind):
    return Q(Exists(ResponseMark.objects.live().filter(response=OuterRef("pk"), kind=kind)))


# Why an answer is no answer of its own in the numbers, the first reason that is true.
LEFT_OUT = ("withdrawn", "replaced", "misdirected", "duplicate", "supplement")


def left_out(responses, reason):
    """The answers that are kept and not counted, for this one of `LEFT_OUT`; each for its first reason."""
    conditions = {
        "withdrawn": _linked(LinkKind.WITHDRAWS),
        "replaced": _linked(LinkKind.REPLACES),
        "misdirected": _marked(MarkKind.MISDIRECTED),
        "duplicate": _marked(MarkKind.DUPLICATE),
        "supplement": Q(Exists(_supplemented())),
    }
    found = responses.filter(conditions[reason])
    for earlier in LEFT_OUT[: LEFT_OUT.index(reason)]:
        found = found.filter(~conditions[earlier])
    return found


def on_section(responses, section):
    """Those that say something of this section. A supplement counts when what it supplements says nothing of it."""
    said = SectionComment.objects.filter(response=OuterRef("pk"), section=section)
    return responses.standing().filter(
        Exists(said), ~Exists(_supplemented().filter(earlier__comments__section=section))
    )


def section_stance(responses, section):
    """Annotate `on_section`: the stance on the section as a whole, else the one on its words where it is but one."""
    own = SectionComment.objects.filter(response=OuterRef("pk"), section=section).exclude(stance=Stance.NOT_STATED)
    whole = own.filter(block="").order_by("pk").values("stance")[:1]
    words = own.exclude(block="").order_by().values("response")
    alike = words.annotate(kinds=Count("stance", distinct=True), one=Min("stance")).filter(kinds=1).values("one")
    none = Value(Stance.NOT_STATED.value)
    return responses.annotate(on_section=Coalesce(Subquery(whole), Subquery(alike), none, output_field=CharField()))


def on_question(responses, question):
    """Those that answer this question, with `said`. A supplement counts when what it supplements does not."""
    own = Answer.objects.filter(response=OuterRef("pk"), question=question)
    repeats = _supplemented().filter(earlier__answers__question=question)
    found = responses.standing().filter(Exists(own), ~Exists(repeats))
    return found.annotate(said=Subquery(own.values("text")[:1]))
