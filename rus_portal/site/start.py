"""What the start page says: where the process is, and what one can do today. Every fact comes from the apps."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.models import Consultation
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.site import strip
from strategy.models import Document, DocumentKind, Evidence, Version
from strategy.workflow import State
from timeline import schedule
from timeline.models import Body, MilestoneKind, NewsItem
from timeline.schedule import Standing

DECIDING = {State.PROPOSED, State.BEFORE_BOARD, State.BEFORE_COUNCIL}
DECIDED = {State.ADOPTED, State.IN_FORCE}
MOST_NEWS, MOST_HEARD, MOST_ROUNDS = 3, 3, 10


class Phase(StrEnum):
    """Which of its faces the start page shows; deciding and weighing differ in a sentence."""

    PREPARING = "preparing"
    OPEN = "open"
    PAUSED = "paused"
    WEIGHING = "weighing"
    DECIDING = "deciding"
    ADOPTED = "adopted"


# Before the first of them lies how it all began.
STAGES = {
    Phase.PREPARING: 1,
    Phase.OPEN: 2,
    Phase.PAUSED: 2,
    Phase.WEIGHING: 3,
    Phase.DECIDING: 3,
    Phase.ADOPTED: 4,
}


@dataclass(frozen=True)
class Door:
    """Something one can do today."""

    icon: str
    label: str
    url: str
    text: str


@dataclass(frozen=True)
class Start:
    """The facts of the page."""

    document: Document | None
    version: Version | None
    consultation: Consultation | None
    other_rounds: list
    schedule: schedule.Schedule
    news: list
    heard: list
    programme: Document | None
    last_body: Body | None

    @property
    def phase(self):
        if self.consultation and self.consultation.is_open:
            return Phase.OPEN
        if self.consultation and self.consultation.state == RoundState.PAUSED:
            return Phase.PAUSED
        if self.has_adopted_text or self.adoption:
            return Phase.ADOPTED
        if self.version and self.version.state in DECIDING:
            return Phase.DECIDING
        return Phase.WEIGHING if self.consultation else Phase.PREPARING

    @property
    def stage(self):
        """At which of the five stops of the map's route the work is, from 0."""
        return STAGES[self.phase]

    @property
    def has_adopted_text(self):
        """Whether the text that one can read is the one that was adopted."""
        return bool(self.version and self.version.state in DECIDED)

    @property
    def adoption(self):
        """The last body's decision, once its outcome is known."""
        decisions = [
            entry
            for entry in self.schedule.entries
            if entry.milestone.kind == MilestoneKind.DECISION
            and entry.milestone.body == self.last_body
            and entry.standing == Standing.DONE
        ]
        return decisions[-1] if decisions and self.last_body else None

    @property
    def days_left(self):
        return self.consultation.deadline.days_left(self.schedule.day)

    @property
    def also_open(self):
        """(round, days left) of the others that can be answered in time."""
        return [(one, one.deadline.days_left(self.schedule.day)) for one in self.other_rounds]

    @property
    def principles(self):
        """As they were frozen: what is still being worked on is not for everyone."""
        return self.version.principles if self.version else []

    @property
    def place(self):
        """The county's name, as far as the region's name tells it."""
        return settings.PORTAL_REGION.removeprefix("Region ")

    @property
    def steps(self):
        return strip.window(strip.steps(self.schedule))

    @property
    def strip(self):
        """(step, whether the next one is only roughly known)."""
        steps = self.steps
        return [
            (step, after is not None and after.mark == "vague")
            for step, after in zip(steps, [*steps[1:], None], strict=True)
        ]

    @property
    def doors(self):
        return [door for door in self._doors() if door]

    def _doors(self):
        yield self._read_door()
        yield self._answer_door()
        yield self._evidence_door()
        yield self._service_door()
        yield self._timeline_door()
        yield Door(
            "landmark",
            _("See who decides"),
            reverse("timeline:organisation"),
            _("Three bodies decide in turn. Groups work, steer and give advice."),
        )

    def _read_door(self):
        if not self.version:
            return None
        label = _("Read the strategy") if self.has_adopted_text else _("Read the proposal")
        text = _("The whole text, with its four guiding principles. Also as PDF.")
        return Door("book-open", label, self.version.get_absolute_url(), text)

    def _answer_door(self):
        if not (self.consultation and self.consultation.accepts_answers) or self.phase == Phase.ADOPTED:
            return None
        if self.phase == Phase.OPEN:
            url = self.consultation.get_absolute_url()
            return Door(
                "message-square-text",
                _("Answer the consultation"),
                url,
                _("Answer everything, or only what you care about."),
            )
        if self.phase == Phase.PAUSED:
            url, text = self.consultation.get_absolute_url(), _("It is paused. Answers are received as before.")
            return Door("message-square-text", _("See the consultation"), url, text)
        return Door(
            "message-square-text",
            _("See the consultation that has closed"),
            self.consultation.get_absolute_url(),
            _("A late answer is received and marked as late."),
        )

    def _evidence_door(self):
        if not self.version:
            return None
        url = reverse("strategy:evidence", args=[self.document.slug])
        label = _("See what the strategy builds on") if self.has_adopted_text else _("See what the proposal builds on")
        return Door("users", label, url, _("Dialogues, surveys, analysis and follow-up."))

    def _timeline_door(self):
        if any(entry.standing in {Standing.AHEAD, Standing.NOW} for entry in self.schedule.entries):
            text = _("A calendar file. It follows when a date changes.")
            return Door("calendar", _("Put the timeline in your calendar"), reverse("timeline:calendar"), text)
        url = reverse("timeline:timeline")
        if self.phase == Phase.ADOPTED:
            text = _("From the first dialogues on, plan and outcome side by side.")
            return Door("history", _("See how the work went"), url, text)
        return Door("calendar", _("See the timeline"), url, _("What has happened so far, and what comes next."))

    def _service_door(self):
        if not self.programme:
            return None
        text = _("Shops, schools, buses and broadband: what is to be near, and where.")
        return Door("house", _("Read about service in the county"), reverse("site:service"), text)


