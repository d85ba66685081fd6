"""Delivery reports in the shapes of the world; what follows from them, once; and mails that mean harm."""

import threading
import time
import uuid

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations import notifications
from consultations.actions import rounds
from rus_portal.accounts.roles import Role
from rus_portal.notifications import actions, bounces, periodic, registry, returning, tasks
from rus_portal.notifications.models import Letter, LetterState, PausedAddress, ReturnedMail, Verdict
from tests.factories import InvitationFactory, OfficialFactory
from tests.notifications.returned_mails import AWAY, BARE, EXCHANGE, GMAIL, LETTER, POSTFIX, QMAIL, mail

ID = uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e")


@pytest.fixture
def letter(db):
    """A letter that was sent."""
    letter = actions.owe(recipient="anna@kommun.example", kind="contact", about="x:1", subject="Påminnelse", text="Hej")
    letter.mark_sent()
    return letter


def read(shape, **facts):
    return bounces.read(mail(shape, message_id=ID, **facts))


@pytest.mark.parametrize("shape", [POSTFIX, EXCHANGE, GMAIL])
def test_a_report_says_which_letter_which_address_and_why(shape):
    report = read(shape)

    assert (report.verdict, report.status, report.message_ids) == (Verdict.HARD, "5.1.1", [ID])
    assert set(report.addresses) == {"anna@kommun.example"}
    assert report.reason.startswith("550")


@pytest.mark.parametrize(
    ("action", "status", "verdict"),
    [
        ("failed", "5.7.1", Verdict.HARD),
        ("failed", "4.4.7", Verdict.SOFT),  # tried for five days, may work another time
        ("delayed", "4.4.1", Verdict.SOFT),
        ("Failed (given up)", "5.0.0", Verdict.HARD),
        ("delivered", "2.0.0", Verdict.OTHER),
        ("relayed", "2.0.0", Verdict.OTHER),
        ("expanded", "2.0.0", Verdict.OTHER),
        ("failed", "", Verdict.HARD),
    ],
)
def test_action_and_code_say_whether_it_is_for_good(action, status, verdict):
    assert read(BARE, action=action, status=status).verdict == verdict


def test_a_report_in_no_standard_form_is_understood_too():
    report = read(QMAIL)

    assert (report.verdict, report.addresses, report.message_ids) == (Verdict.HARD, ["anna@kommun.example"], [ID])


@pytest.mark.parametrize(("shape", "verdict"), [(AWAY, Verdict.AUTOMATIC), (LETTER, Verdict.OTHER)])
def test_what_people_and_their_programs_write_is_no_report(shape, verdict):
    report = read(shape)

    assert (report.verdict, report.message_ids, report.addresses) == (verdict, [], [])


@pytest.mark.parametrize("shape", [POSTFIX, EXCHANGE, GMAIL, QMAIL])
def test_a_hard_bounce_pauses_the_address_once(shape, letter):
    data = mail(shape, message_id=letter.message_id)

    for name in ("1", "2"):
        returning.note(name, bounces.read(data))

    letter.refresh_from_db()
    assert letter.state == LetterState.BOUNCED
    assert list(PausedAddress.objects.values_list("address", "lifted_at")) == [("anna@kommun.example", None)]
    assert [one.letter for one in ReturnedMail.objects.all()] == [letter, letter]


def test_a_letter_is_known_by_its_address_where_nothing_else_is_left(letter):
    returning.note("1", bounces.read(mail(BARE, recipient="Anna@Kommun.example")))

    letter.refresh_from_db()
    assert letter.state == LetterState.BOUNCED


@pytest.mark.parametrize("recipient", ["okand@annat.example", "anna@kommun.example"])
def test_a_report_of_what_we_never_sent_pauses_nobody(recipient, db):
    noted = returning.note("1", bounces.read(mail(POSTFIX, recipient=recipient, message_id=ID)))

    assert (noted.letter, noted.reason, noted.is_report) == (None, "", False)
    assert not PausedAddress.objects.exists()


def test_a_report_of_a_letter_of_long_ago_is_not_guessed_by_its_address(letter, at):
    with at("2021-05-12 09:00"):
        letter.mark_sent()

    returning.note("1", bounces.read(mail(BARE)))

    assert not PausedAddress.objects.exists()


@pytest.mark.parametrize("shape", [AWAY, LETTER])
def test_no_reply_pauses_an_address(shape, letter):
    returning.note("1", bounces.read(mail(shape, message_id=letter.message_id)))

    letter.refresh_from_db()
    assert (letter.state, PausedAddress.objects.count()) == (LetterState.SENT, 0)


