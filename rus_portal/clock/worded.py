"""Times as people write them, as EDTF: "hösten 2020", "november 2020", "6 april–30 juni 2021", "2019–2020"."""

import re
from dataclasses import dataclass

from rus_portal.clock.periods import FuzzyPeriod, InvalidPeriodError

_MONTHS = (
    "januari january",
    "februari february",
    "mars march",
    "april",
    "maj may",
    "juni june",
    "juli july",
    "augusti august",
    "september",
    "oktober october",
    "november",
    "december",
)
_SEASONS = {
    21: "vår våren spring",
    22: "sommar sommaren summer",
    23: "höst hösten autumn fall",
    24: "vinter vintern winter",
}
_PARTS = {name: n for n, names in enumerate(_MONTHS, start=1) for name in names.split()}
_PARTS |= {name[:3]: n for name, n in _PARTS.items()}
_PARTS |= {name: code for code, names in _SEASONS.items() for name in names.split()}
_BETWEEN = re.compile(r"\s*[–—]\s*|\s-\s|\s(?:till|to|until)\s|(?<=[a-zåäö])-(?=[a-zåäö])|(?<=\d)-(?=\d{4}$|\d{1,2}\s)")
_END = re.compile(
    r"(?:(?P<day>\d{1,2})(?!\d)\s*)?(?:(?P<part>[a-zåäö]+)\.?\s*)?(?P<year>\d{4})?(?:/\d{2}(?:\d{2})?)?", re.ASCII
)


@dataclass(frozen=True)
class _End:
    """One end of what was written; 0 for what it does not say."""

    year: int
    part: int
    day: int

    @classmethod
    def read(cls, text):
        found = _END.fullmatch(text)
        if not found or (found["part"] and found["part"] not in _PARTS):
            raise InvalidPeriodError(text)
        return cls(int(found["year"] or 0), _PARTS.get(found["part"], 0), int(found["day"] or 0))

    def completed(self, last):
        """With what only the last end says: "6 april–30 juni 2021", "6–30 april 2021"."""
        part = self.part or (last.part if self.day else 0)
        return _End(self.year or last.year, part, self.day)

    @property
    def edtf(self):
        return f"{self.year:04}" + "".join(f"-{n:02}" for n in (self.part, self.day) if n)


def edtf_of(written):
    """The time that was written, as EDTF, which can be written too; InvalidPeriodError for what is not understood."""
    text = " ".join(written.lower().split())
    try:
        return FuzzyPeriod.parse(text.replace(" ", "")).edtf
    except InvalidPeriodError:
        ends = [_End.read(end) for end in _BETWEEN.split(text)]
    if len(ends) > 2 or any(end.day and not end.completed(ends[-1]).part for end in ends):
        raise InvalidPeriodError(written)
    return FuzzyPeriod.parse("/".join(end.completed(ends[-1]).edtf for end in ends)).edtf
