"""The fields of a draft: what they are called, and what is wrong with what they say. Plain data, no database.

A field that is wrong is saved all the same: nothing that somebody typed is lost. Only sending asks for everything.
"""

import json
import re
import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import dates
from django.utils.translation import gettext as _

from consultations import held, remarks
from rus_portal import clock

MOST_CHARACTERS = 60_000
MOST_NUMBER = 30
PERSON, ORGANISATION, INVITED = "person", "organisation", "invited"
KINDS = (INVITED, ORGANISATION, PERSON)
STANCES = ("supports", "supports_with_comments", "opposes", "no_comments", "declines", "not_stated")
SECTION_PARTS = ("stance", "comment", "proposal", "block", "quoted")
ABOUT = ("about.kind", "about.name", "about.email", "about.protected", "about.joint")
OVERALL = ("overall.stance", "overall.summary", "overall.seconds")
SETS = frozenset({"about.joint", "overall.seconds"})
DECISION = (
    "decision.body",
    "decision.date",
    "decision.item",
    "decision.delegation",
    "decision.registry_number",
    "decision.preliminary",
    "decision.expected",
    "decision.reservations",
)
# What a short field may hold; the rest may hold MOST_CHARACTERS.
SHORT = {
    "about.name": 200,
    "about.email": 254,
    "decision.body": 150,
    "decision.item": 20,
    "decision.delegation": 150,
    "decision.registry_number": 60,
    "decision.expected": 60,
}
_FIXED = frozenset((*ABOUT, *OVERALL, *DECISION))
_QUESTION = re.compile(r"^question\.\d{1,4}$")
_SECTION = re.compile(rf"^section\.([0-9a-f-]{{36}})\.({'|'.join(SECTION_PARTS)})$")
_PROSE = re.compile(r"^(question\.\d+|overall\.summary|decision\.reservations|.*\.(comment|proposal))$")


def is_name(name):
    """Whether a draft has such a field."""
    return name in _FIXED or bool(
        _QUESTION.match(name) or _SECTION.match(name) or remarks.is_name(name) or held.is_name(name)
    )


def is_set(name):
    """Whether the field holds several choices, as a JSON list: those of two writers are put together one by one."""
    return name in SETS


def in_order(text):
    """A list of choices written in the one way that is kept; what is no such list is left as it is."""
    try:
        chosen = json.loads(text or "[]")
        return json.dumps(sorted(set(chosen))) if chosen else ""
    except (ValueError, TypeError):
        return text


def is_prose(name):
    """Whether the field holds running text, which can be put together from two writers'."""
    return bool(_PROSE.match(name))


def section_field(key, part):
    return f"section.{key}.{part}"


def question_field(order):
    return f"question.{order}"