def test_a_soft_bounce_is_noted_and_no_more(letter):
    data = mail(POSTFIX, message_id=letter.message_id, action="delayed", status="4.4.1")
    noted = returning.note("1", bounces.read(data))

    letter.refresh_from_db()
    assert (noted.verdict, noted.letter, letter.state) == (Verdict.SOFT, letter, LetterState.SENT)
    assert not PausedAddress.objects.exists()


def test_the_same_mail_is_handled_once(letter):
    told = []
    registry.register(registry.Kind("told-of-return", "Told", refused=told.append))
    Letter.objects.update(kind="told-of-return")
    report = bounces.read(mail(POSTFIX, message_id=letter.message_id))

    returning.note("1", report)
    returning.note("1", report)
    returning.note("2", report)

    assert (len(told), ReturnedMail.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_mail_handle_it_once():
    told = []
    registry.register(registry.Kind("told-of-return", "Told", refused=told.append))
    letter = actions.owe(recipient="a@kommun.example", kind="told-of-return", about="x:1", subject="x", text="x")
    letter.mark_sent()
    report = bounces.read(mail(POSTFIX, message_id=letter.message_id))
    barrier = threading.Barrier(4)

    def work():
        try:
            barrier.wait(5)
            returning.note("1", report)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert (len(told), ReturnedMail.objects.count(), PausedAddress.objects.count()) == (1, 1, 1)


# --- what follows --------------------------------------------------------------------------------------------------


def bounced_invitation(at):
    with at("2021-05-12 09:00"):
        invitation = InvitationFactory(contact_email="anna@kommun.example")
        (letter,) = actions.owe_all([notifications.invitation(invitation)])
        tasks.send_letter(letter.pk)
        letter.refresh_from_db()
        returning.note("1", bounces.read(mail(POSTFIX, message_id=letter.message_id)))
    invitation.refresh_from_db()
    return invitation


def test_officials_are_told_by_the_state_and_by_a_letter(db, at, mailoutbox):
    invitation = bounced_invitation(at)

    told = Letter.objects.get(kind="address_bounced")
    assert invitation.state == "bounced"
    assert told.recipient == invitation.consultation.contact_email
    assert "550 5.1.1" in told.text
    assert reverse("consultations:workspace_contact", args=[2021, invitation.consultation.slug, invitation.pk]) in (
        told.text
    )


def test_what_is_owed_to_a_paused_address_waits_until_it_is_lifted(
    db, at, mailoutbox, logged_in, django_capture_on_commit_callbacks
):
    PausedAddress.objects.pause("anna@kommun.example", reason="550 5.1.1 okänd")
    letter = actions.owe(recipient="anna@kommun.example", kind="contact", about="x:1", subject="x", text="x")
    code = actions.owe(recipient="anna@kommun.example", kind="account", about="x:2", subject="Kod", text="x")
    for one in (letter, code):
        tasks.send_letter(one.pk)
    assert [message.subject for message in mailoutbox] == ["Kod"]

    leader = logged_in(OfficialFactory())
    page = leader.get(reverse("notifications:returned"))
    assert [(one.address, one.waiting) for one in page.context["page"]] == [("anna@kommun.example", 1)]
    answer = leader.post(reverse("notifications:lift", args=[PausedAddress.objects.get().pk]), follow=True)

    assert "anna@kommun.example" in answer.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        periodic.relay_letters()
    assert [message.subject for message in mailoutbox] == ["Kod", "x"]


def test_a_corrected_contact_gets_the_letter_and_the_same_address_typed_again_too(db, at, mailoutbox):
    invitation = bounced_invitation(at)
    assert PausedAddress.objects.active().exists()

    with at("2021-05-12 10:00"):
        rounds.correct_contact(
            invitation, contact_name="Anna", contact_email="Anna@kommun.example", by=OfficialFactory()
        )
        for pk in Letter.objects.filter(kind="invitation").values_list("pk", flat=True):
            tasks.send_letter(pk)

    assert not PausedAddress.objects.active().exists()
    sent = [message for message in mailoutbox if message.to == ["anna@kommun.example"]]
    assert len(sent) == 2
    assert len({message.message()["Message-ID"] for message in sent}) == 2


def test_an_address_that_is_let_free_is_reminded_again(db, at, logged_in):
    invitation = bounced_invitation(at)
    leader = logged_in(OfficialFactory())

    leader.post(reverse("notifications:lift", args=[PausedAddress.objects.get().pk]))

    invitation.refresh_from_db()
    assert (invitation.state, PausedAddress.objects.active().exists()) == ("sent", False)
    assert leader.post(reverse("notifications:lift", args=[PausedAddress.objects.get().pk])).status_code == 404


@pytest.mark.parametrize(
    ("role", "read", "lift"),
    [(Role.PROJECT_LEADER, 200, 302), (Role.COMMUNICATOR, 200, 403), (Role.STRATEGIST, 403, 403)],
)
def test_who_may_see_and_who_may_lift(role, read, lift, letter, logged_in):
    PausedAddress.objects.pause(letter.recipient, reason="550")
    reader = logged_in(OfficialFactory(role=role))

    statuses = [
        reader.get(reverse("notifications:returned")).status_code,
        reader.post(reverse("notifications:lift", args=[PausedAddress.objects.get().pk])).status_code,
    ]

    assert statuses == [read, lift]


def test_a_refusal_at_once_pauses_too(db, settings):
    settings.MAILERS = {"default": {"BACKEND": "tests.notifications.backends.NoSuchMailbox"}}
    letter = actions.owe(recipient="anna@kommun.example", kind="contact", about="x:1", subject="x", text="x")

    tasks.send_letter(letter.pk)

    assert PausedAddress.objects.get().reason == "550 5.1.1 No such mailbox"


@pytest.mark.parametrize("bounced", [2, 40])
def test_the_page_asks_the_same_number_of_questions_whatever_the_number(
    bounced, db, logged_in, django_assert_num_queries
):
    for number in range(bounced):
        sent = actions.owe(recipient=f"n{number}@k.example", kind="contact", about=f"x:{number}", subject="x", text="x")
        sent.mark_sent()
        returning.note(str(number), bounces.read(mail(POSTFIX, message_id=sent.message_id)))
    reader = logged_in(OfficialFactory())

    with django_assert_num_queries(6):
        page = reader.get(reverse("notifications:returned"))

    assert (len(page.context["page"]), len(page.context["mails"])) == (bounced, bounced)


# --- mails that mean harm ------------------------------------------------------------------------------------------


def nested(depth):
    """Parts in parts in parts."""
    heads = [f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth)]
    return "".join(heads).encode()


