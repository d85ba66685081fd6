"""Every letter is whole: subject, text and HTML, with nothing of the template's own words left in it."""

import re
from datetime import date

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations import notifications
from consultations.deadlines import Deadline
from consultations.models import Extension
from consultations.reminders import KINDS
from consultations.templatetags.decisions import paragraph_sign
from rus_portal import clock
from rus_portal.notifications import actions, listing, tasks
from tests.factories import InvitationFactory

pytestmark = pytest.mark.django_db
DAY = date(2021, 8, 20)


@pytest.fixture
def invitation(at):
    with at("2021-05-12 09:00"):
        return InvitationFactory(
            consultation__last_day=date(2021, 6, 30),
            consultation__title="Mål & medel <b>",
            consultation__is_fictional=True,
            organisation__name="Öbo & Söner",
        )


def every_letter(invitation):
    before, own = Deadline(date(2021, 6, 1)), Deadline(DAY)
    asked = {"invitation": invitation, "asked_day": DAY, "reason": "Nämnden <möts> & beslutar"}
    decided = {"decided_at": clock.now()}
    granted = Extension.objects.create(**asked, granted=True, last_day=DAY, **decided)
    refused = Extension.objects.create(**asked, granted=False, **decided)
    return {
        "invitation": notifications.invitation(invitation),
        **{kind: notifications.reminder(invitation, kind, invitation.deadline) for kind in KINDS.values()},
        "moved_deadline": notifications.moved_deadline(invitation, before=before, reason="Driftstopp", own=own),
        "withdrawn": notifications.withdrawn(invitation, reason="Pandemin"),
        "extension_asked": notifications.extension_asked(granted),
        "granted": notifications.extension_decision(granted),
        "refused": notifications.extension_decision(refused),
    }


def test_letters_have_subject_text_and_html(invitation):
    for name, letter in every_letter(invitation).items():
        assert letter.subject, name
        assert "\n" not in letter.subject, name
        assert letter.html.lstrip().startswith("<!doctype html>"), name
        for part in (letter.subject, letter.text, letter.html):
            assert not re.search(r"{[{%#]|[}%#]}|None", part), name


def test_text_is_plain_and_html_is_escaped(invitation):
    for name, letter in every_letter(invitation).items():
        assert "&amp;" not in letter.subject + letter.text, name
        assert "Öbo & Söner" not in letter.html, name
        assert "<b>" not in letter.html, name
        assert "\n\n\n" not in letter.text, name


def test_html_fetches_nothing_from_anywhere(invitation):
    for name, letter in every_letter(invitation).items():
        assert not re.search(r"\bsrc=|url\(|@import|<link|<script", letter.html), name


def test_letters_to_the_body_lead_to_its_own_answer_and_say_whom_to_ask(invitation):
    link = notifications.personal_link(invitation)
    for name, letter in every_letter(invitation).items():
        if name == "extension_asked":
            continue
        assert letter.recipient == invitation.contact_email, name
        assert "rus@region.example" in letter.text, name
        if name != "withdrawn":
            assert link in letter.text.splitlines(), name
            assert f'href="{link}"' in letter.html, name


def test_the_three_reminders_are_letters_of_their_own(invitation):
    letters = every_letter(invitation)

    assert {letters[kind].kind for kind in KINDS.values()} == {"reminder_28", "reminder_7", "reminder_1"}
    assert letters["reminder_1"].text != letters["reminder_7"].text


def test_made_up_rounds_say_so_in_every_letter(invitation):
    with override("sv"):
        note = _("Fictional example: the consultation, its numbers and its answers are made up.")
    for name, letter in every_letter(invitation).items():
        if name != "extension_asked":
            assert note in letter.text, name


def test_a_refused_address_marks_the_invitation_as_bounced(invitation, settings):
    settings.MAILERS = {"default": {"BACKEND": "tests.notifications.backends.NoSuchMailbox"}}
    (letter,) = actions.owe_all([notifications.invitation(invitation)])

    tasks.send_letter(letter.pk)

    invitation.refresh_from_db()
    letter.refresh_from_db()
    assert (invitation.state, letter.failure) == ("bounced", "550 5.1.1 No such mailbox")


@pytest.mark.parametrize("state", ["withdrawn", "closed"])
def test_an_invitation_that_waits_is_not_sent_once_the_round_is_over(state, invitation, mailoutbox):
    (letter,) = actions.owe_all([notifications.invitation(invitation)])
    type(invitation.consultation).objects.update(state=state)

    tasks.send_letter(letter.pk)

    letter.refresh_from_db()
    assert (letter.state.value, mailoutbox) == ("cancelled", [])


def test_news_of_a_move_is_not_sent_when_the_day_has_been_moved_again(invitation, mailoutbox):
    before = Deadline(date(2021, 6, 1))
    moved = notifications.moved_deadline(invitation, before=before, reason="x", own=invitation.deadline)
    (letter,) = actions.owe_all([moved])
    type(invitation.consultation).objects.update(last_day=date(2021, 7, 14))

    tasks.send_letter(letter.pk)

    letter.refresh_from_db()
    assert (letter.state.value, mailoutbox) == ("cancelled", [])


def test_the_day_that_a_letter_is_about_is_the_last_one_in_time(invitation):
    reminder = notifications.reminder(invitation, "reminder_7", invitation.deadline)

    assert listing.last_day_of(reminder) == date(2021, 6, 30)


@pytest.mark.parametrize("typed", ["81", "§ 81", " §81 "])
def test_a_decision_has_one_paragraph_sign(typed):
    assert paragraph_sign(typed) == "§ 81"
