"""Search finds what everyone may read, and nothing else."""

import json
from datetime import UTC, date, datetime

import pytest

from consultations.actions import answers
from consultations.workflow import RoundState
from rus_portal.site.search import MOST_HITS, Kind, Search, marked
from strategy.models import VersionSection
from strategy.workflow import State
from tests.factories import (
    ConsultationFactory,
    DocumentFactory,
    EvidenceFactory,
    NewsItemFactory,
    OfficialFactory,
    ResponseFactory,
    SectionFactory,
    block,
)
from tests.site.writing import version_with
from timeline import actions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may(at):
    with at("2021-05-12 09:00"):
        yield


def found(text, kind=""):
    search = Search(text, kind)
    return [(hit.kind, hit.title) for hit in search.hits(search.found)]


def test_finds_a_section_in_any_inflection_with_place_and_permanent_address():
    version = version_with("Kollektivtrafiken ska nå alla <strong>orter</strong>.", heading="Resor")

    search = Search("kollektivtrafik ort")
    hit = search.hits(search.found)[0]

    section = version.sections.get()
    assert (hit.kind, hit.title) == (Kind.SECTION, "1.2 Resor")
    assert hit.url == f"{version.get_absolute_url()}#s-{section.key}"
    assert hit.excerpt == "<mark>Kollektivtrafiken</mark> ska nå alla <mark>orter</mark>"
    assert hit.place == f"{version.title}, Remissversion"


def test_finds_every_kind():
    version = version_with("Kustlinjen är lång.")
    ConsultationFactory(version=version, title="Remiss om kustlinjen", letter=[block("Hej.")])
    EvidenceFactory(document=version.document, title="Analys", summary="Om kustlinjen.")
    actions.add_milestone(by=None, slug="m", title="Kustlinjen besöks", planned="2021-12")
    NewsItemFactory(title="Nyhet", text="Kustlinjen är mätt.")

    assert {kind for kind, _title in found("kustlinjen")} == set(Kind)


def test_title_ranks_before_text():
    NewsItemFactory(title="Annat", text="Service nämns här.")
    NewsItemFactory(title="Service", text="Annat nämns här.")

    assert [title for _kind, title in found("service")] == ["Service", "Annat"]


@pytest.mark.parametrize("state", [State.FROZEN, State.ABANDONED])
def test_never_finds_an_unpublished_version_or_its_evidence(state):
    version = version_with("Hemligt avsnitt.", state=state)
    EvidenceFactory(document=version.document, title="Hemligt underlag", participants=1)

    assert found("hemligt") == []


def test_never_finds_the_working_copy():
    SectionFactory(heading="Hemlig rubrik", body=[block("Hemligt utkast.")])

    assert found("hemlig") == found("hemligt") == []


def test_never_finds_an_earlier_version_than_the_current():
    document = DocumentFactory()
    version_with("Gammal formulering.", document=document, number=1)
    version_with("Ny formulering.", document=document, number=2)

    assert len(found("formulering")) == 1
    assert found("gammal") == []


def test_finds_the_version_in_force_although_a_newer_proposal_is_out():
    document = DocumentFactory()
    version_with("Gällande text.", document=document, number=1, state=State.IN_FORCE)
    version_with("Föreslagen text.", document=document, number=2, state=State.ON_CONSULTATION)

    assert len(found("gällande")) == 1


def test_never_finds_a_planned_round_hidden_milestone_or_coming_news():
    ConsultationFactory(title="Hemlig remiss", state=RoundState.PLANNED)
    actions.add_milestone(by=None, slug="m", title="Hemlig milstolpe", planned="2021-12", visible_from=date(2021, 9, 1))
    NewsItemFactory(title="Hemlig nyhet", published_at=datetime(2021, 6, 1, tzinfo=UTC))

    assert found("hemlig") == []


def test_never_finds_drafts_or_received_answers():
    round_ = ConsultationFactory()
    draft = answers.begin(round_)
    answers.save_fields(draft, {"overall.summary": "Hemligt utkastord"})
    ResponseFactory(consultation=round_, summary="Hemligt svarsord")

    assert found("utkastord") == found("svarsord") == []


