"""Rows for tests, valid by default. What a test is about, it says itself."""

import hashlib
import uuid
from datetime import UTC, date, datetime, timedelta

import factory

from consultations import checks
from consultations.models import (
    Answer,
    Consultation,
    CoverageNote,
    Draft,
    Invitation,
    InvitationState,
    Question,
    Response,
    ResponseEvent,
    RoundPart,
    SectionComment,
    SenderKind,
    Stance,
    Timeliness,
)
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts.models import Category, MemberRole, Membership, OfficialRole, Organisation, User
from rus_portal.accounts.roles import Role
from strategy.models import (
    Document,
    Erratum,
    Evidence,
    GuidingPrinciple,
    PrincipleAssessment,
    Section,
    Summary,
    SummaryRevision,
    Version,
    VersionSection,
)
from strategy.workflow import State
from timeline.models import Body, Milestone, NewsItem


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@exempel.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("a-good-test-password")


class OfficialFactory(UserFactory):
    """A user with one of the region's roles: OfficialFactory(role=Role.REGISTRAR)."""

    email = factory.Sequence(lambda n: f"official{n}@region.example")

    @factory.post_generation
    def role(self, create, extracted, **_kwargs):
        OfficialRole.objects.create(user=self, role=extracted or Role.PROJECT_LEADER)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Exempelkommun {n:03}")
    category = Category.MUNICIPALITY
    registry_email = factory.Sequence(lambda n: f"registrator{n}@kommun.example")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = MemberRole.SIGNATORY


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Document

    slug = factory.Sequence(lambda n: f"strategi-{n}")
    title = factory.Sequence(lambda n: f"Växtplats Exempel {n}")
    lead = "En strategi för länets utveckling."


def block(text, block_id=None):
    """One paragraph of a body."""
    return {"id": block_id or uuid.uuid4().hex[:8], "html": f"<p>{text}</p>"}


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Section

    document = factory.SubFactory(DocumentFactory)
    order = factory.Sequence(lambda n: n)
    heading = factory.Sequence(lambda n: f"Avsnitt {n}")
    body = factory.LazyFunction(lambda: [block("Alla invånare ska kunna nå service.")])


class PrincipleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuidingPrinciple

    document = factory.SubFactory(DocumentFactory)
    number = factory.Sequence(lambda n: n + 1)
    slug = factory.Sequence(lambda n: f"princip-{n}")
    name = factory.Sequence(lambda n: f"Princip {n}")
    summary = "Går genom allt."
    glyph = "leaf"


class AssessmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PrincipleAssessment

    section = factory.SubFactory(SectionFactory)
    principle = factory.SubFactory(PrincipleFactory)
    text = "Vägd."


class EvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evidence

    document = factory.SubFactory(DocumentFactory)
    slug = factory.Sequence(lambda n: f"underlag-{n}")
    title = factory.Sequence(lambda n: f"Enkät {n}")
    kind = "survey"
    period = "2020-23"
    summary = "En enkät."
    unknown = "Vi vet inte hur stor andel som svarade."


class VersionFactory(factory.django.DjangoModelFactory):
    """A sealed version with frozen sections: VersionFactory(sections=40)."""

    class Meta:
        model = Version
        skip_postgeneration_save = True

    document = factory.SubFactory(DocumentFactory)
    number = factory.Sequence(lambda n: n + 1)
    label = "Remissversion"
    title = factory.SelfAttribute("document.title")
    lead = factory.SelfAttribute("document.lead")
    state = State.ON_CONSULTATION
    asked_by = factory.SubFactory(UserFactory)
    frozen_by = factory.SubFactory(UserFactory)
    rendered = "<div class='read'><p>Text.</p></div>"

    @factory.post_generation
    def sections(self, create, extracted, **_kwargs):
        for order in range(extracted if extracted is not None else 2):
            VersionSection.objects.create(
                version=self,
                key=uuid.uuid4(),
                order=order,
                depth=1,
                number=str(order + 1),
                kind="text",
                heading=f"Avsnitt {order + 1}",
                body=[block(f"Text i avsnitt {order + 1}.")],
            )
        self.hash = hashlib.sha256(f"version {self.pk}".encode()).hexdigest()
        self.sealed = True
        self.save()


