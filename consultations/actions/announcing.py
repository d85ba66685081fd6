"""Telling the subscribers what has happened: once for each thing, found anew each minute from the events themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations import clock_letters
from consultations.actions.reminding import is_alone
from consultations.models import Consultation, ConsultationEvent
from consultations.workflow import RoundState, RoundTransition
from rus_portal import clock
from rus_portal.notifications import actions as letters
from rus_portal.notifications import subscribing
from rus_portal.notifications.models import Announcement, Letter, Level, Subscription
from strategy.models import VersionEvent
from strategy.workflow import Transition

ALL_ROUNDS = "rounds"
# What is older is no news: a portal that was away so long keeps silent.
TIMELY = timedelta(days=7)
# One at a time; any fixed number that no other lock of the portal uses.
LOCK = 7_280_002
# transition: (subject, what has happened).
NEWS = {
    RoundTransition.OPEN: (_("New consultation: %(title)s"), _("A consultation has opened. Anyone may answer.")),
    ConsultationEvent.MOVE_DEADLINE: (
        _("New last day: %(title)s"),
        _("The last day to answer the consultation has been moved."),
    ),
    ConsultationEvent.MOVE_PART: (
        _("New last day for a part: %(title)s"),
        _("The last day to answer one part of the consultation has been moved."),
    ),
    RoundTransition.PAUSE: (_("Paused: %(title)s"), _("The consultation has been paused. Answers are still received.")),
    RoundTransition.RESUME: (_("Resumed: %(title)s"), _("The consultation goes on.")),
    RoundTransition.CLOSE: (_("Closed: %(title)s"), _("The consultation has closed. Now the answers are weighed.")),
    RoundTransition.COMPILE: (
        _("Report: %(title)s"),
        _("The compilation of the answers is out. It shows what has been said, and by whom."),
    ),
    RoundTransition.PUBLISH: (_("The answers: %(title)s"), _("The answers to the consultation have been published.")),
    RoundTransition.FINISH: (_("Finished: %(title)s"), pgettext_lazy("a round", "The consultation is finished.")),
    RoundTransition.WITHDRAW: (_("Withdrawn: %(title)s"), _("The consultation has been withdrawn.")),
    Transition.TAKE_FORCE: (_("In force: %(title)s"), _("A new version has come into force.")),
}
# What those hear who want to hear of new things only.
NEW = {RoundTransition.OPEN, Transition.TAKE_FORCE}
# What is said with the last day, and with the reason that was given for it.
MOVES = {ConsultationEvent.MOVE_DEADLINE, ConsultationEvent.MOVE_PART}
WITH_LAST_DAY = {RoundTransition.OPEN, RoundTransition.RESUME, *MOVES}
WITH_REASON = {
    *MOVES,
    RoundTransition.PAUSE,
    RoundTransition.RESUME,
    RoundTransition.WITHDRAW,
}
ADDRESSES = {
    RoundTransition.COMPILE: "consultations:report",
    RoundTransition.PUBLISH: "consultations:published_responses",
}


@dataclass(frozen=True)
class Happening:
    """Something that happened to a round, or to a version of a document."""

    event: ConsultationEvent | VersionEvent
    source: str
    document_id: int
    consultation: Consultation | None = None

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def is_new(self):
        """Whether it is news also for those who want new things only."""
        return self.event.transition in NEW

    @cached_property
    def title(self):
        return str(self.consultation or self.event.version.title)

    @property
    def subject(self):
        return NEWS[self.event.transition][0] % {"title": self.title}

    @property
    def says(self):
        return NEWS[self.event.transition][1]

    @property
    def shows_last_day(self):
        return self.event.transition in WITH_LAST_DAY

    @property
    def part(self):
        """The part whose last day was moved, or None."""
        return self.event.part if self.consultation else None

    @property
    def deadline(self):
        """The last day that holds now: of the part, or of the whole."""
        return (self.part or self.consultation).deadline

    @property
    def reason(self):
        """The public reason of a step that asks for one."""
        return self.event.reason if self.event.transition in WITH_REASON else ""

    @property
    def address(self):
        """The page that says more, in the language of the moment."""
        if self.consultation is None:
            return self.event.version.get_absolute_url()
        name = ADDRESSES.get(self.event.transition, "consultations:round")
        return reverse(name, args=[self.consultation.year, self.consultation.slug])

    @property
    def belongs_to(self):
        return round_topic(self.consultation) if self.consultation else ""

    @property
    def topics(self):
        """Those of whom somebody may have subscribed to, the narrowest first."""
        own = [round_topic(self.consultation)] if self.consultation else []
        return [*own, document_topic(self.document_id), ALL_ROUNDS]


def round_topic(consultation) -> str:
    """How a subscription to one round is named."""
    return f"round:{consultation.pk}"


def document_topic(document_id) -> str:
    """How a subscription to a document, with its rounds and versions, is named."""
    return f"document:{document_id}"


def announce_new_events() -> int:
    """Owe the subscribers the letters about what has happened since the last look. Returns how many letters."""
    since = clock.now() - TIMELY
    happenings = happenings_since(since)
    told = set(
        Announcement.objects.filter(source__in=[one.source for one in happenings]).values_list("source", flat=True)
    )
    return sum(_tell(one) for one in happenings if one.source not in told)


def happenings_since(since) -> list[Happening]:
    """What everyone may hear of what has happened to rounds and versions since then."""
    return [*_of_rounds(since), *_of_versions(since)]


def _of_rounds(since):
    events = ConsultationEvent.objects.filter(at__gte=since, at__lte=clock.now(), transition__in=NEWS)
    seen = events.exclude(consultation__state=RoundState.PLANNED).select_related("consultation__version", "part")
    for event in seen.defer("consultation__version__rendered"):
        # What was moved while the round was planned, nobody has heard of.
        if event.transition == RoundTransition.OPEN or event.at >= event.consultation.opens_at:
            consultation = event.consultation
            if event.part:
                event.part.consultation = consultation
            yield Happening(event, f"round_event:{event.pk}", consultation.version.document_id, consultation)


def _of_versions(since):
    events = VersionEvent.objects.filter(at__gte=since, at__lte=clock.now(), transition=Transition.TAKE_FORCE)
    for event in events.select_related("version__document").defer("version__rendered"):
        yield Happening(event, f"version_event:{event.pk}", event.version.document_id)


@transaction.atomic
def _tell(happening):
    if not is_alone(LOCK):
        return 0
    announcement, is_first = Announcement.objects.get_or_create(
        source=happening.source, defaults={"belongs_to": happening.belongs_to}
    )
    if not is_first:
        return 0
    owed = letters.owe_all([clock_letters.news(one, happening) for one in _listeners(happening)])
    announcement.recipients = len(owed)
    announcement.save(update_fields=["recipients"])
    return len(owed)


def _listeners(happening):
    """One subscription for each address: the narrowest that wants to hear of it, and stood when it happened."""
    asked = Subscription.objects.confirmed().to(happening.topics).filter(confirmed_at__lte=happening.at)
    if not happening.is_new:
        asked = asked.filter(level=Level.ALL)
    order = {topic: place for place, topic in enumerate(happening.topics)}
    by_address = {}
    for one in sorted(asked, key=lambda one: order[one.topic]):
        by_address.setdefault(one.email, one)
    return by_address.values()


def news_is_still_owed(letter: Letter) -> bool:
    """As long as somebody wants it; and not of a last day that has been moved once more since."""
    subscription = subscribing.of_letter(letter)
    if subscription is None or subscription.confirmed_at is None:
        return False
    source, _colon, pk = letter.about.split(":", 2)[2].partition(":")
    if source != "round_event":
        return True
    event = ConsultationEvent.objects.filter(pk=pk).first()
    if event is None or event.transition not in MOVES:
        return event is not None
    later = ConsultationEvent.objects.filter(consultation=event.consultation_id, transition=event.transition)
    later = later.filter(part=event.part_id)
    return not later.filter(pk__gt=event.pk).exists()
