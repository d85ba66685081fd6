"""The clock's letters are whole in both languages: subject, text and HTML, plain, escaped, and fetching nothing."""

import re
from datetime import date

import pytest
from django.utils.translation import override

from consultations import clock_letters
from consultations.actions.announcing import NEWS, Happening
from consultations.actions.reminding_writers import Holder
from consultations.models import CameBy, ConsultationEvent, DraftLink
from consultations.reminders import Plan
from rus_portal.notifications import actions, registry, subscribing
from rus_portal.notifications.adapters import AccountAdapter
from rus_portal.notifications.models import Letter, Level, Subscription
from strategy.models import VersionEvent
from tests.factories import ConsultationFactory, DraftFactory, InvitationFactory, ResponseFactory, RoundPartFactory

pytestmark = pytest.mark.django_db
# Letters of which no English text has any.
SWEDISH = re.compile(r"[åäöÅÄÖ]")


def clock_kinds(language, monkeypatch):
    """One letter of each kind, written in this language."""
    monkeypatch.setattr(
        clock_letters.notifications.write,
        "__kwdefaults__",
        {
            **clock_letters.notifications.write.__kwdefaults__,
            "language": language,
        },
    )
    consultation = ConsultationFactory(title="Goals & means <b>", last_day=date(2021, 6, 30), is_fictional=True)
    consultation.version.title = "Goals & means <b>"
    invitation = InvitationFactory(consultation=consultation, organisation__name="Body & Sons <i>")
    draft = DraftFactory(consultation=consultation)
    link = DraftLink.objects.create(draft=draft, came_by=CameBy.COLLEAGUE, email="a@x.example")
    response = ResponseFactory(consultation=consultation, language=language, sender_name="Anna & Co")
    returned = actions.owe(recipient="a@x.example", kind="invitation", about="x", subject="x", text="x")
    returned.failure = "550 <a@x.example> & no"
    subscription = Subscription.objects.create(email="s@x.example", topic="rounds", level=Level.ALL, language=language)
    yield clock_letters.unsent_draft(Holder(draft, "a@x.example"), "unsent_draft_7", Plan(consultation.deadline))
    yield clock_letters.unsent_draft(Holder(draft, "a@x.example", link), "unsent_draft_1", Plan(consultation.deadline))
    sooner = Plan(consultation.deadline, parts=(RoundPartFactory(consultation=consultation, name="A & B <i>"),))
    yield clock_letters.unsent_draft(Holder(draft, "a@x.example", link), "unsent_part_1", sooner)
    yield clock_letters.missing_answer(invitation, consultation.deadline)
    yield clock_letters.outcome(response, "a@x.example")
    yield clock_letters.address_bounced(invitation, returned)
    for transition in NEWS:
        if transition == "take_force":
            event = VersionEvent(version=consultation.version, transition=transition)
            happening = Happening(event, "version_event:1", 1)
        else:
            event = ConsultationEvent(consultation=consultation, transition=transition, reason="Because & <so>")
            happening = Happening(event, "round_event:1", 1, consultation)
        yield clock_letters.news(subscription, happening)
    yield subscribing._question(subscription, "Rounds & <more>", language)
    subscription.confirmed_at = subscription.created_at
    yield subscribing._question(subscription, "Rounds & <more>", language)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_letter_of_the_clock_is_whole(language, monkeypatch, at):
    with at("2021-06-23 08:00"), override("en" if language == "sv" else "sv"):
        letters = list(clock_kinds(language, monkeypatch))

    assert len(letters) == 8 + len(NEWS)
    for letter in letters:
        name = f"{letter.kind}: {letter.subject}"
        assert letter.subject.strip(), name
        assert "\n" not in letter.subject, name
        assert (letter.language, f'<html lang="{language}">' in letter.html) == (language, True), name
        for part in (letter.subject, letter.text, letter.html):
            assert not re.search(r"{[{%#]|[}%#]}|None|%\(", part), name
        assert "&amp;" not in letter.subject + letter.text, name
        assert not re.search(r"<b>|<i>|<so>|<more>", letter.html), name
        assert not re.search(r"\bsrc=|url\(|@import|<link|<script", letter.html), name
        assert "\n\n\n" not in letter.text, name
        if language == "en":
            assert not SWEDISH.search(letter.subject + letter.text + letter.html.replace("Förhållningssätt", "")), name


def test_every_kind_is_registered_and_has_a_name():
    wanted = {"unsent_draft_7", "unsent_draft_1", "missing_answer", "outcome", "address_bounced", "subscription_news"}

    assert wanted <= {kind.name for kind in registry.all_kinds()}
    assert [kind.name for kind in registry.all_kinds() if not str(kind.label).strip()] == []


def test_what_the_clock_owes_waits_for_office_hours_and_what_somebody_waits_for_does_not():
    waits = set(registry.names("waits"))

    assert {"reminder_28", "reminder_7", "reminder_1", "unsent_draft_7", "unsent_draft_1"} <= waits
    assert {"missing_answer", "outcome", "subscription_news"} <= waits
    assert waits.isdisjoint({"account", "receipt", "extension_decision", "confirm_subscription", "withdrawn"})


def test_a_letter_about_a_draft_is_sealed_whatever_its_kind():
    actions.owe(recipient="a@x.example", kind="something new", about="draft:1", subject="x", text="x")

    assert not Letter.objects.unsealed().exists()


def test_a_letter_that_is_written_as_text_only_is_set_in_the_frame_of_all():
    letter = actions.owe(
        recipient="a@x.example", kind="contact", about="x", subject="Fråga <b>", text="Hej\n\n<i>x</i>"
    )

    assert "<h1>Fråga &lt;b&gt;</h1>" in letter.html
    assert "<p>&lt;i&gt;x&lt;/i&gt;</p>" in letter.html


def test_log_in_codes_have_text_and_html(rf):
    context = {"code": "123456", "email": "a@x.example", "request": rf.get("/"), "user": None}

    AccountAdapter().send_mail("account/email/login_code", "a@x.example", context)

    letter = Letter.objects.get()
    assert ("123456" in letter.text, "123456" in letter.html) == (True, True)
