"""Replays the story up to a day, by the same actions that people use, each at its own instant."""

import logging

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import override

from consultations import inspecting
from consultations.models import FileCheck
from rus_portal import clock
from rus_portal.accounts.models import Membership, Organisation
from rus_portal.demo.chapters import (
    beside,
    compilation,
    decisions,
    drafting,
    people,
    registry,
    responses,
    rounds,
    subscribers,
)
from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter

logger = logging.getLogger(__name__)
# Kept when the story begins anew: people, so that whoever is logged in stays so; and the clock.
EMPTIED_APPS = ("strategy", "consultations", "timeline", "notifications", "exports", "uptime", "portal_site")
EMPTIED_MODELS = (Membership, Organisation)
CHAPTERS = (people, drafting, rounds, responses, registry, compilation, decisions, beside, subscribers)


@transaction.atomic
def play(phase):
    """Empty the demo's tables and tell the story again up to the phase's day; the clock then stands there."""
    until = phase.at or timezone.now()
    _empty()
    with override("sv"):
        for event in _events_until(until):
            with clock.at(event.at):
                event.happen()
                _deliver_letters()
        with clock.at(until):
            _look_through_files()
    clock.travel_to(until)
    logger.debug("story replayed", extra={"phase": phase.slug})


def _events_until(until):
    cast = people.Cast()
    events = [event for chapter in CHAPTERS for event in chapter.events(cast)]
    # Python's sort is stable: what a chapter tells at one instant stays in its order.
    return sorted((event for event in events if event.at <= until), key=lambda event: event.at)


def _deliver_letters():
    """A worker that is always on time: letters are sent at the instant of the story when they are owed."""
    for pk in Letter.objects.unsent().values_list("pk", flat=True):
        tasks.send_letter(pk)


def _look_through_files():
    """A worker that is always on time here too: nobody waits for the files of the story."""
    for pk in FileCheck.objects.held().values_list("pk", flat=True):
        inspecting.inspect(pk)


def _empty():
    tables = [table for table in connection.introspection.django_table_names() if _is_emptied(table)]
    files = _stored_files()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.may_truncate = 'on'")
        names = ", ".join(connection.ops.quote_name(table) for table in tables)
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        cursor.execute("ALTER SEQUENCE consultations_receipt_number RESTART")
        cursor.execute("ALTER SEQUENCE consultations_access_request_number RESTART")
    transaction.on_commit(lambda: [default_storage.delete(name) for name in files])


def _is_emptied(table):
    return table.startswith(tuple(f"{app}_" for app in EMPTIED_APPS)) or table in {
        model._meta.db_table for model in EMPTIED_MODELS
    }


def _stored_files():
    columns = [
        ("exports_export", "file"),
        ("strategy_image", "file"),
        ("consultations_attachment", "file"),
        ("consultations_confirmationfile", "file"),
        ("consultations_draftfile", "file"),
        ("consultations_draftupload", "file"),
        ("consultations_invitationimport", "file"),
        ("consultations_webfile", "file"),
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ".join(f"SELECT {column} FROM {table} WHERE {column} <> ''" for table, column in columns)
        )
        return [name for (name,) in cursor.fetchall()]
