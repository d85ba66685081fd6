"""The open interface says what the pages say, in the shape that its description promises."""

from datetime import date

import pytest
from django.urls import get_resolver, reverse
from jsonschema import Draft202012Validator
from rdflib import DCAT, DCTERMS, RDF, Graph

from consultations.actions import rounds
from consultations.models import Confirmation, LinkKind, Response, ResponseLink
from consultations.workflow import ResponseState, RoundState
from rus_portal.site.api import openapi
from strategy.actions import beside
from strategy.models import Version
from tests.factories import (
    ConsultationFactory,
    ErratumFactory,
    MilestoneFactory,
    OfficialFactory,
    OrganisationFactory,
    QuestionFactory,
    ResponseFactory,
)
from tests.sitemap import walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def consultation():
    found = ConsultationFactory(year=2021, slug="rus", last_day=date(2021, 6, 30), version__sections=2)
    QuestionFactory(consultation=found)
    return found


def fetch(client, name, *values, **query):
    return client.get(reverse(f"api:{name}", args=values), query)


def assert_fits(answer, route):
    """The answer has the shape that the description gives for this address."""
    described = openapi.document()
    schema = described["paths"][route]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator(schema | {"components": described["components"]})
    assert [error.message for error in validator.iter_errors(answer)] == []


def test_description_names_every_address():
    routes = {
        "/"
        + place.route.replace("<int:year>", "{year}")
        .replace("<slug:slug>", "{slug}")
        .replace("<slug:number>", "{number}")
        for place in walk(get_resolver().url_patterns)
        if place.name.startswith("api:")
        and place.name not in {"api:index", "api:openapi", "api:catalogue", "api:about"}
    }

    assert set(openapi.document()["paths"]) == routes


