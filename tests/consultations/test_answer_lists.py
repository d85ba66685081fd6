"""The lists of answers: their order, their filters, and that they ask as few questions of 10,000 as of 10."""

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from consultations.actions import compiling as compilation
from consultations.models import Consultation, Response, SenderKind, Stance
from consultations.workflow import ResponseState, RoundState
from rus_portal.accounts.collation import SortKey, sort_key
from rus_portal.accounts.roles import Role
from rus_portal.demo import volume
from tests.consultations.compiled import answered, body_answer, publish_all
from tests.factories import ConsultationFactory, OfficialFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
# Of a request by an official, these are not the list's: who is logged in, and with which roles.
LOG_IN = 3
WORKSPACE, PUBLIC = "/arbetsyta/remiss/{place}/", "/remisser/{place}/"
# Each list with the role that reads it, and how many questions it may ask.
LISTS = {
    "received": (Role.REGISTRAR, WORKSPACE + "svar/", LOG_IN + 4),
    "received, without the right to protected ones": (Role.ANALYST, WORKSPACE + "svar/?rakna=ja", LOG_IN + 4),
    "received, by name": (Role.REGISTRAR, WORKSPACE + "svar/?ordning=avsandare&q=volym", LOG_IN + 4),
    "received, one of the last pages": (Role.REGISTRAR, WORKSPACE + "svar/?sida=1&visa=preliminara", LOG_IN + 4),
    "published": (None, PUBLIC + "svar/", 4),
    "published, by name": (None, PUBLIC + "svar/?ordning=namn&stallning=supports", 4),
    "waiting for the registry": (Role.REGISTRAR, "/arbetsyta/diarium/", 12),
    "to be published": (Role.COMMUNICATOR, WORKSPACE + "publicera/", 8),
    "invited": (Role.PROJECT_LEADER, WORKSPACE + "inbjudna/", 12),
    "cockpit": (Role.PROJECT_LEADER, WORKSPACE, 45),
    "compilation": (Role.PROJECT_LEADER, WORKSPACE + "sammanstallning/", 40),
    "section of the compilation": (Role.PROJECT_LEADER, WORKSPACE + "sammanstallning/1/", 40),
    "question of the compilation": (Role.PROJECT_LEADER, WORKSPACE + "sammanstallning/fraga/1/", 40),
    "section of the report": (None, PUBLIC + "sammanstallning/1/", 10),
    "question of the report": (None, PUBLIC + "sammanstallning/fraga/1/", 10),
    "open interface": (None, "/api/v1/rounds/{place}/answers/", 12),
}


def _published_round(answers):
    """A round of this size with a published compilation, and most of its answers on the web."""
    consultation = volume.make(invitations=5, answers=answers, points=answers, sections=3)
    Consultation.objects.filter(pk=consultation.pk).update(state=RoundState.PROCESSING)
    consultation.refresh_from_db()
    leader = OfficialFactory()
    compilation.approve(consultation, signed_by="Projektledaren", by=leader, despite_gaps=True)
    compilation.publish(consultation, by=leader)
    own = Response.objects.filter(consultation=consultation)
    own.filter(receipt_number__endswith="1").update(state=ResponseState.WEB_APPROVED)
    own.exclude(state=ResponseState.WEB_APPROVED).exclude(receipt_number__endswith="2").update(
        state=ResponseState.PUBLISHED
    )
    return consultation


def test_lists_ask_as_many_questions_of_ten_thousand_answers_as_of_ten(client):
    rounds = {size: _published_round(size) for size in (10, 10_000)}
    officials = {role: OfficialFactory(role=role) for role in {role for role, *_rest in LISTS.values() if role}}

    asked, too_many = {}, {}
    for name, (role, address, most) in LISTS.items():
        client.logout()
        if role:
            client.force_login(officials[role], backend="allauth.account.auth_backends.AuthenticationBackend")
        for consultation in rounds.values():
            page = address.format(place=f"{consultation.year}/{consultation.slug}")
            # The first request of a process looks up what stays the same.
            client.get(page)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200, name
            asked.setdefault(name, set()).add(len(captured))
            if len(captured) > most:
                too_many[name] = len(captured)

    assert {name: sizes for name, sizes in asked.items() if len(sizes) > 1} == {}
    assert too_many == {}


@pytest.fixture
def consultation():
    return ConsultationFactory(slug="rus", state=RoundState.PUBLISHED)


SWEDISH = ["Zeta", "Åhus", "Ängelholm", "Öland", "Örebro"]


def test_swedish_order_on_both_lists(consultation, logged_in, client):
    for name in ("Örebro", "Åhus", "Zeta", "Öland", "Ängelholm"):
        body_answer(consultation, name)
    answered(consultation, sender_name="Anna")
    publish_all(consultation)

    public = client.get("/remisser/2021/rus/svar/?ordning=namn").context["page"]
    received = logged_in(OfficialFactory()).get("/arbetsyta/remiss/2021/rus/svar/?ordning=avsandare").context["page"]

    assert [one.sender for one in public] == [one.sender for one in received] == [*SWEDISH, "Anna"]


