"""The pages of the timeline, for everyone and for officials."""

import re
from datetime import UTC, date, datetime

import pytest

from rus_portal.accounts.roles import Role
from tests.factories import (
    BodyFactory,
    ConsultationFactory,
    MilestoneFactory,
    NewsItemFactory,
    OfficialFactory,
    UserFactory,
)
from timeline import actions
from timeline.models import Milestone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may(at):
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def communicator(client):
    client.force_login(
        OfficialFactory(role=Role.COMMUNICATOR),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def add(slug, planned="", **fields):
    return actions.add_milestone(by=None, slug=slug, title=f"Titel {slug}", planned=planned, **fields)


VALUES = {"title": "Ny", "slug": "ny", "kind": "other", "planned": "2021-12", "order": "0"}


def test_range_has_a_dash_to_see_and_a_word_to_hear(client):
    add("remiss", "2021-04-06/2021-06-30")

    page = client.get("/tidplan/").content.decode()

    assert (
        '<span aria-hidden="true">6 april–30 juni 2021</span><span class="hidden">6 april till 30 juni 2021</span>'
        in page
    )
    assert "Titel remiss – pågår nu" in page


def test_page_says_the_reason_of_a_pause_and_who_decides(client):
    body = BodyFactory(name="Regionala utvecklingsnämnden")
    add("paus", "2020-21", kind="pause", reason="Pandemin gjorde att arbetet fick vänta.", actual="2020-21")
    add("run", "2021-12", kind="decision", body=body)

    page = client.get("/tidplan/").content.decode()

    assert "Pandemin gjorde att arbetet fick vänta." in page
    assert "Behandlas av: Regionala utvecklingsnämnden" in page


def test_page_hides_what_the_public_cannot_know_yet(client):
    add("sen", "2022-21", visible_from=date(2021, 8, 1))

    page = client.get("/tidplan/").content.decode()

    assert "Titel sen" not in page


def test_open_round_can_be_answered_from_the_timeline(client):
    opens = datetime(2021, 4, 6, 6, tzinfo=UTC)
    round_ = ConsultationFactory(year=2021, slug="rus", opens_at=opens, last_day=date(2021, 6, 30))
    add("remiss", "2021-04-06/2021-06-30", kind="consultation", consultation=round_)

    page = client.get("/tidplan/").content.decode()

    assert '<a href="/remisser/2021/rus/">Läs och svara på remissen</a>' in page


def test_empty_timeline_says_so_and_draws_nothing(client):
    page = client.get("/tidplan/").content.decode()

    assert "Ingen plan är offentlig än." in page
    assert '<svg class="chart"' not in page


def test_drawing_has_a_name_a_description_and_no_local_decimals(client):
    add("remiss", "2021-04-06/2021-06-30")

    page = client.get("/tidplan/").content.decode()

    drawing = page[page.index('<svg class="chart"') : page.index("</svg>", page.index('<svg class="chart"'))]
    assert '<title id="ct">Tidplanen som bild</title>' in drawing
    assert "från april 2021 till september 2021" in drawing
    assert re.findall(r'"[0-9]+,[0-9]+"', drawing) == []


def test_news_page_shows_text_safely_and_hides_the_future(client):
    NewsItemFactory(slug="nu", title="Nu", text="Ett <b>\n\nTvå", published_at=datetime(2021, 5, 1, tzinfo=UTC))
    NewsItemFactory(slug="sen", title="Sen nyhet", published_at=datetime(2021, 6, 1, tzinfo=UTC))

    shown, hidden, listing = (client.get(a) for a in ("/nyheter/nu/", "/nyheter/sen/", "/nyheter/"))

    assert "<p>Ett &lt;b&gt;</p>\n\n<p>Två</p>" in shown.content.decode()
    assert hidden.status_code == 404
    assert "Sen nyhet" not in listing.content.decode()


def test_news_is_paginated(client):
    for number in range(21):
        NewsItemFactory(
            slug=f"n{number}", title=f"Nr {number}.", published_at=datetime(2021, 1, 1 + number, tzinfo=UTC)
        )

    first, second = (client.get(f"/nyheter/?sida={n}").content.decode() for n in (1, 2))

    assert first.count('<a href="/nyheter/n') == 20
    assert second.count('<a href="/nyheter/n') == 1
    assert "Nr 0." in second


def test_organisation_lists_bodies_groups_and_how_the_source_is_read(client):
    actions.add_body(by=None, code="RUN", name="Regionala utvecklingsnämnden", order=1, decides="Förbereder.")
    seats = [{"title": "Kommunstyrelsens ordförande", "places": 5}, {"title": "Länsråd", "places": 1}]
    actions.add_group(by=None, slug="referens", name="Referensgruppen", note="En per kommun.", seats=seats)

    page = client.get("/organisation/").content.decode()

    assert "Regionala utvecklingsnämnden (RUN)" in page
    assert "Förbereder." in page
    assert "(5 platser)" in page
    assert "(1 plats" not in page
    assert "En per kommun." in page


@pytest.mark.parametrize("address", ["/tidplan/", "/nyheter/", "/organisation/", "/en/tidplan/", "/en/nyheter/"])
def test_public_page_sets_no_cookie_and_can_be_validated(client, address):
    add("remiss", "2021-04-06/2021-06-30")

    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert first.status_code == 200
    assert not first.cookies
    assert "csrfmiddlewaretoken" not in first.content.decode()
    assert again.status_code == 304


@pytest.mark.parametrize(("address", "queries"), [("/tidplan/", 1), ("/tidplan.ics", 4), ("/organisation/", 3)])
@pytest.mark.parametrize("count", [1, 12])
def test_page_takes_the_same_queries_whatever_the_size(client, address, queries, count, django_assert_num_queries):
    for number in range(count):
        MilestoneFactory(body=BodyFactory(), consultation=ConsultationFactory())
        actions.add_group(by=None, slug=f"g{number}", name="G", seats=[{"title": "Plats"}])

    with django_assert_num_queries(queries):
        client.get(address)


PEOPLE = {
    "anonymous": (None, 302),
    "citizen": ("citizen", 404),
    "registrar": (Role.REGISTRAR, 403),
    "analyst": (Role.ANALYST, 403),
    "leader": (Role.PROJECT_LEADER, 200),
    "communicator": (Role.COMMUNICATOR, 200),
}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("address", ["/arbetsyta/tidplan/", "/arbetsyta/tidplan/ny/", "/arbetsyta/tidplan/{pk}/"])
def test_only_those_who_edit_the_timeline_get_in(client, person, address):
    role, status = PEOPLE[person]
    milestone = add("a", "2021-12")
    if role:
        user = UserFactory() if role == "citizen" else OfficialFactory(role=role)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(address.format(pk=milestone.pk)).status_code == status


def test_workspace_shows_what_lacks_an_outcome(communicator):
    add("gammal", "2020-12")
    add("kommande", "2021-12", visible_from=date(2021, 9, 1))

    page = communicator.get("/arbetsyta/tidplan/").content.decode()

    assert page.count("utfall saknas") == 1
    assert "Titel kommande" in page


def test_official_adds_a_milestone(communicator):
    response = communicator.post("/arbetsyta/tidplan/ny/", VALUES)

    milestone = Milestone.objects.get()
    assert response.headers["Location"] == "/arbetsyta/tidplan/"
    assert (milestone.title, milestone.sort_start) == ("Ny", date(2021, 12, 1))
    assert milestone.changes.get().by.email.startswith("official")


def test_bad_time_is_refused_beside_its_field_and_nothing_is_lost(communicator):
    response = communicator.post("/arbetsyta/tidplan/ny/", VALUES | {"planned": "våren 22", "text": "Min text"})

    page = response.content.decode()
    assert response.status_code == 422
    assert response.context["form"].errors["planned"] == [
        "”våren 22” är ingen tid som vi förstår. "
        "Skriv till exempel 2021-12 för december 2021 eller 2022-21 för våren 2022."
    ]
    assert 'value="våren 22"' in page
    assert "Min text" in page
    assert 'class="errors"' in page
    assert not Milestone.objects.exists()


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"planned": ""}, "planned", "Skriv när det är planerat, eller när det hände."),
        (
            {"planned": "", "planned_label": "senhösten 2020"},
            "sort_start",
            "En tid i ord behöver en dag att sorteras efter.",
        ),
        (
            {"planned": "", "planned_label": "x", "sort_start": "2020-12-01", "sort_end": "2020-11-01"},
            "sort_end",
            "Den senaste dagen ligger före den tidigaste.",
        ),
        ({"kind": "pause"}, "reason", "Skriv varför arbetet pausas."),
        ({"actual": "2021-12"}, "actual_known_from", "Skriv från vilken dag utfallet kunde vara känt."),
        ({"address": "//elak.example"}, "address", "Skriv den del av adressen som börjar med /."),
        ({"address": "javascript:alert(1)"}, "address", "Skriv den del av adressen som börjar med /."),
    ],
)
def test_form_says_what_is_missing(communicator, values, field, message):
    response = communicator.post("/arbetsyta/tidplan/ny/", VALUES | values)

    assert response.status_code == 422
    assert response.context["form"].errors[field] == [message]


def test_preview_shows_how_it_will_read_and_saves_nothing(communicator):
    response = communicator.post("/arbetsyta/tidplan/ny/", VALUES | {"planned": "2021-08/2021-09", "do": "preview"})

    assert "<dd>augusti–september 2021</dd>" in response.content.decode()
    assert not Milestone.objects.exists()


def test_official_moves_a_plan_and_the_old_one_is_kept(communicator):
    milestone = add("ny", "2021-12")

    communicator.post(f"/arbetsyta/tidplan/{milestone.pk}/", VALUES | {"planned": "2022-21"})

    assert Milestone.objects.get().planned == "2022-21"
    assert milestone.changes.first().before == {
        "planned": "2021-12",
        "title": "Titel ny",
        "sort_start": "2021-12-01",
        "sort_end": "2021-12-31",
    }