class ConsultationFactory(factory.django.DjangoModelFactory):
    """An open round whose last day lies 30 days ahead."""

    class Meta:
        model = Consultation

    version = factory.SubFactory(VersionFactory)
    year = 2021
    slug = factory.Sequence(lambda n: f"runda-{n}")
    title = "Förslag till regional utvecklingsstrategi"
    registry_number = "RUN 2021/EX-0042"
    letter = factory.LazyFunction(lambda: [block("Vi behöver era synpunkter.")])
    contact_name = "Projektledaren"
    contact_email = "rus@region.example"
    personal_data = "Så behandlar vi personuppgifter."
    opens_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=10))
    last_day = factory.LazyFunction(lambda: clock.today() + timedelta(days=30))
    state = RoundState.OPEN


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    consultation = factory.SubFactory(ConsultationFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = "Vilka är förslagets styrkor?"
    label = "Styrkor"


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    consultation = factory.SubFactory(ConsultationFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    contact_email = factory.Sequence(lambda n: f"kontakt{n}@kommun.example")
    state = InvitationState.SENT


class DraftFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Draft

    consultation = factory.SubFactory(ConsultationFactory)


class ResponseFactory(factory.django.DjangoModelFactory):
    """A received answer of a private person, sealed: ResponseFactory(comments=3)."""

    class Meta:
        model = Response
        skip_postgeneration_save = True

    consultation = factory.SubFactory(ConsultationFactory)
    draft_id = factory.LazyFunction(uuid.uuid4)
    receipt_number = factory.Sequence(lambda n: f"TEST-2021-{n:04}-00")
    received_at = factory.LazyFunction(clock.now)
    deadline_then = factory.LazyAttribute(lambda response: response.consultation.deadline.ends)
    timeliness = factory.LazyAttribute(
        lambda response: Timeliness.IN_TIME if response.received_at < response.deadline_then else Timeliness.LATE
    )
    hash = factory.LazyAttribute(lambda response: hashlib.sha256(response.receipt_number.encode()).hexdigest())
    sender_kind = SenderKind.PERSON
    sender_name = factory.Sequence(lambda n: f"Privatperson {n}")
    stance = Stance.SUPPORTS

    @factory.post_generation
    def comments(self, create, extracted, **_kwargs):
        sections = list(self.consultation.version.sections.all())
        SectionComment.objects.bulk_create(
            SectionComment(response=self, section=sections[n % len(sections)], comment=f"Synpunkt {n}")
            for n in range(extracted or 0)
        )
        for question in self.consultation.questions.all():
            Answer.objects.create(response=self, question=question, text="Ett svar.")
        ResponseEvent.objects.create(response=self, transition="receive", by=None, at=self.received_at)


class BodyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Body

    code = factory.Sequence(lambda n: f"B{n}")
    name = factory.Sequence(lambda n: f"Nämnd {n}")


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Milestone

    slug = factory.Sequence(lambda n: f"milstolpe-{n}")
    title = factory.Sequence(lambda n: f"Milstolpe {n}")
    planned = "2021-12"
    sort_start = date(2021, 12, 1)
    sort_end = date(2021, 12, 31)


class NewsItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NewsItem

    slug = factory.Sequence(lambda n: f"nyhet-{n}")
    title = factory.Sequence(lambda n: f"Nyhet {n}")
    text = "Något har hänt."
    published_at = datetime(2021, 4, 6, 8, tzinfo=UTC)


class CoverageNoteFactory(factory.django.DjangoModelFactory):
    """Why nobody of a group is invited."""

    class Meta:
        model = CoverageNote

    consultation = factory.SubFactory(ConsultationFactory)
    category = Category.YOUTH
    reason = "Ungdomsrådet har hörts i dialogen."


class RoundPartFactory(factory.django.DjangoModelFactory):
    """A part with a last day of its own: RoundPartFactory(sections=[…])."""

    class Meta:
        model = RoundPart
        skip_postgeneration_save = True

    consultation = factory.SubFactory(ConsultationFactory)
    name = factory.Sequence(lambda n: f"Del {n}")
    last_day = factory.LazyAttribute(lambda part: part.consultation.last_day - timedelta(days=10))

    @factory.post_generation
    def sections(self, create, extracted, **_kwargs):
        self.sections.set(extracted or [])


def ready_to_open(consultation):
    """Give the reasons that the check list asks for, so that nothing but the test's own matter stands in the way."""
    for category in checks.EXPECTED:
        CoverageNoteFactory(consultation=consultation, category=category)
    return consultation


class ErratumFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Erratum

    version = factory.SubFactory(VersionFactory)
    number = factory.LazyAttribute(lambda erratum: erratum.version.errata.count() + 1)
    right = "Rätt ord"
    decided_by = "Regionala utvecklingsnämnden"
    decided_on = date(2021, 5, 3)


class SummaryFactory(factory.django.DjangoModelFactory):
    """A short telling, each in a language of its own: SummaryFactory(published=True)."""

    class Meta:
        model = Summary
        skip_postgeneration_save = True

    document = factory.SubFactory(DocumentFactory)
    language = factory.Sequence(lambda n: f"x{n}")
    slug = factory.SelfAttribute("language")
    title = "I korthet"
    body = factory.LazyFunction(lambda: [block("Kort sagt.")])

    @factory.post_generation
    def published(self, create, extracted, **_kwargs):
        facts = {"title": self.title, "lead": "", "body": self.body, "version": None}
        revision = SummaryRevision.objects.create(summary=self, number=1, facts=facts)
        if extracted:
            self.published, self.published_at, self.state = revision, clock.now(), "published"
            self.save()
