"""The parts of an answer, and how far each has come: the thread beside the form."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations import fields, held

ABOUT, WHOLE, SECTIONS, FILES, DECISION, REVIEW = "om-er", "helheten", "avsnitt", "bilagor", "beslut", "granska"
ALL = (ABOUT, WHOLE, SECTIONS, FILES, DECISION, REVIEW)
# Which part a field stands in, by the beginning of its name.
HOME = {
    "about": ABOUT,
    "overall": WHOLE,
    "question": WHOLE,
    "section": SECTIONS,
    "remark": SECTIONS,
    "decision": DECISION,
}


@dataclass(frozen=True)
class Part:
    """One knot of the thread. `kind` is done, now, planned, vague or error."""

    slug: str
    number: int
    title: str
    url: str
    state: str
    kind: str
    is_current: bool


def is_person(draft, values):
    return not draft.organisation_id and values.get("about.kind") == fields.PERSON


def slugs(draft, values):
    """The parts that this answer has: a person has no decision to tell of."""
    return [slug for slug in ALL if slug != DECISION or not is_person(draft, values)]


def address(draft, slug):
    consultation = draft.consultation
    return reverse("consultations:answer_part", args=[consultation.year, consultation.slug, slug])


def home(name, values):
    """The part that a field stands in; a text that waits stands with its field."""
    waiting = {held.field(one.name, "text"): one.field for one in held.of(values)}
    return HOME.get(waiting.get(name, name).partition(".")[0], REVIEW)


def following(draft, values, slug):
    """The part after this one; the last is followed by itself."""
    order = slugs(draft, values)
    return order[min(order.index(slug) + 1, len(order) - 1)]


def thread(draft, values, *, file_count, section_count, current):
    """All parts with their states."""
    problems = fields.problems_of_parts(values, is_named=bool(draft.organisation_id))
    # What nobody has typed yet is missing, not wrong.
    wrong = {home(name, values) for name in problems if name in values}
    missing = {home(name, values) for name in problems} - wrong
    names = titles(is_person(draft, values))
    order = slugs(draft, values)
    states = {
        ABOUT: _("Say who answers") if ABOUT in missing else _("Done"),
        WHOLE: _state_of_whole(values),
        SECTIONS: _state_of_sections(values, section_count),
        FILES: _state_of_files(file_count),
        DECISION: _("Done") if values.get("decision.body") else _("Nothing written, which is fine"),
        REVIEW: _state_of_review(wrong, missing, order),
    }
    done = _done(values, file_count) - missing
    shown = []
    for number, slug in enumerate(order, start=1):
        is_wrong = slug in wrong
        state = _("Needs correcting") if is_wrong else states[slug]
        kind = _kind(slug, current, is_wrong, slug in done, bool(wrong | missing))
        shown.append(Part(slug, number, names[slug], address(draft, slug), state, kind, slug == current))
    return shown


def titles(person):
    """What the parts are called, {slug: title}."""
    return {
        ABOUT: _("About yourself") if person else _("About you as organisation"),
        WHOLE: _("The whole"),
        SECTIONS: _("Section by section"),
        FILES: _("Attachments"),
        DECISION: _("Your decision"),
        REVIEW: _("Check and send"),
    }


def _done(values, file_count):
    done = set()
    if "about.kind" in values:
        done.add(ABOUT)
    if fields.answers(values) or values.get("overall.summary", "").strip() or values.get("overall.stance"):
        done.add(WHOLE)
    if fields.commented(values):
        done.add(SECTIONS)
    if file_count:
        done.add(FILES)
    if values.get("decision.body"):
        done.add(DECISION)
    return done


def _kind(slug, current, is_wrong, is_done, is_shut):
    if is_wrong:
        return "error"
    if slug == current:
        return "now"
    if is_done:
        return "done"
    return "vague" if slug == REVIEW and is_shut else "planned"


def _state_of_whole(values):
    answered = len(fields.answers(values))
    if answered:
        return ngettext("%(n)d question answered", "%(n)d questions answered", answered) % {"n": answered}
    return _("Done") if values.get("overall.stance") or values.get("overall.summary") else _("Not begun")


def _state_of_sections(values, section_count):
    said = len(fields.commented(values))
    text = ngettext("%(n)d of %(all)d section has a comment", "%(n)d of %(all)d sections have a comment", said)
    return text % {"n": said, "all": section_count}


def _state_of_files(count):
    if not count:
        return _("Nothing attached, which is fine")
    return ngettext("%(n)d file", "%(n)d files", count) % {"n": count}


def _state_of_review(wrong, missing, order):
    if not wrong | missing:
        return _("When you are ready")
    if not wrong:
        return _("Opens when part %(number)d is done") % {"number": _first(missing, order)}
    number = _first(wrong, order)
    return _("Opens when part %(number)d is corrected") % {"number": number}


def _first(slugs, order):
    return min((order.index(slug) + 1 for slug in slugs if slug in order), default=1)