def test_official_finds_no_more_than_others(client):
    version_with("Hemligt avsnitt.", state=State.FROZEN)
    client.force_login(OfficialFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")

    page = client.get("/sok/?q=hemligt").content.decode()

    assert "Vi hittade inget om ”hemligt”." in page


def test_word_spelt_almost_so_is_found_when_nothing_else_is():
    version_with("Kollektivtrafiken ska nå alla.")

    search = Search("kolektivtraffiken")

    assert search.is_approximate
    assert [hit.kind for hit in search.hits(search.found)] == [Kind.SECTION]


@pytest.mark.parametrize(
    "text", ["och", "och att", "", "   ", "!!!", "'", '"', "-", ":*", "\x00", "a" * 5000, "<->", "%%", "\\"]
)
def test_odd_questions_find_nothing_and_break_nothing(client, text):
    version_with("Ost och kex, att äta.")

    response = client.get("/sok/", {"q": text})

    assert response.status_code == 200
    assert response.context["hits"] == []


def test_excerpt_is_escaped_but_for_our_own_marks():
    NewsItemFactory(title="<img src=x>", text="Service <script>alert(1)</script> & mer \ue000falskt\ue001.")
    version_with("Service &lt;b&gt; här.")

    hits = Search("service").hits(Search("service").found)

    texts = {hit.kind: hit.excerpt for hit in hits}
    assert texts[Kind.SECTION] == "<mark>Service</mark> &lt;b&gt; här"
    assert texts[Kind.NEWS] == "<mark>Service</mark> alert(1) &amp; mer falskt"


def test_marked_never_lets_a_tag_through():
    assert marked("\ue000<b>\ue001 \ue001 <i>") == "<mark>&lt;b&gt;</mark>  &lt;i&gt;"


def test_question_comes_back_escaped(client):
    page = client.get("/sok/", {"q": '"><script>x</script>'}).content.decode()

    assert "<script>x" not in page
    assert 'value="&quot;&gt;&lt;script&gt;x&lt;/script&gt;"' in page


def test_kinds_can_be_chosen(client):
    NewsItemFactory(title="Service A")
    actions.add_milestone(by=None, slug="m", title="Service B", planned="2021-12")

    response = client.get("/sok/?q=service&typ=tidplan")

    assert [hit.title for hit in response.context["hits"]] == ["Service B"]
    assert response.context["search"].counts == [(Kind.MILESTONE, 1), (Kind.NEWS, 1)]


def test_unknown_kind_is_ignored():
    NewsItemFactory(title="Service A")

    assert found("service", "elak") == [(Kind.NEWS, "Service A")]


def test_hits_come_in_pages_that_keep_the_question(client):
    NewsItemFactory.create_batch(21, text="Service i länet.")

    first, second = client.get("/sok/?q=service&typ=nyheter"), client.get("/sok/?q=service&typ=nyheter&sida=2")

    assert (len(first.context["hits"]), len(second.context["hits"])) == (20, 1)
    assert 'href="?q=service&amp;typ=nyheter&amp;sida=2"' in first.content.decode()
    assert MOST_HITS == 500


def test_search_page_is_a_public_page(client):
    first = client.get("/sok/?q=service")
    again = client.get("/sok/?q=service", headers={"If-None-Match": first.headers["ETag"]})

    assert not first.cookies
    assert again.status_code == 304


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_hits(client, count, django_assert_num_queries):
    for _n in range(count):
        version = version_with("Service i länet.")
        EvidenceFactory(document=version.document, title="Service")
        NewsItemFactory(title="Service")
        ConsultationFactory(title="Service")
        actions.add_milestone(by=None, slug=f"m{_n}", title="Service", planned="2021-12")

    # One that ranks, and one for the excerpts of each kind on the page.
    with django_assert_num_queries(6):
        assert len(client.get("/sok/?q=service").context["hits"]) == 5 * count


def test_json_never_leaks_block_ids():
    version_with("Text.", heading="A")

    body = VersionSection.objects.get().body

    assert json.dumps(body)
    assert found(body[0]["id"]) == []