HOSTILE = {
    "nothing": b"",
    "nul": b"\0" * 100_000,
    "noise": bytes(range(256)) * 2000,
    "deep": nested(5000),
    "wide": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 50_000,
    "many headers": b"X-A: b\r\n" * 60_000 + b"\r\n",
    "long header": b"Subject: " + b"=?utf-8?q?=41?= " * 100_000 + b"\r\n\r\n",
    "long line": b"From: MAILER-DAEMON@x\r\n\r\n" + b"<" * 1_000_000,
    "no such charset": b"From: =?x-unknown?q?=FF?= <MAILER-DAEMON@x>\r\n"
    + b"Content-Type: text/plain; charset=x-no\r\n\r\n\xff",
    "no such encoding": b"Content-Type: multipart/report; boundary=b\r\nContent-Transfer-Encoding: x-bomb\r\n\r\n--b--",
    "empty report": b"Content-Type: message/delivery-status\r\n\r\n",
    "text report": b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n////",
    "many recipients": b"Content-Type: message/delivery-status\r\n\r\n"
    + b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" * 20_000,
    "odd recipient": b"Content-Type: message/delivery-status\r\n\r\n"
    + b"Final-Recipient: \xff\xfe;;;@@\r\nAction: failed\r\n",
    "zip bomb": b"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"UEsDBBQ" * 100_000,
    "endless boundary": b'Content-Type: multipart/report; boundary="' + b"b" * 200_000 + b'"\r\n\r\n--',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_read_quickly_and_harms_nothing(name, letter):
    started = time.process_time()

    noted = returning.note(name, bounces.read(HOSTILE[name]))

    assert time.process_time() - started < 5
    assert noted.letter is None
    assert not PausedAddress.objects.exists()


def test_of_fifty_megabytes_only_the_beginning_is_read(letter):
    report = mail(POSTFIX, message_id=letter.message_id).rpartition(b"Hej")[0] + b"x" * 50_000_000
    started = time.process_time()

    noted = returning.note("1", bounces.read(report))

    assert time.process_time() - started < 5
    assert (noted.verdict, noted.letter) == (Verdict.HARD, letter)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=3000), st.integers(min_value=0, max_value=3000))
def test_no_mail_whatever_is_in_it_raises(noise, place):
    whole = mail(POSTFIX, message_id=ID)

    for data in (noise, whole[:place] + noise, whole[:place] + noise + whole[place:]):
        assert bounces.read(data).verdict in Verdict.values
