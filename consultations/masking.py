"""The web version of an answer: what in its texts names or reaches a person, and the texts with that masked.

Everything here is computed from the original, which nobody changes, and from what named persons have decided of it.
"""

import re
from dataclasses import dataclass
from datetime import date

from consultations.models import Decision, PassageKind, QuestionKind, SenderKind

# What stands on the web instead; the same in both languages, since the texts around it are Swedish.
MASK = "[maskat]"
_HYPHENS = "-+\u00ad\u2010-\u2015\u2212"
_NUMBER = re.compile(rf"(?<!\d)(?:(?P<century>1[89]|20)\s?)?(?P<digits>\d{{6}}\s?[{_HYPHENS}]?\s?\d{{4}})(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w-])(?:\+46|0046|0)(?:[\s()/-]{0,3}\d){6,12}(?![\d])")
_STREET = re.compile(
    r"\b[A-ZÅÄÖ][\w-]*\s?(?:gatan|gata|vägen|väg|gränden|gränd|stigen|stig|torget|torg|allén|allé|backen|gården)"
    # The letter of an entrance is a capital, or stands at its number: "3 i Provby" has none.
    r"\s+\d+(?:\s?[A-Z]|[a-z])?\b(?:,?\s+\d{3}\s?\d{2}\s+[A-ZÅÄÖ][\w-]+)?",
)
_POSTCODE = re.compile(r"\b\d{3}\s?\d{2}\s+[A-ZÅÄÖ][a-zåäöé-]+\b")
# "Bo" is a name, and "bo" a word: so short ones are found with a capital letter only.
_SHORTEST_NAME, _SHORT_NAME = 2, 3


@dataclass(frozen=True)
class Passage:
    """A piece of one text, by its characters, and what it seems to be."""

    field: str
    start: int
    end: int
    kind: str

    @property
    def id(self):
        """As a form sends it."""
        return f"{self.field}:{self.start}:{self.end}:{self.kind}"


def texts(response, parts) -> dict[str, str]:
    """Everything that the sender wrote and that the web shows, by names that never change."""
    found = {"summary": response.summary, "reservations": response.reservations}
    if confirmation := getattr(response, "confirmation", None):
        found["confirmation"] = confirmation.reservations
    # A chosen answer is one of our own words.
    written = (a for a in parts.answers if a.question.kind == QuestionKind.TEXT)
    found |= {f"answer-{answer.pk}": answer.text for answer in written}
    for comment in parts.comments:
        found |= {f"comment-{comment.pk}": comment.comment, f"proposal-{comment.pk}": comment.proposal}
    return {name: text for name, text in found.items() if text}


def find(response, parts) -> list[Passage]:
    """What a reader would be able to reach or name a person by. A suggestion: people decide."""
    names = _names(response)
    return [passage for name, text in texts(response, parts).items() for passage in _in_text(name, text, names)]


def _in_text(field, text, names):
    """Passages that do not overlap; what is more harmful goes first."""
    taken = []
    for start, end, kind in _candidates(text, names):
        if all(end <= other.start or start >= other.end for other in taken):
            taken.append(Passage(field, start, end, kind))
    return sorted(taken, key=lambda passage: passage.start)


def _candidates(text, names):
    yield from ((*span, PassageKind.PERSONAL_NUMBER) for span in personal_numbers(text))
    kinds = {
        PassageKind.EMAIL: _EMAIL,
        PassageKind.ADDRESS: _STREET,
        PassageKind.PHONE: _PHONE,
    }
    for kind, pattern in kinds.items():
        yield from ((*found.span(), kind) for found in pattern.finditer(text))
    # After the phone numbers, of which many begin like a day of birth.
    yield from ((*found.span(), PassageKind.LIKE_NUMBER) for found in _NUMBER.finditer(text) if _has_a_day(found))
    yield from ((*found.span(), PassageKind.ADDRESS) for found in _POSTCODE.finditer(text))
    for name in names:
        flags = 0 if len(name) <= _SHORT_NAME else re.IGNORECASE
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?:s|:s)?(?!\w)", text, flags):
            yield (*found.span(), PassageKind.NAME)


def _names(response):
    """A private person's whole name first, then its parts."""
    if response.sender_kind != SenderKind.PERSON:
        return []
    whole = " ".join(response.sender_name.split())
    parts = [part for part in re.split(r"[\s,]+", whole) if len(part) >= _SHORTEST_NAME]
    return [name for name in dict.fromkeys([whole, *parts]) if name]


def personal_numbers(text) -> list[tuple[int, int]]:
    """Where valid personal identity numbers stand, coordination numbers too: with a day that exists and a check digit.

    (Folkbokföringslag 1991:481, 18 §; a coordination number has sixty added to its day.)
    """
    return [found.span() for found in _NUMBER.finditer(text) if _is_personal_number(found)]


def _is_personal_number(found):
    if not _has_a_day(found):
        return False
    from stdnum import luhn  # noqa: PLC0415 – its package takes 2 MB of each web worker

    return luhn.is_valid(_digits(found))


def _digits(found):
    return "".join(str(int(sign)) for sign in found["digits"] if sign.isdecimal())


def _has_a_day(found):
    digits = _digits(found)
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    centuries = [int(found["century"])] if found["century"] else [19, 20]
    return any(_exists(century * 100 + year, month, day % 60 if day > 60 else day) for century in centuries)


def _exists(year, month, day):
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def undecided(passages, redactions) -> list[Passage]:
    """Those that no live decision covers."""
    return [
        passage
        for passage in passages
        if not any(
            one.field == passage.field and one.start <= passage.start and passage.end <= one.end for one in redactions
        )
    ]


def stops_publishing(response, passage) -> bool:
    """Whether the passage must be masked or waived first: identity numbers always, the rest where a person writes."""
    return passage.kind == PassageKind.PERSONAL_NUMBER or response.sender_kind == SenderKind.PERSON


def masked(response, parts, redactions) -> dict[str, str]:
    """The texts as the web shows them."""
    return {name: _without(text, _spans(name, redactions)) for name, text in texts(response, parts).items()}


def _spans(field, redactions):
    chosen = [one for one in redactions if one.field == field and one.decision == Decision.MASKED]
    return sorted((one.start, one.end) for one in chosen)


def _without(text, spans):
    kept, reached = [], 0
    for start, end in spans:
        if start >= reached:
            kept += [text[reached:start], MASK]
        reached = max(reached, end)
    return "".join([*kept, text[reached:]])


def occurrences(response, parts, words) -> list[Passage]:
    """Where somebody's own choice of words stands, in any of the texts."""
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
    return [
        Passage(name, *found.span(), PassageKind.OTHER)
        for name, text in texts(response, parts).items()
        for found in pattern.finditer(text)
    ]
