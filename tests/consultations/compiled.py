"""A round with somewhat of everything that a compilation counts."""

import hashlib
import itertools
import uuid
from datetime import timedelta

from consultations.models import (
    Answer,
    LinkKind,
    QuestionKind,
    Response,
    ResponseEvent,
    ResponseLink,
    SectionComment,
    SenderKind,
    Stance,
    Timeliness,
)
from consultations.workflow import ResponseState, RoundState
from rus_portal import clock
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    OrganisationFactory,
    QuestionFactory,
    VersionFactory,
)

NUMBERS = itertools.count(1)


def seal(response):
    """The arrival is written last: after it no part can be added."""
    ResponseEvent.objects.create(response=response, transition="receive", by=None, at=response.received_at)
    return response


def answered(consultation, *, comments=(), answers=(), joint=(), **facts):
    """A sealed answer: comments as (section, {facts}), answers as (question, text)."""
    received_at, ends = facts.pop("received_at", clock.now()), consultation.deadline.ends
    number = f"PROV-{next(NUMBERS):06}"
    response = Response.objects.create(
        consultation=consultation,
        draft_id=uuid.uuid4(),
        receipt_number=number,
        received_at=received_at,
        deadline_then=ends,
        timeliness=Timeliness.IN_TIME if received_at < ends else Timeliness.LATE,
        hash=hashlib.sha256(number.encode()).hexdigest(),
        **({"sender_kind": SenderKind.PERSON, "sender_name": "Provperson"} | facts),
    )
    SectionComment.objects.bulk_create(SectionComment(response=response, section=one, **said) for one, said in comments)
    Answer.objects.bulk_create(Answer(response=response, question=question, text=text) for question, text in answers)
    response.joint_with.set(joint)
    return seal(response)


def body_answer(consultation, name, *, invited=True, category="municipality", area="", **facts):
    """An answer of an organisation."""
    organisation = OrganisationFactory(name=name, category=category, area=area)
    invitation = InvitationFactory(consultation=consultation, organisation=organisation) if invited else None
    kind = SenderKind.INVITED if invited else SenderKind.ORGANISATION
    return answered(
        consultation, organisation=organisation, invitation=invitation, sender_kind=kind, sender_name=name, **facts
    )


def sizeable_round(**facts):
    """Bodies in groups and areas, private persons, a late, a joint, a withdrawn, a replaced and a supplementing answer.

    The round is being weighed. Sections: the first has words that are spoken of, the last nothing at all.
    """
    version = VersionFactory(sections=3)
    consultation = ConsultationFactory(
        version=version, state=RoundState.PROCESSING, last_day=clock.today() - timedelta(days=20), **facts
    )
    first, second, _third = version.sections.all()
    stance = QuestionFactory(consultation=consultation, order=1, kind=QuestionKind.STANCE, text="Står ni bakom målet?")
    free = QuestionFactory(consultation=consultation, order=2, text="Vad saknas?", label="Saknas")
    in_time = {"received_at": consultation.deadline.ends - timedelta(days=3)}
    words = first.body[0]["id"]
    body_answer(
        consultation,
        "Öland",
        area="Ön",
        stance=Stance.SUPPORTS,
        comments=[
            (first, {"stance": Stance.OPPOSES, "comment": "Målet är för lågt."}),
            (first, {"block": words, "quoted": "avsnitt 1", "proposal": "Text i det första avsnittet."}),
        ],
        answers=[(stance, "supports"), (free, "=cmd()|bussar")],
        **in_time,
    )
    zeta = body_answer(
        consultation,
        "Zeta",
        category="business",
        stance=Stance.OPPOSES,
        comments=[(first, {"comment": "Bra."}), (second, {"stance": Stance.SUPPORTS})],
        answers=[(stance, "opposes")],
        **in_time,
    )
    member = OrganisationFactory(name="Örebro", area="Ön")
    InvitationFactory(consultation=consultation, organisation=member)
    on_words = {"block": words, "quoted": "Text"}
    body_answer(
        consultation,
        "Åhus",
        invited=False,
        area="Land",
        joint=[member],
        stance=Stance.SUPPORTS,
        comments=[
            (first, on_words | {"stance": Stance.SUPPORTS}),
            (second, on_words | {"stance": Stance.SUPPORTS}),
            (second, on_words | {"stance": Stance.OPPOSES}),
        ],
    )
    answered(consultation, sender_kind=SenderKind.ORGANISATION, sender_name="Båtlaget", stance=Stance.NO_COMMENTS)
    supplement = answered(
        consultation,
        organisation=zeta.organisation,
        invitation=zeta.invitation,
        sender_kind=SenderKind.INVITED,
        comments=[(first, {"stance": Stance.SUPPORTS, "comment": "Tillägg."}), (second, {"comment": "Mer."})],
        answers=[(stance, "supports"), (free, "Tåg")],
    )
    ResponseLink.objects.create(earlier=zeta, later=supplement, kind=LinkKind.SUPPLEMENTS)
    gone = body_answer(
        consultation, "Ängelholm", stance=Stance.OPPOSES, comments=[(first, {"comment": "Borttaget."})], **in_time
    )
    ResponseLink.objects.create(earlier=gone, kind=LinkKind.WITHDRAWS)
    for n in range(7):
        answered(
            consultation,
            stance=Stance.SUPPORTS if n < 6 else Stance.OPPOSES,
            comments=[(second, {"stance": Stance.OPPOSES, "comment": f"Röst {n}"})] if n < 6 else [],
            **in_time,
        )
    answered(
        consultation,
        is_protected=True,
        sender_name="Skyddad Person",
        summary="HEMLIGT",
        comments=[(first, {"comment": "HEMLIGT"})],
        answers=[(free, "HEMLIGT")],
        **in_time,
    )
    replaced = answered(consultation, summary="Ersatt", stance=Stance.OPPOSES, **in_time)
    later = answered(consultation, stance=Stance.SUPPORTS, **in_time)
    ResponseLink.objects.create(earlier=replaced, later=later, kind=LinkKind.REPLACES)
    return consultation


def publish_all(consultation):
    """All that may stand on the web stands there."""
    Response.objects.filter(consultation=consultation, is_protected=False).update(state=ResponseState.PUBLISHED)
