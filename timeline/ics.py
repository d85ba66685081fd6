"""The timetable for people's calendars. A day goes in only when it, or at least its month, is known (scenario 2)."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from consultations.workflow import RoundState
from rus_portal.clock.periods import Precision

ONE_DAY = timedelta(days=1)


def calendar_of(schedule, rounds):
    """The calendar as bytes: the same facts always give the same bytes."""
    calendar = _calendar(_("Timeline: %(portal)s") % {"portal": settings.PORTAL_NAME})
    for entry in schedule.entries:
        if entry.shown.precision >= Precision.MONTH:
            calendar.add_component(_milestone(entry))
    for consultation in rounds:
        _add_last_days(calendar, consultation)
    return calendar.to_ical()


def last_days_of(consultation):
    """The last days of one round as bytes. A withdrawn round is cancelled in the calendars that hold it."""
    calendar = _calendar(consultation.title)
    _add_last_days(calendar, consultation)
    return calendar.to_ical()


def _calendar(name):
    from icalendar import Calendar  # noqa: PLC0415 – 3 MB, of use only for these few files

    calendar = Calendar()
    calendar.add("prodid", "-//Rus-portalen//tidplan//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ONE_DAY, parameters={"VALUE": "DURATION"})
    return calendar


def _add_last_days(calendar, consultation):
    title = _("Last day to answer (until 23.59): %(title)s") % {"title": consultation.title}
    calendar.add_component(_last_day(consultation, consultation.deadline, title, ""))
    for part in consultation.parts.all():
        title = _("Last day to answer on %(part)s (until 23.59)") % {"part": part.name}
        calendar.add_component(_last_day(consultation, part.deadline, title, f"-part-{part.pk}"))


def _milestone(entry):
    milestone = entry.milestone
    event = _event(f"milestone-{milestone.slug}", milestone.title, entry.first_day, entry.last_day)
    event.add("dtstamp", milestone.changed_at)
    event.add("last-modified", milestone.changed_at)
    event.add("sequence", milestone.revision)
    event.add("description", "\n\n".join(filter(None, _description(entry))))
    event.add("url", _absolute(milestone.get_absolute_url()))
    return event


def _description(entry):
    yield entry.milestone.text
    yield entry.milestone.reason
    if not entry.shown.is_exact:
        yield _("Only the month is known, not the day: %(time)s.") % {"time": entry.shown}
    yield entry.planned_before


def _last_day(consultation, deadline, title, suffix):
    name = f"last-day-{consultation.year}-{consultation.slug}{suffix}"
    event = _event(name, title, deadline.last_day, deadline.last_day)
    # Whatever happens to a round may have moved a day: calendars take the higher number.
    happened = list(consultation.events.all())
    changed_at = max((change.at for change in happened), default=consultation.opens_at)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", len(happened))
    event.add("url", _absolute(consultation.get_absolute_url()))
    if consultation.state == RoundState.WITHDRAWN:
        event.add("status", "CANCELLED")
    return event


def _event(name, title, first_day, last_day):
    from icalendar import Event  # noqa: PLC0415 – see above

    event = Event()
    event.add("uid", f"{name}@{urlsplit(settings.PORTAL_URL).hostname}")
    event.add("summary", title)
    event.add("dtstart", first_day)
    # The end of an all-day event is the day after it.
    event.add("dtend", last_day + ONE_DAY)
    event.add("transp", "TRANSPARENT")
    return event


def _absolute(path):
    return settings.PORTAL_URL + path
