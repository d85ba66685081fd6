"""Forget this computer: the visit ends, the browser is told to clear, and what is saved stays."""

import pytest
from django.urls import reverse

from consultations import writers
from consultations.actions import answers
from consultations.models import CameBy, Draft
from tests.factories import ConsultationFactory, UserFactory

pytestmark = pytest.mark.django_db
FORGET = reverse("consultations:forget")


@pytest.fixture
def begun(client):
    """A draft that a stranger has begun in this browser; returns the address of its first part."""
    consultation = ConsultationFactory()
    place = [consultation.year, consultation.slug]
    return client.post(reverse("consultations:answer", args=place), {"who": "organisation"}).url


def test_after_a_question_the_visit_ends_and_the_browser_is_told_to_clear(client, begun):
    asked = client.get(FORGET)
    still = client.get(begun)
    done = client.post(FORGET)

    assert (asked.status_code, still.status_code) == (200, 200)
    assert "data-forgets-drafts" in asked.content.decode()
    assert done.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(done.url).status_code == 200
    # Nothing is known of the visit any more: it is asked who answers.
    assert client.get(begun).url == begun.removesuffix("om-er/")
    assert Draft.objects.count() == 1


def test_the_question_says_how_each_draft_is_found_again(client, begun):
    draft = Draft.objects.get()
    without = client.get(FORGET).context["drafts"]
    draft.links.update(email="eva@person.example")

    assert without == [(draft, "")]
    assert client.get(FORGET).context["drafts"] == [(draft, "eva@person.example")]


def test_a_log_in_ends_too_and_leads_back(client, logged_in):
    user = UserFactory()
    draft = answers.begin(ConsultationFactory(), user=user)
    writers.join(draft, came_by=CameBy.BEGAN, user=user)
    browser = logged_in(user)

    assert browser.get(FORGET).context["drafts"] == [(draft, True)]
    browser.post(FORGET)
    assert "_auth_user_id" not in browser.session


def test_who_has_nothing_here_may_ask_too(client):
    assert client.get(FORGET).status_code == 200
    assert client.get(reverse("consultations:forgotten")).headers.get("Clear-Site-Data") is None