def facts():
    """Everything in a fixed number of queries."""
    newest = (F("first_year").desc(nulls_last=True), "-pk")
    document = Document.objects.filter(kind=DocumentKind.STRATEGY).order_by(*newest).first()
    version = _current_version(document)
    latest, others = _rounds(document)
    return Start(
        document=document,
        version=version,
        consultation=latest,
        other_rounds=others,
        schedule=schedule.on(clock.today()),
        news=list(NewsItem.objects.published()[:MOST_NEWS]),
        heard=_heard(version),
        programme=_programme(),
        last_body=Body.objects.order_by("-order").first(),
    )


def _current_version(document):
    versions = Version.objects.published().filter(document=document)
    return versions.defer("rendered").select_related("document").current_first().first()


def _rounds(document):
    """The one of this document that is told of, and the others that can be answered in time, whatever their text.

    One that can be answered in time stands before one that opened later and rests or is over.
    """
    rounds = Consultation.objects.visible_to(AnonymousUser()).exclude(state=RoundState.WITHDRAWN)
    rounds = rounds.select_related("version__document").defer("version__rendered")
    in_time = Q(state=RoundState.OPEN, last_day__gte=clock.today())
    told = Q(version__document=document)
    rounds = rounds.filter(told | in_time).annotate(in_time=in_time, is_told=told)
    found = list(rounds.order_by("-in_time", "-is_told", "-opens_at")[:MOST_ROUNDS])
    latest = next((one for one in found if document and one.version.document_id == document.pk), None)
    return latest, [one for one in found if one.in_time and one != latest]


def _heard(version):
    """The greatest numbers; like the page of all evidence, from the day that there is a proposal to read."""
    heard = Evidence.objects.filter(document__versions=version, participants__isnull=False)
    return list(heard.order_by("-participants", "pk")[:MOST_HEARD])


def _programme():
    published = Version.objects.published().filter(document__kind=DocumentKind.PROGRAMME)
    newest = published.defer("rendered").select_related("document").current_first().first()
    return newest.document if newest else None
