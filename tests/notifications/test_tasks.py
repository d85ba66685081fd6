from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from rus_portal.notifications import actions, periodic, registry, tasks
from rus_portal.notifications.models import Letter, LetterState
from tests.notifications.backends import WorkerKilled

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail_server(settings):
    """Let another mail server answer: mail_server("Unreachable")."""

    def use(name):
        settings.MAILERS = {"default": {"BACKEND": f"tests.notifications.backends.{name}"}}

    return use


@pytest.fixture
def healthy_again(settings):
    def use():
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

    return use


def owe(**fields):
    defaults = {"recipient": "Anna@Exempel.example", "kind": "receipt", "about": "response:1"}
    return actions.owe(**defaults | {"subject": "Kvitto", "text": "Hej", "html": "<p>Hej</p>"} | fields)


def test_owe_twice_gives_one_letter():
    first, second = owe(), owe()

    assert (first.recipient, second) == ("anna@exempel.example", None)
    assert Letter.objects.count() == 1


def test_owe_again_for_another_deadline():
    now = timezone.now()

    owe(deadline=now)
    owe(deadline=now + timedelta(days=1))

    assert Letter.objects.count() == 2


def test_owe_folds_the_subject_to_one_line():
    letter = owe(subject="Kvitto\nBcc: alla@exempel.example")

    assert letter.subject == "Kvitto Bcc: alla@exempel.example"


def test_send_letter_sends_text_and_html_with_a_lasting_message_id(mailoutbox):
    letter = owe()

    tasks.send_letter(letter.pk)

    letter.refresh_from_db()
    (message,) = mailoutbox
    assert (message.to, message.subject, message.body) == (["anna@exempel.example"], "Kvitto", "Hej")
    assert [(part.content, part.mimetype) for part in message.alternatives] == [("<p>Hej</p>", "text/html")]
    assert message.message()["Message-ID"] == f"<{letter.message_id}@portal.example>"
    assert message.message()["Auto-Submitted"] == "auto-generated"
    assert letter.state == LetterState.SENT


def test_send_letter_twice_sends_one_mail(mailoutbox):
    letter = owe()

    tasks.send_letter(letter.pk)
    tasks.send_letter(letter.pk)

    assert len(mailoutbox) == 1


def test_send_letter_leaves_a_cancelled_one_alone(mailoutbox):
    letter = owe()
    actions.stop("response:1", kinds=["receipt"])

    tasks.send_letter(letter.pk)

    assert mailoutbox == []


def test_send_letter_asks_whether_it_is_still_owed(mailoutbox):
    registry.register(registry.Kind("needless", "Needless", is_still_owed=lambda letter: False))
    letter = owe(kind="needless")

    tasks.send_letter(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, mailoutbox) == (LetterState.CANCELLED, [])


def test_worker_killed_between_sending_and_noting_sends_again_under_the_same_message_id(
    mail_server, healthy_again, mailoutbox
):
    letter = owe()
    mail_server("KilledAfterSending")
    with pytest.raises(WorkerKilled), transaction.atomic():
        tasks.send_letter(letter.pk)
    healthy_again()

    tasks.send_letter(letter.pk)

    ids = [message.message()["Message-ID"] for message in mail.outbox]
    assert ids == [f"<{letter.message_id}@portal.example>"] * 2


@pytest.mark.parametrize("server", ["Unreachable", "MailboxBusy"])
def test_a_fault_that_may_heal_leaves_the_letter_owed_with_its_reason(server, mail_server, healthy_again, mailoutbox):
    letter = owe()
    mail_server(server)
    before = timezone.now()

    tasks.send_letter(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (LetterState.OWED, 1)
    assert letter.failure in {"ConnectionRefusedError: no mail server", "450 4.2.1 Try again later"}
    assert letter.try_after >= before + timedelta(minutes=1)

    healthy_again()
    tasks.send_letter(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.failure, len(mailoutbox)) == (LetterState.SENT, "", 1)


def test_waiting_grows_to_an_hour_and_no_further(mail_server):
    letter = owe()
    mail_server("Unreachable")
    Letter.objects.update(attempts=30)

    tasks.send_letter(letter.pk)

    letter.refresh_from_db()
    assert letter.try_after - timezone.now() <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        ("NoSuchMailbox", "550 5.1.1 No such mailbox"),
        ("ContentRefused", "554 5.7.1 Not wanted here"),
        ("NotAnAddress", "ValueError: Invalid address"),
    ],
)
def test_a_refusal_for_good_is_noted_and_told(server, reason, mail_server):
    told = []
    registry.register(registry.Kind("told", "Told", refused=told.append))
    letter = owe(kind="told")
    mail_server(server)

    tasks.send_letter(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.failure, told) == (LetterState.FAILED, reason, [letter])


def test_relay_hands_over_what_waits_and_then_leaves_it_alone_for_a_while(
    mailoutbox, django_capture_on_commit_callbacks
):
    owe()

    with django_capture_on_commit_callbacks(execute=True):
        periodic.relay_letters()
        periodic.relay_letters()

    assert len(mailoutbox) == 1


def test_relay_does_not_pile_up_messages_while_no_worker_runs(django_capture_on_commit_callbacks):
    owe()
    with django_capture_on_commit_callbacks() as first:
        periodic.relay_letters()

    with django_capture_on_commit_callbacks() as second:
        periodic.relay_letters()

    assert [callback.args for callback in first] == [([Letter.objects.get().pk],)]
    assert [callback.args for callback in second] == [([],)]


def test_a_letter_is_sent_after_the_commit(mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        owe()

    assert [message.subject for message in mailoutbox] == ["Kvitto"]


def test_a_letter_is_kept_when_the_broker_is_down(monkeypatch, django_capture_on_commit_callbacks):
    def no_broker(*args):
        raise OperationalError

    monkeypatch.setattr(tasks.send_letter, "delay", no_broker)

    with django_capture_on_commit_callbacks(execute=True):
        letter = owe()

    letter.refresh_from_db()
    assert letter.state == LetterState.OWED
