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


@pytest.mark.parametrize("role", [None, *Role])
def test_nobody_comes_upon_a_protected_person(protected, role):
    client = Client()
    values = {
        "round_slug": "rus",
        "year": protected.consultation.year,
        "slug": protected.consultation.version.document.slug,
        "number": protected.receipt_number,
        "receipt": protected.receipt_number,
        "key": uuid.uuid4(),
        "pk": InvitationFactory(consultation=protected.consultation).pk,
    }
    if role:
        client.force_login(OfficialFactory(role=role), backend="allauth.account.auth_backends.AuthenticationBackend")
    # A search for part of the name; the page may say what was searched for.
    # The answer's own pages are for those who may read it; each reading is noted.
    own = f"/arbetsyta/remiss/2021/rus/svar/{protected.receipt_number}/"
    may_read = role is not None and Right.READ_PROTECTED in rights_of([role])

    found = {}
    for place in walk(get_resolver().url_patterns):
        page = address(place.route, values)
        answer = client.get(page, {"q": "skydds", "sok": "skydds"})
        if traces := traces_in(answer):
            found[page] = traces

    assert {page for page in found if not (may_read and page.startswith(own))} == set()
    assert bool(found) is may_read
    assert ProtectedReading.objects.exists() is may_read


def test_no_letter_goes_to_or_about_a_protected_person(protected):
    assert not Letter.objects.filter(text__contains="Skyddsling").exists()
    assert not Letter.objects.filter(recipient__startswith="skyddsling").exists()
    assert not Export.objects.filter(kind="round").exists()


def test_original_keeps_everything_for_those_who_may_read_it(protected):
    found = Response.objects.get(pk=protected.pk)

    assert (found.sender_name, found.summary) == (NAME, WORDS)
    assert canonical.digest(found, canonical.parts_of(found)) == found.hash