def tidy(text):
    """One kind of line break, and nothing that a database cannot keep."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return plain.encode("utf-8", "ignore").decode()


def sections(values):
    """What is said of each section: {key: {part: text}}, only those of which something is said."""
    found = {}
    for name, value in values.items():
        if (parts := _SECTION.match(name)) and value.strip():
            found.setdefault(uuid.UUID(parts[1]), {})[parts[2]] = value
    return {key: said for key, said in found.items() if remarks.says_something(said)}


def commented(values):
    """The keys of the sections of which something is said, as a whole or in a remark."""
    return set(sections(values)) | {key for key, _said in remarks.spoken(values)}


def answers(values):
    """What is said to each question: {order: text}, only those that are answered."""
    return {
        int(name.partition(".")[2]): value for name, value in values.items() if _QUESTION.match(name) and value.strip()
    }


def joint(values):
    """The organisations that stand behind a joint answer, by id."""
    try:
        found = json.loads(values.get("about.joint") or "[]")
    except ValueError:
        return []
    return sorted({pk for pk in found if type(pk) is int and 0 < pk < 2**63}) if isinstance(found, list) else []


def seconds(values):
    """The receipt numbers of the published answers that this one seconds."""
    try:
        found = json.loads(values.get("overall.seconds") or "[]")
    except ValueError:
        return []
    return sorted({n for n in found if type(n) is str and 0 < len(n) <= MOST_NUMBER}) if isinstance(found, list) else []


def day(text):
    """The day that somebody wrote: `2021-06-14` or `14 juni 2021`. ValueError with a sentence when there is none."""
    written = " ".join(text.split()).lower()
    year, month, number = _parts(written)
    try:
        return date(year, month, number)
    except ValueError as impossible:
        if 1 <= month <= 12 and 1 <= number <= 31:
            message = _("%(day)d %(month)s %(year)d does not exist. Write the day of your decision.")
            shown = {"day": number, "month": dates.MONTHS[month], "year": year}
            raise ValueError(message % shown) from impossible
        raise ValueError(_unreadable()) from impossible


def _parts(written):
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", written):
        return tuple(int(part) for part in found.groups())
    if found := re.fullmatch(r"(?:den )?(\d{1,2}) ([a-zåäö]+) (\d{4})", written):
        months = {str(name).lower(): number for number, name in dates.MONTHS.items()} | _SWEDISH
        if month := months.get(found[2]):
            return int(found[3]), month, int(found[1])
    raise ValueError(_unreadable())


_MONTHS = "januari februari mars april maj juni juli augusti september oktober november december"
_SWEDISH = {name: number for number, name in enumerate(_MONTHS.split(), start=1)}


def _unreadable():
    return _("We cannot read the date. Write it like %(day)s.") % {"day": clock.today().isoformat()}


def problems(values):
    """What must be put right in these fields: {field name: sentence}. What is missing elsewhere is not said."""
    found = {}
    for name, value in values.items():
        if message := too_long(name, value) or _wrong(name, value):
            found[name] = message
    if (
        values.get("about.kind") in (INVITED, ORGANISATION)
        and "about.name" in values
        and not values["about.name"].strip()
    ):
        found["about.name"] = _("Write the name of the organisation.")
    if values.get("decision.expected", "").strip() and values.get("decision.preliminary") == "":
        found["decision.expected"] = _("Tick that the answer is preliminary, or leave this day out.")
    for waiting in held.of(values):
        found[held.field(waiting.name, "text")] = _("Two texts of the same field wait for you to put them together.")
    return found


def too_long(name, value):
    """A sentence when the field holds more than it can, else nothing."""
    most = SHORT.get(name, MOST_CHARACTERS)
    if len(value) <= most:
        return ""
    message = _("The text has %(count)s characters. At most %(most)s fit here. Shorten it, or attach it as a file.")
    return message % {"count": f"{len(value):,}".replace(",", " "), "most": f"{most:,}".replace(",", " ")}


def _wrong(name, value):
    checks = {
        "about.kind": _kind,
        "about.email": _email,
        "decision.date": _decision_day,
        "decision.expected": _expected_day,
    }
    if check := checks.get(name):
        return check(value.strip())
    if name.endswith(".stance") and value not in ("", *STANCES):
        return _("Choose one of the stances.")
    return ""


def _kind(value):
    return "" if value in KINDS else _("Say who answers.")


def _email(value):
    if not value:
        return ""
    try:
        validate_email(value)
    except ValidationError:
        return _("The e-mail address is not complete. Write it like name@example.org.")
    return ""


def _decision_day(value):
    if not value:
        return ""
    try:
        decided = day(value)
    except ValueError as unreadable:
        return str(unreadable)
    if decided > clock.today():
        return _("The day of the decision has not come yet. Leave it empty, and mark the answer as preliminary.")
    return ""


def _expected_day(value):
    try:
        expected = day(value) if value else None
    except ValueError as unreadable:
        return str(unreadable)
    if expected and expected < clock.today():
        return _("That day has passed. Write the day when the decision is expected, or the decision itself.")
    return ""


def problems_of_parts(values, *, is_named):
    """What must be put right or is missing. `is_named`: the organisation is known to the portal."""
    asked = {"about.kind": ""} | values
    if is_named:
        asked.pop("about.name", None)
    else:
        asked.setdefault("about.name", "")
    return problems(asked)


def problems_before_sending(values, *, files, is_named=False):
    """What stands in the way of sending."""
    found = problems_of_parts(values, is_named=is_named)
    if is_empty(values, files=files):
        found["overall.stance"] = _("The answer is empty. Say what you think, or attach a file.")
    return found


def is_empty(values, *, files):
    """Whether nothing at all is said."""
    stance = values.get("overall.stance") or "not_stated"
    summary = values.get("overall.summary", "").strip()
    return not (files or seconds(values) or summary or stance != "not_stated" or answers(values) or commented(values))
