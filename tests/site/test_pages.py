"""The pages that only inform."""

import itertools
import re

import pytest

from strategy.workflow import State
from tests.factories import DocumentFactory
from tests.site.writing import version_with

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/sok/",
    "/om/",
    "/om/personuppgifter/",
    "/om/kontakt/",
    "/om/kontakt/tack/",
    "/om/komponenter/",
    "/tillganglighet/",
    "/tillganglighet/tack/",
    "/service/",
    "/tyck-till/tack/",
]


@pytest.mark.parametrize("address", [*PAGES, *(f"/en{page}" for page in PAGES)])
def test_public_page_sets_no_cookie_and_can_be_validated(client, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert first.status_code == 200
    assert not first.cookies
    assert "csrfmiddlewaretoken" not in first.content.decode()
    assert again.status_code == 304


@pytest.mark.parametrize("address", [page for page in PAGES if page != "/om/komponenter/"])
def test_page_has_one_h1_and_skips_no_level(client, address):
    page = client.get(address).content.decode()

    main = page[page.index("<main") : page.index("</main>")]
    levels = [int(level) for level in re.findall(r"<h([1-6])", main)]
    assert levels.count(1) == 1
    # An error summary may stand before the h1; without errors the h1 comes first.
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


@pytest.mark.parametrize("address", PAGES)
def test_page_has_nothing_inline(client, address):
    page = client.get(address).content.decode()

    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", page) == []


@pytest.mark.parametrize("address", PAGES)
def test_page_names_itself_before_the_portal(client, address):
    page = client.get(address).content.decode()

    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL).group(1).strip()
    assert re.fullmatch(r"\S.* – Rus-portalen", title)


def programme(state):
    """A service programme with one development area, building on a strategy."""
    strategy = DocumentFactory(slug="vaxtplats", title="Växtplats Exempel")
    document = DocumentFactory(slug="serviceprogram", kind="programme", title="Serviceprogram", parent=strategy)
    return version_with("Text.", "Service som går att nå", document=document, state=state, kind="development_area")


def test_service_page_leads_to_the_programme_and_its_areas(client):
    version = programme(State.IN_FORCE)

    page = client.get("/service/").content.decode()

    area = version.sections.get()
    assert f'href="{version.get_absolute_url()}#s-{area.key}">1.2 Service som går att nå</a>' in page
    assert 'href="/strategi/vaxtplats/"' in page


def test_service_page_hides_an_unpublished_programme(client):
    programme(State.FROZEN)

    page = client.get("/service/").content.decode()

    assert "Service som går att nå" not in page
    assert "Programmet är inte publicerat här än." in page


@pytest.mark.parametrize(
    ("moment", "ordinance", "other"),
    [("2024-12-31 23:59:59", "2000:284", "2024:1243"), ("2025-01-01 00:00:00", "2024:1243", "2000:284")],
)
def test_service_page_names_the_ordinance_that_applies(client, at, moment, ordinance, other):
    with at(moment):
        page = client.get("/service/").content.decode()

    assert ordinance in page
    assert other not in page


def test_service_page_links_to_the_film_without_embedding_it(client):
    page = client.get("/service/").content.decode()

    assert "Så får vi service att funka i hela landet" in page
    assert "<iframe" not in page
    assert "<video" not in page


def test_service_page_takes_two_queries(client, django_assert_num_queries):
    programme(State.IN_FORCE)

    with django_assert_num_queries(2):
        client.get("/service/")


def test_every_page_leads_to_the_accessibility_statement(client):
    for address in PAGES:
        assert 'href="/tillganglighet/"' in client.get(address).content.decode(), address


def test_robots_keep_out_of_forms_and_offices(client):
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /arbetsyta/", "Disallow: /mina-svar/", "Disallow: /en/arbetsyta/"} <= set(lines)
    assert "Disallow: /" not in lines


def test_favicon_is_found_where_old_browsers_look(client):
    response = client.get("/favicon.ico")

    assert (response.status_code, response.headers["Location"]) == (301, "/static/img/favicon.ico")


@pytest.mark.parametrize("address", ["/sok/", "/om/", "/service/", "/robots.txt"])
def test_pages_to_read_take_no_post(client, address):
    assert client.post(address).status_code == 405
