"""Promise 5 with real workers that are killed: none lost, none twice but in the one window, then by the same name."""

import os
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.db import connection

from rus_portal.celery import app
from rus_portal.notifications.models import Letter
from tests.factories import ConsultationFactory, InvitationFactory
from tests.notifications.killing import after, environment, send_under_kills, sink, twice

LETTERS, EACH, WORKERS = 160, 35, 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_reminder_is_lost_and_none_is_sent_twice_while_workers_are_killed(portal_clock):
    portal_clock("2021-06-23 08:00")
    InvitationFactory.create_batch(LETTERS, consultation=ConsultationFactory(last_day=date(2021, 6, 30)))
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()

    with sink(delay=0.05) as mail_server:
        env = environment(os.environ | {"DATABASE_URL": address}, mail_server)
        kills = send_under_kills(
            env,
            mail_server,
            workers=WORKERS,
            pause=after(mail_server, EACH),
            unsent=Letter.objects.unsent().exists,
            at_most=180,
            patience=3,
        )
    app.control.purge()

    letters = {str(letter.message_id): letter.recipient for letter in Letter.objects.all()}
    assert (len(letters), Letter.objects.unsent().count(), kills >= 3) == (LETTERS, 0, True)
    # Every letter, under its own name, to its own address: also those that came twice.
    assert {name: to for name, to in mail_server.taken} == letters
    assert set(mail_server.taken) == set(letters.items())
    # Each killed worker had two processes, and each of them at most one letter in its hands.
    assert sum(n - 1 for n in twice(mail_server).values()) <= 2 * kills