def test_bodies_outside_the_register_stand_and_are_found_among_the_others(consultation, logged_in, client):
    for name in ("Örebro", "Zeta"):
        body_answer(consultation, name, category="business")
    outside = [
        answered(consultation, sender_kind=SenderKind.ORGANISATION, sender_name=name)
        for name in ("Åkerby Byalag", "ärlighetsfonden", "Élan")
    ]
    answered(consultation, sender_name="Bo")
    publish_all(consultation)
    leader = logged_in(OfficialFactory())

    def both(query):
        public = client.get(f"/remisser/2021/rus/svar/?{query}").context["page"]
        received = leader.get(f"/arbetsyta/remiss/2021/rus/svar/?{query}").context["page"]
        assert {one.pk for one in public} == {one.pk for one in received}, query
        return [one.sender for one in public]

    public = client.get("/remisser/2021/rus/svar/?ordning=namn").context["page"]
    assert [one.sender for one in public] == ["Élan", "Zeta", "Åkerby Byalag", "ärlighetsfonden", "Örebro", "Bo"]
    assert sorted(both("grupp=other"), key=str.casefold) == sorted((one.sender for one in outside), key=str.casefold)
    assert both("q=byalag") == ["Åkerby Byalag"]
    keys = Response.objects.filter(pk__in=[one.pk for one in outside]).annotate(sorts=SortKey(F("sender_name")))
    assert {one.sorts for one in keys} == {sort_key(one.sender) for one in outside}


def test_filters_of_both_lists(consultation, logged_in, client):
    member = OrganisationFactory()
    zeta = body_answer(consultation, "Zeta", category="business", area="Norr", stance=Stance.OPPOSES, joint=[member])
    home = body_answer(consultation, "Ängelholm", invited=False, area="Söder", is_preliminary=True)
    late = answered(consultation, received_at=consultation.deadline.ends, sender_name="Anna")
    publish_all(consultation)
    official = logged_in(OfficialFactory())

    def both(query):
        public = client.get(f"/remisser/2021/rus/svar/?{query}").context["page"]
        received = official.get(f"/arbetsyta/remiss/2021/rus/svar/?{query}").context["page"]
        assert set(public) == set(received), query
        return set(public)

    assert both("") == {zeta, home, late}
    assert both("grupp=business") == {zeta}
    assert both("grupp=person") == {late}
    assert both("omrade=Norr") == {zeta}
    assert both("stallning=opposes") == {zeta}
    assert both("tid=late") == {late}
    assert both("visa=preliminara") == {home}
    assert both("visa=gemensamma") == {zeta}
    assert both("q=ängel") == {home}
    assert both("q=%00&omrade=Ingenstans&ordning=x&fraga=x&avsnitt=-1") == {zeta, home, late}


def test_folded_conditions_are_open_when_one_is_in_use(consultation, logged_in):
    official = logged_in(OfficialFactory())
    asked = ("", "q=Anna&stallning=opposes", "tid=x", "grupp=person", "ordning=aldst")

    pages = [official.get(f"/arbetsyta/remiss/2021/rus/svar/?{query}").content.decode() for query in asked]

    first, folded = pages[0].split('<details class="more"')
    assert all(f'name="{name}"' in first for name in ("q", "lage", "stallning"))
    assert all(f'name="{name}"' in folded for name in ("grupp", "omrade", "tid", "visa", "rakna", "ordning"))
    assert ['<details class="more" open>' in page for page in pages] == [False, False, False, True, True]


def test_a_private_person_is_found_by_name_among_the_received_only(consultation, logged_in, client):
    anna = answered(consultation, sender_name="Anna Provberg")
    publish_all(consultation)

    public = client.get("/remisser/2021/rus/svar/?q=Anna").context["page"]
    received = logged_in(OfficialFactory()).get("/arbetsyta/remiss/2021/rus/svar/?q=anna+prov").context["page"]

    assert (list(public), list(received)) == ([], [anna])


def test_the_number_of_hidden_answers_tells_nothing_of_whose_they_are(consultation, logged_in):
    answered(consultation, is_protected=True, sender_name="Skyddad Person", stance=Stance.OPPOSES)
    analyst = logged_in(OfficialFactory(role=Role.ANALYST))

    hidden = {
        query: analyst.get(f"/arbetsyta/remiss/2021/rus/svar/?{query}").context["hidden_count"]
        for query in ("", "rakna=ja", f"fran={SenderKind.PERSON}", "q=Skyddad", "stallning=opposes", "tid=in_time")
    }

    assert hidden == {"": 1, "rakna=ja": 1, "fran=person": 1, "q=Skyddad": 0, "stallning=opposes": 0, "tid=in_time": 0}
