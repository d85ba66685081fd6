"""Scenario 11: a protected person's name is planted and looked for in all that anyone can open."""

import uuid

import pytest
from django.test import Client
from django.urls import get_resolver

from consultations import canonical
from consultations.actions import entering
from consultations.models import Channel, ProtectedReading, Response
from rus_portal import clock
from rus_portal.accounts.roles import Right, Role, rights_of
from rus_portal.exports.models import Export
from rus_portal.notifications.models import Letter
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory
from tests.sitemap import walk
from tests.test_access import address

pytestmark = pytest.mark.django_db
NAME, WORDS = "Skyddsling Provberg", "Jag bor vid den gula ladan."


@pytest.fixture
def protected():
    consultation = ConsultationFactory(slug="rus")
    entry = entering.Entry(
        uuid.uuid4(),
        Channel.POST,
        clock.today(),
        "Stämplat.",
        is_person=True,
        sender_name=NAME,
        sender_email="skyddsling@privat.example",
        is_protected=True,
        summary=WORDS,
    )
    return entering.enter(consultation, entry, by=OfficialFactory(role=Role.REGISTRAR))


def traces_in(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [word for word in (NAME, "Skyddsling", "skyddsling@", WORDS) if word.encode() in body]


def test_nobody_comes_upon_a_protected_person(protected):
    values = {
        "round_slug": "rus",
        "year": protected.consultation.year,
        "slug": protected.consultation.version.document.slug,
        "number": protected.receipt_number,
        "receipt": protected.receipt_number,
        "key": uuid.uuid4(),
        "pk": InvitationFactory(consultation=protected.consultation).pk,
    }
    pages = {address(place.route, values): place.view for place in walk(get_resolver().url_patterns)}
    # The answer's own pages are for those who may read it; each reading is noted.
    own = f"/arbetsyta/remiss/2021/rus/svar/{protected.receipt_number}/"

    for role in (None, *Role):
        official = OfficialFactory(role=role) if role else None
        rights = rights_of([role]) if role else frozenset()
        # Whoever lacks the right of a page is shown nothing of it: tests/test_access.py.
        let_in = [page for page, view in pages.items() if getattr(view, "right_required", None) in {None, *rights}]
        found, same_for_everyone = _pages_that_name_them(let_in if role else pages, official)
        pages = {page: view for page, view in pages.items() if page not in same_for_everyone}

        may_read = Right.READ_PROTECTED in rights
        assert {page for page in found if not (may_read and page.startswith(own))} == set(), role
        assert (bool(found), ProtectedReading.objects.filter(by=official).exists()) == (may_read, may_read), role


def _pages_that_name_them(pages, official):
    """Those of the pages that show a trace to this official or, without one, to anybody; and those that are public."""
    client, found, same_for_everyone = Client(), set(), set()
    if official:
        client.force_login(official, backend="allauth.account.auth_backends.AuthenticationBackend")
    for page in pages:
        # A search for part of the name; the page may say what was searched for.
        answer = client.get(page, {"q": "skydds", "sok": "skydds"})
        if traces_in(answer):
            found.add(page)
        if getattr(answer, "is_public_page", False):
            same_for_everyone.add(page)
    return found, same_for_everyone


def test_no_letter_goes_to_or_about_a_protected_person(protected):
    assert not Letter.objects.filter(text__contains="Skyddsling").exists()
    assert not Letter.objects.filter(recipient__startswith="skyddsling").exists()
    assert not Export.objects.filter(kind="round").exists()


def test_original_keeps_everything_for_those_who_may_read_it(protected):
    found = Response.objects.get(pk=protected.pk)

    assert (found.sender_name, found.summary) == (NAME, WORDS)
    assert canonical.digest(found, canonical.parts_of(found)) == found.hash
