"""A version's page is made once and sent again until something it is made from has changed."""

from datetime import timedelta

import pytest
from django.test import Client

from rus_portal import clock
from rus_portal.exports.models import Export
from strategy import marks
from strategy.models import Document
from strategy.workflow import State, Transition
from tests.factories import ConsultationFactory, UserFactory, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def remembering(settings):
    settings.REMEMBER_MARKED_PAGES = True
    marks._beside.clear()


@pytest.fixture
def version():
    return VersionFactory(state=State.IN_FORCE)


def page(client, version):
    return client.get(version.get_absolute_url())


def test_second_reader_costs_one_query(client, version, remembering, django_assert_num_queries):
    first = page(client, version)

    with django_assert_num_queries(1):
        second = page(client, version)

    assert (second.content, second["ETag"]) == (first.content, first["ETag"])


def test_reader_who_is_logged_in_gets_the_same_page_for_their_own_eyes(client, version, remembering):
    first = page(client, version)

    reader = Client()
    reader.force_login(UserFactory())
    own = page(reader, version)

    assert own.content == first.content
    assert (first["Cache-Control"], own["Cache-Control"]) == ("public, no-cache", "private, no-cache")
    assert page(client, version)["Cache-Control"] == "public, no-cache"


def test_new_state_is_seen_at_once(client, version, remembering):
    before = page(client, version).content

    version.advance(Transition.REPLACE, by=None)

    assert page(client, version).content != before


def test_new_title_is_seen_at_once_and_a_new_pdf_within_a_second(client, version, remembering, monkeypatch):
    page(client, version)
    monkeypatch.setattr(marks, "BESIDE_SECONDS", 0)
    marks._beside.clear()
    Document.objects.update(title="Ett nytt namn")
    Export.objects.create(
        kind="version",
        subject=version.pk,
        fingerprint=version.hash,
        state="ready",
        file="x.pdf",
        size=1_700_000,
        pages=44,
    )

    html = page(client, version).content.decode()

    assert "44" in html
    assert marks.of_document(version.document.slug)[0][0][4] == "Ett nytt namn"


def test_open_round_is_seen_within_a_second(client, version, remembering, monkeypatch):
    page(client, version)
    ConsultationFactory(version=version, year=2021, slug="rus", last_day=clock.today() + timedelta(days=9))
    monkeypatch.setattr(marks, "BESIDE_SECONDS", 0)
    marks._beside.clear()

    assert "/remisser/2021/rus/" in page(client, version).content.decode()


def test_languages_and_days_are_kept_apart(client, version, remembering, at):
    swedish, english = page(client, version), client.get("/en" + version.get_absolute_url())
    with at("2031-01-01 09:00"):
        later = marks.of_document(version.document.slug)

    assert swedish.content != english.content
    assert later != marks.of_document(version.document.slug)


def test_unknown_document_stays_unknown(client, remembering):
    assert client.get("/strategi/finns-inte/").status_code == 404
