"""Many at once: equal posts make one answer, and a deadline that moves leaves each answer wholly before or after."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from consultations import verification
from consultations.actions import answers, extensions, rounds
from consultations.models import Draft, Extension, Invitation, Response, ResponseEvent, Timeliness
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.notifications.models import Letter
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory

pytestmark = pytest.mark.django_db(transaction=True)
EQUAL_POSTS = 50
# A thousand in the brief; so many tell the same and keep the suite short.
SENDERS = 48
AT_ONCE = 12


@pytest.fixture(autouse=True)
def _no_copies(monkeypatch):
    monkeypatch.setattr("rus_portal.exports.tasks.make_export.delay_on_commit", lambda pk: None)


def at_once(jobs, threads):
    """Do all of these, so many at a time, all beginning together; what each gives or raises."""
    barrier = threading.Barrier(threads)

    def work(own):
        results = []
        try:
            barrier.wait(timeout=30)
            for job in own:
                try:
                    results.append(job())
                except Exception as fault:
                    results.append(fault)
        finally:
            connection.close()
        return results

    with ThreadPoolExecutor(threads) as pool:
        done = [pool.submit(work, jobs[n::threads]) for n in range(threads)]
    return [result for one in done for result in one.result()]


def test_fifty_equal_posts_at_once_make_one_answer(portal_clock):
    portal_clock("2021-05-12 09:00")
    ConsultationFactory(slug="rus", last_day=date(2021, 6, 30))
    first = Client()
    first.post("/remisser/2021/rus/svara/", {"who": "person"})
    draft = Draft.objects.get()
    answers.save_fields(draft, {"about.name": "Maj", "about.email": "maj@privat.example", "overall.stance": "supports"})
    cookies = first.cookies.output(header="", sep=";")

    def post():
        client = Client(headers={"cookie": cookies})
        answer = client.post("/remisser/2021/rus/svara/granska/", {"draft": str(draft.pk)})
        return answer.status_code, answer.headers.get("Location")

    results = at_once([post] * EQUAL_POSTS, EQUAL_POSTS)

    receipt = f"/mina-svar/{Response.objects.get().receipt_number}/"
    assert set(results) == {(302, receipt)}
    assert len(results) == EQUAL_POSTS
    assert ResponseEvent.objects.filter(transition="receive").count() == 1
    assert Letter.objects.filter(kind="receipt").count() == 1


def drafted(consultation, invitation=None):
    draft = answers.begin(consultation, invitation=invitation)
    own = {} if invitation else {"about.kind": "person", "about.name": "Maj"}
    answers.save_fields(draft, own | {"overall.stance": "supports"})
    return draft.pk


def sending(pk):
    return lambda: answers.send(Draft.objects.with_round().get(pk=pk))


def outcomes():
    """(by which deadline, how it counts) of each answer."""
    found = Response.objects.values_list("deadline_then", "timeliness")
    return {(ends.astimezone(clock.STOCKHOLM).isoformat(), timeliness) for ends, timeliness in found}


BEFORE = ("2021-07-01T00:00:00+02:00", Timeliness.LATE)


def test_granting_more_time_while_bodies_send_leaves_each_wholly_before_or_after(portal_clock, at):
    consultation = ConsultationFactory(last_day=date(2021, 6, 30))
    invitations = InvitationFactory.create_batch(SENDERS, consultation=consultation)
    drafts = [drafted(consultation, one) for one in invitations]
    with at("2021-06-20 12:00"):
        asked = [
            extensions.ask_extension(one, asked_day=date(2021, 8, 20), reason="Semester").pk for one in invitations
        ]
    leader = OfficialFactory()
    portal_clock("2021-07-05 10:00")

    def granting(pk):
        def grant():
            extension = Extension.objects.select_related("invitation__consultation").get(pk=pk)
            extensions.grant_extension(extension, last_day=date(2021, 8, 20), by=leader)

        return grant

    pairs = zip(drafts, asked, strict=True)
    jobs = [job for draft, extension in pairs for job in (sending(draft), granting(extension))]

    results = at_once(jobs, AT_ONCE)

    assert [fault for fault in results if isinstance(fault, Exception)] == []
    assert Response.objects.count() == SENDERS
    assert outcomes() <= {BEFORE, ("2021-08-21T00:00:00+02:00", Timeliness.IN_TIME_WITH_EXTENSION)}
    # What stands on each receipt is what was decided by, to the last byte.
    assert list(verification.check()) == []
    assert Letter.objects.filter(kind="extension_decision").count() == SENDERS
    assert not Letter.objects.unsent().filter(kind__startswith="reminder").exists()


def test_moving_the_last_day_while_people_send_leaves_each_wholly_before_or_after(portal_clock):
    consultation = ConsultationFactory(last_day=date(2021, 6, 30), state=RoundState.OPEN)
    InvitationFactory(consultation=consultation)
    drafts = [drafted(consultation) for _ in range(SENDERS)]
    leader = OfficialFactory()
    portal_clock("2021-07-05 10:00")

    def move():
        rounds.move_deadline(
            type(consultation).objects.get(pk=consultation.pk), date(2021, 7, 14), reason="Driftstopp", by=leader
        )

    jobs = [sending(pk) for pk in drafts]
    jobs.insert(SENDERS // 2, move)

    results = at_once(jobs, AT_ONCE)

    assert [fault for fault in results if isinstance(fault, Exception)] == []
    assert outcomes() <= {BEFORE, ("2021-07-15T00:00:00+02:00", Timeliness.IN_TIME)}
    # Whoever sends after the move is in time by the new day.
    late = sending(drafted(consultation))()
    assert (late.timeliness, late.deadline_then.astimezone(clock.STOCKHOLM).date()) == ("in_time", date(2021, 7, 15))
    assert list(verification.check()) == []
    assert Invitation.objects.get().consultation.last_day == date(2021, 7, 14)