def test_description_is_sound(client):
    described = fetch(client, "openapi").json()

    assert described["openapi"] == "3.1.0"
    for name, schema in described["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert set(schema["required"]) == set(schema["properties"]), name


def test_list_of_rounds_fits_and_leaves_the_planned_out(client, consultation):
    ConsultationFactory(year=2021, slug="planerad", state=RoundState.PLANNED)

    answer = fetch(client, "rounds").json()

    assert_fits(answer, "/api/v1/rounds/")
    assert [item["id"] for item in answer["items"]] == ["2021/rus"]
    assert answer["items"][0]["deadline"] == {"last_day": "2021-06-30", "ends": "2021-06-30T23:59:59+02:00"}


def test_one_round_fits_and_tells_of_moved_deadlines(client, consultation):
    rounds.move_deadline(consultation, date(2021, 7, 14), reason="Sommaren", by=OfficialFactory())

    answer = fetch(client, "round", 2021, "rus").json()

    assert_fits(answer, "/api/v1/rounds/{year}/{slug}/")
    assert answer["deadline"]["last_day"] == "2021-07-14"
    assert [(one["last_day_before"], one["reason"]) for one in answer["moved_deadlines"]] == [
        ("2021-06-30", "Sommaren")
    ]
    assert answer["version"]["hash"] == consultation.version.hash


def test_planned_and_unknown_rounds_are_not_there(client):
    ConsultationFactory(year=2021, slug="planerad", state=RoundState.PLANNED)

    assert fetch(client, "round", 2021, "planerad").status_code == 404
    assert fetch(client, "answers", 2021, "planerad").status_code == 404
    assert fetch(client, "round", 2021, "annan").status_code == 404


def test_only_published_answers_are_there_and_persons_without_name(client, consultation):
    body = OrganisationFactory(name="Exempelby kommun")
    ResponseFactory(consultation=consultation, organisation=body, sender_kind="organisation", sender_name=str(body))
    person = ResponseFactory(consultation=consultation, sender_kind="person", sender_name="Anna Hemlig")
    hidden = ResponseFactory(
        consultation=consultation, sender_kind="person", sender_name="Eva Skyddad", is_protected=True
    )
    waiting = ResponseFactory(consultation=consultation)
    Response.objects.exclude(pk=waiting.pk).update(state=ResponseState.PUBLISHED)

    response = fetch(client, "answers", 2021, "rus")

    answer = response.json()
    assert_fits(answer, "/api/v1/rounds/{year}/{slug}/answers/")
    assert sorted(str(item["sender"]) for item in answer["items"]) == ["Exempelby kommun", "None"]
    assert person.receipt_number in {item["number"] for item in answer["items"]}
    assert hidden.receipt_number not in response.content.decode()
    assert "Hemlig" not in response.content.decode()


def test_one_answer_fits_and_says_what_the_page_says(client, consultation):
    body = OrganisationFactory(name="Exempelby kommun")
    answer_of = {"consultation": consultation, "sender_kind": "organisation", "state": ResponseState.PUBLISHED}
    response = ResponseFactory(
        organisation=body, is_preliminary=True, reservations="SD reserverar sig.", deciding_body="KS", **answer_of
    )
    Confirmation.objects.create(
        response=response, deciding_body="KF", decided_on=date(2021, 6, 21), reservations="V", confirmed_by="Eva Ek"
    )
    second = ResponseFactory(organisation=OrganisationFactory(), **answer_of)
    ResponseLink.objects.create(later=second, earlier=response, kind=LinkKind.SECONDS)

    fetched = fetch(client, "answer", 2021, "rus", response.receipt_number)
    answer = fetched.json()

    assert_fits(answer, "/api/v1/rounds/{year}/{slug}/answers/{number}/")
    assert answer["decision"] == {
        "state": "confirmed",
        "body": "KF",
        "decided_on": "2021-06-21",
        "item": "",
        "expected_on": None,
    }
    assert answer["reservations"] == "SD reserverar sig."
    assert answer["seconded_by"] == [second.receipt_number]
    # What came with the confirmation waits for somebody to read it; who sent it is never told.
    assert answer["confirmation"] == {"reservations": "", "extract": None}
    assert "Eva Ek" not in fetched.content.decode()
    assert fetch(client, "answer", 2021, "rus", "RUS-2021-9999-99").status_code == 404


def test_documents_fit(client, consultation):
    answer = fetch(client, "documents").json()

    assert_fits(answer, "/api/v1/documents/")
    assert [len(item["versions"]) for item in answer["items"]] == [1]


def test_versions_say_what_has_been_corrected(client, consultation):
    version = consultation.version
    section = version.sections.first()
    ErratumFactory(version=version, section=section, block=section.body[0]["id"], wrong="fel", right="rätt")
    beside.withdraw_erratum(ErratumFactory(version=version), reason="Det var rätt.", by=None)

    of_round, listed = fetch(client, "round", 2021, "rus").json(), fetch(client, "documents").json()

    assert_fits(of_round, "/api/v1/rounds/{year}/{slug}/")
    assert_fits(listed, "/api/v1/documents/")
    assert of_round["version"] == listed["items"][0]["versions"][0]
    first, second = of_round["version"]["errata"]
    assert (first["section"], first["block"]) == (str(section.key), section.body[0]["id"])
    assert (first["wrong"], first["right"], first["decided_on"], first["withdrawn"]) == (
        "fel",
        "rätt",
        "2021-05-03",
        None,
    )
    assert (second["section"], second["withdrawn"]["reason"]) == (None, "Det var rätt.")
    assert first["page"].endswith(f"{version.get_absolute_url()}#rattelse-1")
    assert of_round["version"]["hash"] == version.hash


def test_timeline_fits_and_invents_no_day(client):
    MilestoneFactory(slug="varen", title="Beslut", planned="2022-21")

    response = fetch(client, "timeline")

    answer = response.json()
    assert_fits(answer, "/api/v1/timeline/")
    assert answer["items"][0]["planned"] == {"edtf": "2022-21", "words": "våren 2022"}
    assert "2022-03" not in response.content.decode()


def test_lists_come_in_pages(client, consultation, monkeypatch):
    monkeypatch.setattr("rus_portal.site.api.views.MOST_ON_A_PAGE", 2)
    for number in range(3):
        ConsultationFactory(year=2020, slug=f"r{number}")

    first = fetch(client, "rounds").json()
    second = fetch(client, "rounds", page=2).json()

    assert (first["count"], len(first["items"]), len(second["items"]), second["next"]) == (4, 2, 2, None)
    assert first["next"].endswith("/api/v1/rounds/?page=2")
    assert fetch(client, "rounds", page=3).status_code == 404
    assert fetch(client, "rounds", page="x").status_code == 404


@pytest.mark.parametrize("name", ["index", "openapi", "catalogue", "rounds", "documents", "timeline"])
def test_every_answer_is_open_data(client, consultation, name):
    first = fetch(client, name)

    again = client.get(reverse(f"api:{name}"), headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert not first.cookies
    assert client.post(reverse(f"api:{name}")).status_code in {403, 405}


def test_words_are_in_english_under_en(client, consultation):
    swedish = client.get("/api/v1/rounds/").json()["items"][0]
    english = client.get("/en/api/v1/rounds/").json()["items"][0]

    assert (swedish["state"], english["state"]) == ("open", "open")
    assert (swedish["state_label"], english["state_label"]) == ("Öppen", "Open")


@pytest.mark.parametrize("count", [1, 12])
def test_number_of_queries_is_the_same(client, django_assert_num_queries, count):
    for number in range(count):
        found = ConsultationFactory(year=2021, slug=f"r{number}", version__sections=1)
        for _again in range(count):
            QuestionFactory(consultation=found)
            ResponseFactory(consultation=found)
    Response.objects.update(state=ResponseState.PUBLISHED)

    with django_assert_num_queries(2):
        fetch(client, "rounds")
    for version in Version.objects.all():
        ErratumFactory.create_batch(count, version=version, section=version.sections.first())

    with django_assert_num_queries(7):
        fetch(client, "round", 2021, "r0")
    with django_assert_num_queries(3):
        fetch(client, "answers", 2021, "r0")
    with django_assert_num_queries(4):
        fetch(client, "documents")


def test_catalogue_is_turtle_with_three_sets(client):
    graph = Graph().parse(data=fetch(client, "catalogue").content.decode(), format="turtle")

    sets = list(graph.subjects(RDF.type, DCAT.Dataset))
    titles = {str(title.language) for one in sets for title in graph.objects(one, DCTERMS.title)}
    assert (len(sets), titles) == (3, {"sv", "en"})
    assert all(list(graph.objects(one, DCAT.distribution)) for one in sets)


def test_page_for_people_names_every_address(client):
    page = client.get(reverse("api:about")).content.decode()

    assert all(route in page for route in openapi.document()["paths"])
