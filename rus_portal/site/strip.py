"""The strip of the start page: what has been, what is now and what comes, a knot for each."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from consultations.workflow import RoundState
from timeline.models import MilestoneKind
from timeline.schedule import Standing

GATHERING = {MilestoneKind.START, MilestoneKind.PAUSE, MilestoneKind.DIALOGUE, MilestoneKind.SURVEY}
MOST_STEPS, STEPS_BEHIND = 6, 2


@dataclass(frozen=True)
class Step:
    """A knot of the strip."""

    what: str
    when: str
    spoken: str
    mark: str = ""


def steps(plan):
    """One knot for all that gathered knowledge, then one for each milestone."""
    gathered = [entry for entry in plan.entries if entry.milestone.kind in GATHERING]
    others = [entry for entry in plan.entries if entry.milestone.kind not in GATHERING]
    first = [_gathering_step(gathered, others, plan.day)] if gathered else []
    return first + [_step(entry) for entry in others]


def _gathering_step(gathered, others, day):
    first, last = gathered[0].shown, gathered[-1].shown
    if not others or others[0].first_day > day:
        since = _("since %(time)s") % {"time": first}
        return Step(_("Dialogues and evidence – begun"), since, since, "now")
    is_one = str(first) == str(last)
    when, spoken = (str(first), first.spoken) if is_one else (f"{first}–{last}", f"{first.spoken}, {last.spoken}")
    return Step(
        _("Dialogues and evidence"),
        _("%(time)s, done") % {"time": when},
        _("%(time)s, done") % {"time": spoken},
        "done",
    )


def _step(entry):
    title = entry.milestone.title
    match entry.standing:
        case Standing.NOW if entry.milestone.consultation and entry.milestone.consultation.state == RoundState.PAUSED:
            return Step(_("%(title)s – paused") % {"title": title}, entry.when, entry.spoken, "now")
        case Standing.NOW:
            return Step(_("%(title)s – now") % {"title": title}, entry.when, entry.spoken, "now")
        case Standing.DONE:
            when, spoken = (_("%(time)s, done") % {"time": time} for time in (entry.when, entry.spoken))
            return Step(title, when, spoken, "done")
        case Standing.UNRESOLVED:
            return Step(title, entry.when, entry.spoken, "unknown")
        case _:
            return Step(title, entry.when, entry.spoken, "vague" if entry.is_vague else "")


def window(found):
    """At most so many knots that what is now, a little of what was, and what comes can be seen."""
    waiting = next((n for n, step in enumerate(found) if step.mark not in {"done", "unknown"}), len(found))
    start = max(0, min(waiting - STEPS_BEHIND, len(found) - MOST_STEPS))
    return found[start : start + MOST_STEPS]
