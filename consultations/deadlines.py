"""The one deadline object: page, letters, reminders and receipts all ask it.

"Senast den 30 juni" is the whole day in Sweden, also when the clocks change (DOMAIN.md §3.7).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rus_portal.clock import STOCKHOLM


@dataclass(frozen=True, order=True)
class Deadline:
    """The last day to answer."""

    last_day: date

    @property
    def ends(self) -> datetime:
        """The first instant that is too late: midnight after the last day, Swedish time."""
        return datetime.combine(self.last_day + timedelta(days=1), time(), STOCKHOLM)

    @property
    def shown(self) -> datetime:
        """The last second that is in time, as people write it: kl. 23.59."""
        return datetime.combine(self.last_day, time(23, 59, 59), STOCKHOLM)

    def includes(self, instant: datetime) -> bool:
        """Whether something that arrived then is in time."""
        return instant < self.ends

    def days_left(self, day: date) -> int:
        """Days from `day` to the last day: 0 on the last day, negative after it."""
        return (self.last_day - day).days
