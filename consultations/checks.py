"""The check list before a round opens: what stands in its way, what it should think about once more, who is missing."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.models import Consultation, CoverageNote
from rus_portal import clock
from rus_portal.accounts.models import Category
from rus_portal.clock import office
from strategy import blocks
from strategy.models import Version
from strategy.workflow import State

# The steps of setting up a round, as they stand in the addresses.
VERSION, LETTER, QUESTIONS, FACTS, TIMES, INVITED, CHECK = (
    "version",
    "missiv",
    "fragor",
    "fakta",
    "tider",
    "inbjudna",
    "kontroll",
)
# The six groups of the region's own page: law 2010:630, 8–9 §§, asks that they be heard.
EXPECTED = (
    Category.MUNICIPALITY,
    Category.STATE_AGENCY,
    Category.ACADEMIA,
    Category.BUSINESS,
    Category.CIVIL_SOCIETY,
    Category.YOUTH,
)
# The Government's rule of thumb for its own consultations (DOMAIN.md §3.4).
SHORTEST_MONTHS = 3
JULY = 7
_SWEDISH_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
# How the label or the reason of a version says that it was frozen to be sent out.
_FOR_CONSULTATION = re.compile("remiss|samråd|consultation", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """Something that keeps the round from opening, and the step in which it is put right."""

    step: str
    text: str


@dataclass(frozen=True)
class Concern:
    """Something that is allowed but seldom wise, and why."""

    step: str
    text: str
    why: str


@dataclass(frozen=True)
class Group:
    """How many of a group are on the list; and why nobody is, where that has been said."""

    category: Category
    invited: int
    reason: str

    @property
    def is_expected(self):
        return self.category in EXPECTED

    @property
    def lacks_reason(self):
        return self.is_expected and not self.invited and not self.reason


def opening_day(consultation: Consultation) -> date:
    """The Swedish day on which the round opens: the planned one, or today when a person opens it."""
    today = clock.today()
    if not consultation.opens_by_itself:
        return today
    return max(today, consultation.opens_at.astimezone(clock.STOCKHOLM).date())


def problems(consultation: Consultation) -> list[Problem]:
    """What stands between this round and its opening (DOMAIN.md §3.5), in the order of the steps."""
    return [*_of_version(consultation), *_of_words(consultation), *_of_times(consultation), *_of_list(consultation)]


def _unmet(step, checks):
    return [Problem(step, text) for is_met, text in checks if not is_met]


def _of_version(consultation):
    version = consultation.version
    return _unmet(
        VERSION,
        [
            (version.sealed and version.hash, _("The version is not frozen: freeze it, so that it has a checksum.")),
            (version.state == State.FROZEN, _("The version has been sent out or abandoned before. Choose a new one.")),
        ],
    )


def _of_words(consultation):
    contact = consultation.contact_name and consultation.contact_email
    return [
        *_unmet(LETTER, [(consultation.letter, _("The cover letter is missing."))]),
        *_unmet(
            FACTS,
            [
                (consultation.registry_number, _("The registry number is missing.")),
                (contact, _("The contact person and address are missing.")),
                (consultation.personal_data, _("The text about personal data is missing.")),
            ],
        ),
    ]


def _of_times(consultation):
    opens = opening_day(consultation)
    found = _unmet(TIMES, [(consultation.last_day >= opens, _("The last day to answer lies before the opening."))])
    for part in consultation.parts.annotate(section_count=Count("sections")):
        names = {"name": part.name}
        found += _unmet(
            TIMES,
            [
                (part.section_count, _("The part “%(name)s” has no section.") % names),
                (part.last_day >= opens, _("The last day of the part “%(name)s” lies before the opening.") % names),
                (
                    part.last_day <= consultation.last_day,
                    _("The last day of the part “%(name)s” lies after the last day of the whole.") % names,
                ),
            ],
        )
    return found


def _of_list(consultation):
    groups = coverage(consultation)
    if not any(group.invited for group in groups):
        return [Problem(INVITED, _("Nobody has been invited."))]
    text = _("Nobody is invited from the group “%(group)s”. Invite somebody, or write why not.")
    return [Problem(CHECK, text % {"group": group.category.label}) for group in groups if group.lacks_reason]


def coverage(consultation: Consultation) -> list[Group]:
    """Every group of stakeholders with the number of its bodies on the list (DOMAIN.md L-04)."""
    counted = consultation.invitations.values_list("organisation__category").annotate(n=Count("pk")).order_by()
    invited = dict(counted)
    reasons = dict(CoverageNote.objects.filter(consultation=consultation).values_list("category", "reason"))
    return [Group(one, invited.get(one.value, 0), reasons.get(one.value, "")) for one in Category]


def gaps(consultation: Consultation) -> list[Category]:
    """The expected groups with nobody on the list."""
    return [group.category for group in coverage(consultation) if group.is_expected and not group.invited]


def concerns(consultation: Consultation) -> list[Concern]:
    """What is allowed but seldom wise (DOMAIN.md §3.4), each with its reason."""
    first, last = opening_day(consultation), consultation.last_day
    found = [
        *_of_choice(consultation.version),
        _short(first, last),
        _over_july(first, last),
        _day_off(last),
        *_of_texts(consultation),
    ]
    return [concern for concern in found if concern]


def _of_choice(version):
    """Whether another version was perhaps meant: a version's purpose is what its label says."""
    sealed = Version.objects.sealed().filter(document=version.document_id, number__gt=version.number)
    newest = sealed.defer("rendered").order_by("-number").first()
    if newest:
        names = {"chosen": version.number, "number": newest.number, "label": newest.label}
        names["day"] = date_format(newest.frozen_at.astimezone(clock.STOCKHOLM), "j F Y")
        yield Concern(
            VERSION,
            _("Version %(chosen)d is not the newest of this text.") % names,
            _("Version %(number)d, “%(label)s”, was frozen %(day)s.") % names,
        )
    if not _FOR_CONSULTATION.search(f"{version.label} {version.reason}"):
        yield Concern(
            VERSION,
            _("The version was frozen for something else than a consultation: “%(label)s”.") % {"label": version.label},
            _("What is sent out cannot be exchanged. Look whether it is the text that you mean."),
        )


def _short(first, last):
    if first > last or last >= months_after(first, SHORTEST_MONTHS):
        return None
    text = _("The time to answer is shorter than three months.")
    why = _("A municipality often needs six to ten weeks from draft to decision, and the board meets once a month.")
    return Concern(TIMES, text, why)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _over_july(first, last):
    years = range(first.year, last.year + 1)
    if not any(date(year, JULY, 1) <= last and first <= date(year, JULY, 31) for year in years):
        return None
    return Concern(TIMES, _("The time to answer lies over July."), _("Most boards and committees do not meet in July."))


def _day_off(last):
    if office.is_working_day(last):
        return None
    text = _("The last day is a day off.")
    return Concern(TIMES, text, _("Most who answer do so at work, and so do those who help them."))


def _of_texts(consultation):
    if re.search(rf"\b\d{{1,2}} (?:{_SWEDISH_MONTHS})\b", blocks.plain_text(consultation.letter)):
        yield Concern(
            LETTER,
            _("The cover letter names a day."),
            _("If the last day is moved, the letter still says the old one. The page shows the last day by itself."),
        )
    if not consultation.publication_notice:
        yield Concern(
            FACTS,
            _("The text about publication is missing."),
            _("Whoever answers shall know beforehand what is shown on the web."),
        )
