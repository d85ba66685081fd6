"""A load of the size of DOMAIN.md §3.3, for measuring: rows in bulk, valid by every constraint and trigger."""

import hashlib
import random
import uuid
from datetime import timedelta

from django.db import connection, transaction

from consultations.models import (
    Answer,
    Consultation,
    Invitation,
    InvitationState,
    Question,
    QuestionKind,
    Response,
    ResponseEvent,
    SectionComment,
    SenderKind,
    Stance,
    Timeliness,
)
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts import collation
from rus_portal.accounts.models import Category, Organisation, User
from strategy import actions, blocks
from strategy.actions.freezing import freeze_snapshot
from strategy.models import Document, Version
from strategy.snapshot import Snapshot
from strategy.workflow import Transition

WORDS = [
    "länet",
    "invånare",
    "service",
    "kollektivtrafik",
    "kommunerna",
    "behöver",
    "samverkan",
    "landsbygden",
    "utbildning",
    "företag",
    "klimat",
    "vård",
    "möten",
    "planering",
    "resor",
    "kust",
    "skog",
    "bostäder",
    "arbete",
    "kompetens",
    "digital",
    "hälsa",
    "ungdomar",
    "kultur",
    "tillsammans",
    "långsiktigt",
]
STANCES = [
    Stance.SUPPORTS,
    Stance.SUPPORTS_WITH_COMMENTS,
    Stance.OPPOSES,
    Stance.NO_COMMENTS,
    Stance.NOT_STATED,
]
CHOICES = ["Ja, helt", "Delvis", "Nej", "Vet inte"]
BATCH = 2000
DAYS_OPEN = 60
# Not everyone answers every question.
SHARE_ANSWERED = 0.8


@transaction.atomic
def make(*, invitations, answers, points, sections):
    """Make a document, an open round, invited bodies, answers and points. Returns the round. The same every time."""
    chance = random.Random(2021)
    number = Document.objects.filter(slug__startswith="volym-").count() + 1
    consultation = _round(_version(number, sections, chance), number)
    _ask(consultation)
    invited = _invite(consultation, invitations, number)
    _answer(consultation, invited, answers, points, chance)
    with connection.cursor() as cursor:
        # A database that has run for a while has counted its rows by itself.
        cursor.execute("ANALYZE")
    return consultation


def _words(chance, count):
    return " ".join(chance.choices(WORDS, k=count)).capitalize() + "."


def _version(number, sections, chance):
    document = actions.create_document(
        by=None, slug=f"volym-{number}", title=f"Volymprov {number}", lead="Fiktivt exempel."
    )
    for n in range(sections):
        kind = {0: "goal", 1: "priority"}.get(n, "text")
        text = "\n\n".join(_words(chance, 50) for _ in range(4))
        actions.add_section(
            document,
            parent=None,
            heading=f"Avsnitt om {chance.choice(WORDS)}",
            kind=kind,
            body=blocks.from_markdown(text),
            by=None,
        )
    asker, confirmer = (_nobody(name) for name in ("ber", "bekraftar"))
    facts = {"label": "Volymprov", "reason": "För att mäta.", "asked_by": asker, "by": confirmer}
    return freeze_snapshot(Snapshot.take(document), **facts)


def _nobody(name):
    """One of the two who stand for a version; nobody logs in as them."""
    email = f"volym-{name}@exempel.example"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, name="Volymprov")


def _round(version: Version, number):
    version.advance(Transition.SEND_OUT, by=None)
    return Consultation.objects.create(
        version=version,
        year=clock.today().year,
        slug=f"volym-{number}",
        title=f"Volymprov {number}",
        registry_number=f"EX-{number}",
        letter=blocks.from_markdown("Ett prov med många svar."),
        contact_name="Volymprovet",
        contact_email="volym@demo.example",
        personal_data="Allt är påhittat.",
        opens_at=clock.now() - timedelta(days=DAYS_OPEN),
        last_day=clock.today() + timedelta(days=DAYS_OPEN),
        state=RoundState.OPEN,
        is_fictional=True,
    )


def _ask(consultation):
    """A question of each kind, the last one about a section."""
    asked = [
        {"text": "Vad saknas?", "label": "Saknas"},
        {"text": "Är målen tydliga?", "label": "Tydliga mål", "kind": QuestionKind.CHOICE, "choices": CHOICES},
        {
            "text": "Står ni bakom avsnittet?",
            "label": "Avsnittet",
            "kind": QuestionKind.STANCE,
            "section": consultation.version.sections.order_by("order").first(),
        },
    ]
    Question.objects.bulk_create(
        Question(consultation=consultation, order=order, **facts) for order, facts in enumerate(asked, start=1)
    )


def _invite(consultation, count, number):
    names = [f"Volymkommun {number}-{n}" for n in range(count)]
    organisations = Organisation.objects.bulk_create(
        [
            Organisation(
                name=name,
                sort_key=collation.sort_key(name),
                category=Category.values[n % 6],
                is_fictional=True,
            )
            for n, name in enumerate(names)
        ],
        batch_size=BATCH,
    )
    return Invitation.objects.bulk_create(
        [
            Invitation(
                consultation=consultation,
                organisation=organisation,
                contact_email=f"volym{number}-{n}@demo.example",
                state=InvitationState.SENT,
            )
            for n, organisation in enumerate(organisations)
        ],
        batch_size=BATCH,
    )


def _answer(consultation, invited, answers, points, chance):
    responses = Response.objects.bulk_create(
        [_response(consultation, invited[n] if n < len(invited) else None, n, answers, chance) for n in range(answers)],
        batch_size=BATCH,
    )
    sections = list(consultation.version.sections.all())
    SectionComment.objects.bulk_create(
        (
            SectionComment(
                response=responses[n % len(responses)],
                section=sections[n % len(sections)],
                stance=chance.choice(STANCES),
                comment=_words(chance, 30),
            )
            for n in range(points if responses else 0)
        ),
        batch_size=BATCH,
    )
    asked = list(consultation.questions.all())
    Answer.objects.bulk_create(
        (
            Answer(response=response, question=question, text=_said(question, chance))
            for response in responses
            for question in asked
            if chance.random() < SHARE_ANSWERED
        ),
        batch_size=BATCH,
    )
    # Last, for the event seals the answer: see the triggers of consultations.
    ResponseEvent.objects.bulk_create(
        (ResponseEvent(response=response, transition="receive", at=response.received_at) for response in responses),
        batch_size=BATCH,
    )


def _said(question, chance):
    match question.kind:
        case QuestionKind.CHOICE:
            return chance.choice(CHOICES)
        case QuestionKind.STANCE:
            return chance.choice(STANCES[:-1])
    return _words(chance, 20)


def _response(consultation, invitation, n, answers, chance):
    name = invitation.organisation.name if invitation else f"Privatperson {n}"
    share = timedelta(days=DAYS_OPEN) / max(1, answers)
    return Response(
        consultation=consultation,
        draft_id=uuid.uuid4(),
        receipt_number=f"VOLYM-{consultation.pk}-{n:05}",
        received_at=consultation.opens_at + n * share,
        deadline_then=consultation.deadline.ends,
        timeliness=Timeliness.IN_TIME,
        hash=hashlib.sha256(f"{consultation.pk}/{n}".encode()).hexdigest(),
        sender_kind=SenderKind.INVITED if invitation else SenderKind.PERSON,
        invitation=invitation,
        organisation=invitation.organisation if invitation else None,
        sender_name=name,
        stance=chance.choice(STANCES),
        summary=_words(chance, 40),
    )
