"""Letters for whoever asks: twice over, one click to end, and then forgotten."""

import re

import pytest
from django.urls import reverse

from rus_portal.notifications import actions, bounces, periodic, returning, tasks
from rus_portal.notifications.models import Letter, Level, PausedAddress, ReturnedMail, Subscription
from rus_portal.site import subscriptions
from rus_portal.site.limits import HourlyLimit
from tests.factories import ConsultationFactory, OfficialFactory, VersionFactory
from tests.notifications.returned_mails import POSTFIX, mail

pytestmark = pytest.mark.django_db
SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
WISH = {"email": "Anna@Exempel.example", "about": "rounds", "level": "all"}


@pytest.fixture
def send(client):
    """What a browser sends without cookie: send("site:subscribe", email=…)."""

    def post(name, *args, **fields):
        return client.post(reverse(name, args=args), fields, **SAME_ORIGIN)

    return post


@pytest.fixture
def subscription(at):
    def confirmed(**fields):
        with at("2021-04-01 09:00"):
            defaults = {"email": "anna@exempel.example", "topic": "rounds", "level": Level.ALL}
            subscription = Subscription.objects.create(**defaults | fields)
            subscription.confirmed_at = subscription.created_at
            subscription.save()
            return subscription

    return confirmed


def test_asking_sends_one_letter_with_a_link_and_nothing_else(send, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = send("site:subscribe", **WISH)

    found = Subscription.objects.get()
    (message,) = mailoutbox
    assert (answer.status_code, answer["Location"], answer.cookies) == (303, reverse("site:subscribe_thanks"), {})
    assert (found.email, found.topic, found.level, found.confirmed_at) == (
        "anna@exempel.example",
        "rounds",
        "all",
        None,
    )
    assert message.to == ["anna@exempel.example"]
    assert reverse("site:subscription", args=[found.key]) in message.body


def test_the_link_asks_before_it_confirms(client, send, mailoutbox):
    send("site:subscribe", **WISH)
    found = Subscription.objects.get()
    page = client.get(reverse("site:subscription", args=[found.key]))
    found.refresh_from_db()
    assert (page.status_code, page.cookies, found.confirmed_at) == (200, {}, None)

    answer = send("site:subscription", found.key, level="new")

    found.refresh_from_db()
    assert (answer.status_code, found.level, found.confirmed_at is None) == (303, "new", False)


def test_the_same_question_is_asked_once_a_day(send, at):
    for moment in ("2021-05-12 09:00", "2021-05-12 18:00", "2021-05-13 09:00"):
        with at(moment):
            send("site:subscribe", **WISH)

    assert (Subscription.objects.count(), Letter.objects.count()) == (1, 2)


def test_nobody_can_fill_anothers_mailbox(send, at):
    rounds = [ConsultationFactory() for _n in range(8)]
    counts = []
    for day in (12, 13, 14):
        with at(f"2021-05-{day} 09:00"):
            for one in rounds:
                send("site:subscribe", **WISH | {"about": f"round:{one.pk}"})
        counts.append((Letter.objects.count(), Subscription.objects.count()))

    # Three a day, and never more than five topics of which the address has said nothing.
    assert counts == [(3, 3), (6, 3), (9, 3)]


def test_asking_again_changes_nothing_for_whoever_has_said_yes(send, subscription):
    kept = subscription(level=Level.ALL)

    send("site:subscribe", **WISH | {"level": "new"})

    kept.refresh_from_db()
    assert (kept.level, kept.confirmed_at is None) == ("all", False)
    assert reverse("site:subscription", args=[kept.key]) in Letter.objects.get().text


@pytest.mark.parametrize(
    ("wrong", "field"), [({"email": "anna"}, "email"), ({"about": "round:999"}, "about"), ({"level": "x"}, "level")]
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(wrong, field, send):
    answer = send("site:subscribe", **WISH | wrong)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert wrong.get("email", WISH["email"]) in answer.content.decode()
    assert not Subscription.objects.exists()


def test_another_site_cannot_send_the_form(client):
    answer = client.post(reverse("site:subscribe"), WISH, HTTP_SEC_FETCH_SITE="cross-site")

    assert (answer.status_code, Subscription.objects.count()) == (403, 0)


def test_too_many_questions_from_one_place_are_refused(send, monkeypatch):
    monkeypatch.setattr(subscriptions, "LIMIT", HourlyLimit("subscribe-test", 2))

    statuses = [send("site:subscribe", **WISH).status_code for _n in range(3)]

    assert statuses == [303, 303, 429]


def test_the_form_offers_what_one_can_hear_of_and_chooses_what_one_came_from(client):
    open_round = ConsultationFactory(title="Öppen remiss")
    ConsultationFactory(title="Hemlig plan", state="planned")
    ConsultationFactory(title="Slut", state="finished")

    page = client.get(reverse("site:subscribe"), {"om": f"round:{open_round.pk}"})

    labels = [str(label) for _value, label in page.context["form"].fields["about"].choices]
    assert any("Öppen remiss" in label for label in labels)
    assert not any("Hemlig plan" in label or "Slut" in label for label in labels)
    assert page.context["form"]["about"].value() == f"round:{open_round.pk}"


# --- ending --------------------------------------------------------------------------------------------------------


def news(subscription):
    """A letter of the subscription, sent."""
    letter = actions.owe(
        recipient=subscription.email,
        kind="subscription_news",
        about=f"{subscription.about}:version_event:1",
        subject="Nytt",
        text="Nytt",
        one_click=f"http://portal.example{reverse('site:end_subscription', args=[subscription.key])}",
    )
    tasks.send_letter(letter.pk)
    return letter


def test_every_letter_can_be_ended_with_one_click_without_cookie(client, subscription, mailoutbox, at):
    kept = subscription()
    with at("2021-05-12 09:00"):
        news(kept)
    headers = mailoutbox[0].message()
    (address,) = re.findall(r"^<http://portal.example(/prenumerera/[^>]+)>$", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    # A mail program's server: no cookie, no origin, no fetch metadata.
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, answer.cookies) == (200, {})
    assert not Subscription.objects.exists()
    assert not Letter.objects.filter(recipient="anna@exempel.example").exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_link_ends_nothing(method, client, subscription):
    kept = subscription()

    answer = getattr(client, method)(reverse("site:end_subscription", args=[kept.key]))

    assert (answer.status_code, Subscription.objects.count()) == (200, 1)
    assert "no-store" in answer["Cache-Control"]


def test_a_person_is_led_to_a_page_that_says_so(client, subscription):
    kept = subscription()

    answer = client.post(reverse("site:end_subscription", args=[kept.key]))

    assert (answer.status_code, answer["Location"]) == (303, reverse("site:subscription_ended"))
    assert client.get(answer["Location"]).status_code == 200
    # The link of an earlier letter, or a mail program that asks twice.
    again = client.get(reverse("site:end_subscription", args=[kept.key]))
    assert (again.status_code, again["Location"]) == (303, reverse("site:subscription_ended"))
    one_click = {"List-Unsubscribe": "One-Click"}
    assert client.post(reverse("site:end_subscription", args=[kept.key]), one_click).status_code == 200


def test_other_letters_to_the_same_person_stay(client, subscription):
    kept = subscription()
    actions.owe(recipient=kept.email, kind="receipt", about="response:1", subject="Kvitto", text="x")

    client.post(reverse("site:end_subscription", args=[kept.key]))

    assert [letter.kind for letter in Letter.objects.all()] == ["receipt"]


def test_a_letter_that_does_not_arrive_ends_it_and_leaves_no_address(subscription, at):
    kept = subscription()
    with at("2021-05-12 09:00"):
        letter = news(kept)
        returning.note("1", bounces.read(mail(POSTFIX, recipient=kept.email, message_id=letter.message_id)))

    assert (Subscription.objects.count(), Letter.objects.count(), PausedAddress.objects.count()) == (0, 0, 0)
    assert [(one.letter, one.reason) for one in ReturnedMail.objects.all()] == [(None, "")]


def test_a_refusal_at_once_ends_it_too(subscription, settings, at):
    kept = subscription()
    settings.MAILERS = {"default": {"BACKEND": "tests.notifications.backends.NoSuchMailbox"}}

    with at("2021-05-12 09:00"):
        news(kept)

    assert (Subscription.objects.count(), Letter.objects.count(), PausedAddress.objects.count()) == (0, 0, 0)


def test_who_has_not_said_yes_is_forgotten_after_a_week(send, at, subscription):
    with at("2021-05-12 09:00"):
        send("site:subscribe", **WISH | {"email": "tyst@exempel.example"})
    subscription()
    with at("2021-05-19 08:59"):
        periodic.forget_unconfirmed()
        assert Subscription.objects.count() == 2

    with at("2021-05-19 09:01"):
        periodic.forget_unconfirmed()

    assert [one.email for one in Subscription.objects.all()] == ["anna@exempel.example"]
    assert not Letter.objects.filter(recipient="tyst@exempel.example").exists()


def test_officials_see_no_subscriber(subscription, logged_in, at):
    with at("2021-05-12 09:00"):
        letter = news(subscription())
    reader = logged_in(OfficialFactory())

    page = reader.get(reverse("notifications:outbox")).content.decode()

    assert "anna@exempel.example" not in page
    assert reader.get(reverse("notifications:letter", args=[letter.pk])).status_code == 404


def test_the_link_stands_where_one_looks_for_it(client):
    consultation = ConsultationFactory()
    VersionFactory(document=consultation.version.document, state="in_force")

    pages = [
        client.get(consultation.get_absolute_url()),
        client.get(reverse("consultations:round_list")),
        client.get(reverse("strategy:document_list")),
    ]

    assert [reverse("site:subscribe") in page.content.decode() for page in pages] == [True] * 3
