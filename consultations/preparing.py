"""The steps of setting up a round, and how far each has come: the thread beside the form."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations import checks
from consultations.checks import CHECK, FACTS, INVITED, LETTER, QUESTIONS, TIMES, VERSION

ALL = (VERSION, LETTER, QUESTIONS, FACTS, TIMES, INVITED, CHECK)


@dataclass(frozen=True)
class Step:
    """One knot of the thread. `kind` is done, now, planned or error."""

    slug: str
    number: int
    title: str
    url: str
    state: str
    kind: str
    is_current: bool


def address(consultation, slug):
    return reverse("consultations:workspace_setup", args=[consultation.year, consultation.slug, slug])


def following(slug):
    """The step after this one; the last is followed by itself."""
    return ALL[min(ALL.index(slug) + 1, len(ALL) - 1)]


def thread(consultation, *, current, problems):
    """All steps with their states. `problems` are those of the check list."""
    wanting = {problem.step for problem in problems}
    titles, states = _titles(), _states(consultation, problems)
    shown = []
    for number, slug in enumerate(ALL, start=1):
        is_current = slug == current
        kind = "now" if is_current else "planned" if slug in wanting or slug == CHECK else "done"
        state = _("Something is missing") if slug in wanting and slug != CHECK else states[slug]
        shown.append(Step(slug, number, titles[slug], address(consultation, slug), state, kind, is_current))
    return shown


def first_open(problems):
    """The first step in which something is missing, else the check list."""
    wanting = {problem.step for problem in problems}
    return next((slug for slug in ALL if slug in wanting), CHECK)


def _titles():
    return {
        VERSION: _("Version and title"),
        LETTER: _("Cover letter"),
        QUESTIONS: _("Questions"),
        FACTS: _("Facts and notices"),
        TIMES: _("Times"),
        INVITED: _("Invited"),
        CHECK: _("Check and open"),
    }


def _states(consultation, problems):
    questions = consultation.questions.count()
    invited = sum(group.invited for group in checks.coverage(consultation))
    left = len(problems)
    return {
        VERSION: _("Version %(number)d") % {"number": consultation.version.number},
        LETTER: _("Written"),
        QUESTIONS: ngettext("%(n)d question", "%(n)d questions", questions) % {"n": questions}
        if questions
        else _("No questions, which is fine"),
        FACTS: _("Filled in"),
        TIMES: _("Last day %(day)s") % {"day": date_format(consultation.last_day, "j F Y")},
        INVITED: ngettext("%(n)d body on the list", "%(n)d bodies on the list", invited) % {"n": invited},
        CHECK: ngettext("%(n)d thing is missing", "%(n)d things are missing", left) % {"n": left}
        if left
        else _("Ready to open"),
    }
