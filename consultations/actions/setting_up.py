"""Setting up a round, step by step. What is planned can be changed by whoever runs consultations, until it opens."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from consultations import checks, questions
from consultations.models import Consultation, CoverageNote, Question, QuestionKind, RoundPart
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts.models import Category
from strategy.models import Version, VersionSection
from strategy.workflow import State

# Farther than any order that a round's questions have: there they wait while they change places.
ASIDE = 10_000


class RoundIsOutError(Exception):
    """The round has opened, or has been withdrawn: what was sent out does not change any more."""


class AddressTakenError(Exception):
    """Another round has this year and address."""


class NotPlannedSoError(Exception):
    """It cannot be planned so. `field` says which of the values is wrong, the message why."""

    def __init__(self, field, message):
        super().__init__(message)
        self.field = field


def versions_to_send_out():
    """Frozen versions that have not been sent out: first those that are the newest of their text, the latest first.

    Each says in `has_newer` whether a later version of the same text is frozen, sent out or not.
    """
    frozen = Version.objects.filter(sealed=True, state=State.FROZEN).select_related("document").defer("rendered")
    newer = Version.objects.sealed().filter(document=OuterRef("document"), number__gt=OuterRef("number"))
    return frozen.annotate(has_newer=Exists(newer)).order_by("has_newer", "-frozen_at", "-pk")


@transaction.atomic
def set_up_round(version: Version, *, title: str, year: int, slug: str, by, is_fictional: bool = False) -> Consultation:
    """A planned round with nothing in it but a version, a title and an address; three months to answer are proposed."""
    try:
        with transaction.atomic():
            consultation = Consultation.objects.create(
                version=version,
                title=title,
                year=year,
                slug=slug,
                is_fictional=is_fictional,
                opens_at=clock.now(),
                last_day=checks.months_after(clock.today(), checks.SHORTEST_MONTHS),
            )
    except IntegrityError as taken:
        raise AddressTakenError from taken
    consultation.events.create(transition="create", by=by)
    return consultation


def _hold(consultation):
    """Read the round anew and keep it as it is; refused unless it is planned still."""
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if held.state != RoundState.PLANNED:
        raise RoundIsOutError
    return held


def _save(consultation, **fields):
    _hold(consultation)
    for name, value in fields.items():
        setattr(consultation, name, value)
    consultation.save(update_fields=list(fields))


@transaction.atomic
def change_version(consultation: Consultation, version: Version, *, title: str, year: int, slug: str, by) -> int:
    """Another version, title or address. What pointed at sections points at the same sections of the new version.

    Returns how many sections that were pointed at the new version does not have.
    """
    try:
        with transaction.atomic():
            before = _hold(consultation).version_id
            _save(consultation, version=version, title=title, year=year, slug=slug)
    except IntegrityError as taken:
        raise AddressTakenError from taken
    return _follow_sections(consultation, version) if before != version.pk else 0


def _follow_sections(consultation, version):
    there = {section.key: section for section in version.sections.only("key")}
    asked = list(consultation.questions.exclude(section=None).select_related("section"))
    pointed_at = [question.section.key for question in asked]
    for question in asked:
        question.section = there.get(question.section.key)
    Question.objects.bulk_update(asked, ["section"])
    for part in consultation.parts.all():
        keys = list(part.sections.values_list("key", flat=True))
        part.sections.set([there[key] for key in keys if key in there])
        pointed_at += keys
    return sum(key not in there for key in pointed_at)


@transaction.atomic
def write_letter(consultation: Consultation, *, lead: str, letter: list, signed_by: str, by) -> None:
    """The cover letter (*missiv*) as blocks, with the sentence that stands in lists and above it."""
    _save(consultation, lead=lead, letter=letter, signed_by=signed_by)


@transaction.atomic
def state_facts(consultation: Consultation, *, by, **facts) -> None:
    """Registry number, contact, how and in which formats one answers, personal data, what is published."""
    _save(consultation, **facts)


@transaction.atomic
def plan_times(
    consultation: Consultation, *, opens_at: datetime | None, last_day: date, closing_day: date | None, by
) -> None:
    """When it opens (None: when a person does it), the last day to answer, and when it closes by itself."""
    if opens_at and opens_at <= clock.now():
        raise NotPlannedSoError("opens_time", _("This hour has passed. Choose a later one, or open it yourself."))
    first = opens_at.astimezone(clock.STOCKHOLM).date() if opens_at else clock.today()
    if last_day < first:
        raise NotPlannedSoError("last_day", _("The last day to answer lies before the opening."))
    if closing_day and closing_day < last_day:
        raise NotPlannedSoError("closing_day", _("It cannot close before the last day to answer is over."))
    _save(
        consultation,
        opens_at=opens_at or clock.now(),
        opens_by_itself=opens_at is not None,
        last_day=last_day,
        closing_day=closing_day,
    )


@transaction.atomic
def add_question(
    consultation: Consultation, *, text, kind, by, label="", hint="", choices=(), section=None
) -> Question:
    """A question, last in the list."""
    _hold(consultation)
    last = consultation.questions.order_by("-order").values_list("order", flat=True).first() or 0
    facts = _question_facts(text=text, label=label, hint=hint, kind=kind, choices=choices, section=section)
    return consultation.questions.create(order=last + 1, **facts)


@transaction.atomic
def change_question(question: Question, *, text, kind, by, label="", hint="", choices=(), section=None) -> None:
    """Ask it in other words, or in another way."""
    _hold(question.consultation)
    facts = _question_facts(text=text, label=label, hint=hint, kind=kind, choices=choices, section=section)
    for name, value in facts.items():
        setattr(question, name, value)
    question.save(update_fields=list(facts))


def _question_facts(*, text, label, hint, kind, choices, section: VersionSection | None):
    is_choice = kind == QuestionKind.CHOICE
    return {
        "text": text,
        "label": label or questions.short(text),
        "hint": hint,
        "kind": kind,
        "choices": list(choices) if is_choice else [],
        "section": section,
    }


@transaction.atomic
def remove_question(question: Question, *, by) -> None:
    """Take it away; those after it move up."""
    consultation = question.consultation
    _hold(consultation)
    question.delete()
    _renumber(consultation, list(consultation.questions.order_by("order")))


@transaction.atomic
def move_question(question: Question, *, steps: int, by) -> None:
    """Move it so many places down, or up where `steps` is negative; at the ends it stays."""
    consultation = question.consultation
    _hold(consultation)
    listed = list(consultation.questions.order_by("order"))
    place = listed.index(question)
    listed.insert(min(max(place + steps, 0), len(listed) - 1), listed.pop(place))
    _renumber(consultation, listed)


def _renumber(consultation, listed):
    # First all out of each other's way: two questions never hold one place, not even for a moment.
    consultation.questions.update(order=F("order") + ASIDE)
    for order, question in enumerate(listed, start=1):
        question.order = order
    Question.objects.bulk_update(listed, ["order"])


@transaction.atomic
def add_ready_questions(consultation: Consultation, *, by) -> int:
    """The questions that cover practice (DOMAIN.md §3.2), those that stand there already left out. Returns how many."""
    present = set(consultation.questions.values_list("text", flat=True))
    missing = [row for row in questions.ready_set() if row.text not in present]
    for row in missing:
        add_question(consultation, text=row.text, label=row.label, kind=row.kind, choices=row.choices, by=by)
    return len(missing)


@transaction.atomic
def add_part(consultation: Consultation, *, name: str, last_day: date, sections, by) -> RoundPart:
    """A part with a last day of its own: a name for some sections."""
    _refuse_part(_hold(consultation), None, name=name, last_day=last_day, sections=sections)
    part = consultation.parts.create(name=name, last_day=last_day)
    part.sections.set(sections)
    return part


@transaction.atomic
def change_part(part: RoundPart, *, name: str, last_day: date, sections, by) -> None:
    """Another name, day or set of sections."""
    _refuse_part(_hold(part.consultation), part, name=name, last_day=last_day, sections=sections)
    part.name, part.last_day = name, last_day
    part.save(update_fields=["name", "last_day"])
    part.sections.set(sections)


def _refuse_part(consultation, part, *, name, last_day, sections):
    others = consultation.parts.exclude(pk=part.pk if part else None)
    if others.filter(name=name).exists():
        raise NotPlannedSoError("name", _("Another part has this name."))
    if last_day > consultation.last_day:
        raise NotPlannedSoError("last_day", _("A part cannot have a later last day than the whole."))
    taken = others.filter(sections__in=sections).values_list("name", "sections__number", "sections__heading").first()
    if taken:
        message = _("%(number)s %(heading)s is in the part “%(name)s” already. A section has one last day.")
        raise NotPlannedSoError("sections", message % dict(zip(("name", "number", "heading"), taken, strict=True)))


@transaction.atomic
def remove_part(part: RoundPart, *, by) -> None:
    """Its sections then have the last day of the whole."""
    _hold(part.consultation)
    part.delete()


@transaction.atomic
def note_coverage(consultation: Consultation, *, reasons: dict[Category, str], by) -> None:
    """Why nobody is invited from these groups. An empty reason takes an earlier one away."""
    _hold(consultation)
    for category, reason in reasons.items():
        own = CoverageNote.objects.filter(consultation=consultation, category=category)
        if not reason.strip():
            own.delete()
        elif not own.filter(reason=reason).exists():
            facts = {"reason": reason.strip(), "by": by, "at": clock.now()}
            CoverageNote.objects.update_or_create(consultation=consultation, category=category, defaults=facts)


@transaction.atomic
def change_contact(consultation: Consultation, *, contact_name: str, contact_email: str, by) -> None:
    """Whom one asks: the one thing beside the times that may change after the opening. Old and new are kept."""
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    before = f"{held.contact_name}, {held.contact_email}"
    after = f"{contact_name}, {contact_email}"
    if before == after:
        return
    consultation.contact_name, consultation.contact_email = contact_name, contact_email
    consultation.save(update_fields=["contact_name", "contact_email"])
    change = _("%(before)s → %(after)s") % {"before": before, "after": after}
    consultation.events.create(transition="change_contact", by=by, reason=change)
