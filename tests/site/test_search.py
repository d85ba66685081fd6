"""Search finds what everyone may read, in all the ways that Swedish words are written, and nothing else."""

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from consultations.actions import answers
from consultations.models import Consultation, ResponseMark
from consultations.workflow import ResponseState, RoundState
from rus_portal.site.models import SearchChange, SearchEntry, SearchKind, SearchWord
from rus_portal.site.search import hits, index, sources
from strategy import actions as strategy_actions
from strategy.actions import beside
from strategy.models import Version
from strategy.workflow import State
from tests.factories import (
    ConsultationFactory,
    DocumentFactory,
    ErratumFactory,
    EvidenceFactory,
    MilestoneFactory,
    NewsItemFactory,
    OfficialFactory,
    ResponseFactory,
    SectionFactory,
    SummaryFactory,
    block,
)
from tests.site.writing import version_with
from timeline.models import NewsItem

pytestmark = pytest.mark.django_db
SECRET = "Sillgrisslehemlighet"


@pytest.fixture(autouse=True)
def _in_may(at):
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def found(client):
    """The titles that a question finds, in order: found("ort", typ="nyheter")."""

    def ask(words, **narrowed):
        response = client.get("/sok/", {"q": words} | narrowed)
        return [re.sub(r"</?mark>", "", hit.title) for hit in response.context["hits"]]

    return ask


def test_finds_every_kind_with_place_and_permanent_address(client):
    version = version_with("Kustlinjen är lång.", heading="Kust")
    round_ = ConsultationFactory(version=version, title="Remiss om kustlinjen", slug="kust", letter=[block("Hej.")])
    EvidenceFactory(document=version.document, title="Analys", slug="a", summary="Om kustlinjen.")
    MilestoneFactory(title="Kustlinjen besöks", slug="m")
    NewsItemFactory(title="Nyhet", slug="n", text="Kustlinjen är mätt.")
    answer = ResponseFactory(consultation=round_, state=ResponseState.PUBLISHED, summary="Vi vill ha mer kustlinje.")

    hits = client.get("/sok/?q=kustlinje").context["hits"]

    slug, section = version.document.slug, version.sections.get()
    assert {hit.kind: hit.url for hit in hits} == {
        SearchKind.SECTION.label: f"/strategi/{slug}/version/1/#s-{section.key}",
        SearchKind.ROUND.label: f"/remisser/{round_.year}/kust/",
        SearchKind.EVIDENCE.label: f"/strategi/{slug}/underlag/#u-a",
        SearchKind.MILESTONE.label: "/tidplan/#m",
        SearchKind.NEWS.label: NewsItem.objects.get().get_absolute_url(),
        SearchKind.ANSWER.label: f"/remisser/{round_.year}/kust/svar/{answer.receipt_number}/",
    }
    assert [hit.place for hit in hits if hit.kind == SearchKind.SECTION.label] == [f"{version.title}, Remissversion"]
    assert {hit.url[:4] for hit in client.get("/en/sok/?q=kustlinje").context["hits"]} == {"/en/"}


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("städerna", "stad"),
        ("stad", "städer"),
        ("utvecklingsstrategins", "strategier"),
        ("Kollektivtrafikförsörjningsprogrammet", "kollektivtrafik"),
        ("remissvaren", "svar"),
        ("öppna data", '"öppna data"'),
        ("öppna data", "“öppna data”"),
        ("förordning 2017:583", "2017:583"),
        ("e-tjänsterna", "e-tjänst"),
        ("tillgäng\u00adlighet", "tillgänglighet"),
        ("kafe\u0301et", "kaféet"),
        ("skolan på landet", "skola -buss"),
    ],
)
def test_finds_words_in_other_forms_and_inside_longer_ones(found, written, asked):
    NewsItemFactory(title="A", text=f"Här står {written} bland annat.")

    assert found(asked) == ["A"]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("transport", "port"),
        ("rapporten", "ort"),
        ("för", "får"),
        ("ska", "skola"),
        ("öppna data", '"data öppna"'),
        ("skolan och bussen", "skola -buss"),
        ("hållbar utvecklingsstrategi", '"hållbar utveckling"'),
    ],
)
def test_does_not_find_what_only_looks_alike(found, written, asked):
    NewsItemFactory(title="A", text=f"Här står {written} bland annat.")

    assert found(asked) == []


def test_what_is_in_force_comes_first_and_other_versions_last(found):
    document = DocumentFactory()
    version_with("Kusten.", heading="Gammal", document=document, number=1, state=State.REPLACED)
    version_with("Kusten.", heading="Gäller", document=document, number=2, state=State.IN_FORCE)
    version_with("Kusten.", heading="Förslag", document=document, number=3, state=State.ON_CONSULTATION)
    NewsItemFactory(title="Kusten", text="Kusten.")

    assert found("kust") == ["1.2 Gäller", "Kusten", "1.2 Förslag", "1.2 Gammal"]
    assert found("kust", typ="tidigare") == ["1.2 Förslag", "1.2 Gammal"]


def test_title_ranks_before_text(found):
    NewsItemFactory(title="Annat", text="Service nämns här.")
    NewsItemFactory(title="Service", text="Annat nämns här.")

    assert found("service") == ["Service", "Annat"]


def test_word_spelt_almost_so_is_put_right(client, found):
    version_with("Kollektivtrafiken ska nå Skåne.", heading="Resor")

    page = client.get("/sok/?q=kolektivtraffik").content.decode()

    assert '<a href="?q=kollektivtrafiken" lang="sv">kollektivtrafiken</a>' in page
    assert found("kolektivtraffik") == found("skane") == found("regn kollektvtrafik") + found("skåne") == ["1.2 Resor"]
    assert found("xyzzy") == []


@pytest.mark.parametrize(
    ("asked", "written"),
    [("alert", "ålder"), ("jämställdhet", "stället"), ("nycklar", "klar"), ("böcker", "söker"), ("å", "a")],
)
def test_word_that_is_far_off_is_not_offered(client, asked, written):
    NewsItemFactory(title="A", text=f"Här står {written} bland annat.")

    page = client.get("/sok/", {"q": asked})

    assert (page.context["meant"], page.context["hits"]) == (None, [])


# What is not public.


def test_never_finds_what_is_not_public(client, found):
    document = version_with("Synligt.").document
    version_with(SECRET, document=document, number=2, state=State.FROZEN)
    version_with(SECRET, document=document, number=3, state=State.ABANDONED)
    SectionFactory(heading=SECRET, body=[block(SECRET)])
    hidden = version_with(SECRET, state=State.FROZEN)
    EvidenceFactory(document=hidden.document, title=SECRET, participants=1)
    EvidenceFactory(document=document, title=SECRET, removed_at=datetime(2021, 5, 1, tzinfo=UTC))
    ConsultationFactory(title=SECRET, state=RoundState.PLANNED)
    MilestoneFactory(title=SECRET, visible_from=date(2021, 9, 1))
    NewsItemFactory(title=SECRET, published_at=datetime(2021, 6, 1, tzinfo=UTC))
    round_ = ConsultationFactory()
    answers.save_fields(answers.begin(round_), {"overall.summary": SECRET})
    for state in set(ResponseState) - {ResponseState.PUBLISHED}:
        ResponseFactory(consultation=round_, state=state, summary=SECRET)
    ResponseFactory(consultation=round_, state=ResponseState.PUBLISHED, is_protected=True, summary=SECRET)
    client.force_login(OfficialFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")

    for words in (SECRET, "sillgrissla", "hemlighet", f'"{SECRET}"', "sillgrisslehemligt"):
        assert found(words) == []
    assert SECRET.lower() not in client.get("/sok/?q=sillgrislehemligt").content.decode().lower()
    assert not SearchWord.objects.filter(word__icontains="hemlig").exists()
    assert not SearchEntry.objects.filter(text__icontains=SECRET).exists()


def test_published_at_once_and_gone_at_once(found):
    version = version_with("Kusten.", heading="Kust", state=State.FROZEN)
    evidence = EvidenceFactory(document=version.document, title="Mätning", summary="Kusten.")
    assert found("kust") == []

    version.advance("send_out", by=None)
    assert found("kust") == ["1.2 Kust", "Mätning"]

    strategy_actions.remove_evidence(evidence, by=OfficialFactory())
    assert found("kust") == ["1.2 Kust"]

    version.advance("abandon", by=None)
    assert found("kust") == []
    assert not SearchWord.objects.filter(word="kusten").exists()


def test_correction_is_found_from_publishing_until_it_is_withdrawn(client, found):
    version = version_with("Kusten är lång.", heading="Kust", state=State.FROZEN)
    decided = {"decided_by": "Nämnden", "decided_on": date(2021, 5, 3), "by": None}
    section = version.sections.get()
    erratum = beside.add_erratum(version, section=section, wrong="lång", right="hundra mil", **decided)

    before = found("mil")
    version.advance("send_out", by=OfficialFactory())
    (hit,) = client.get("/sok/?q=mil").context["hits"]
    beside.withdraw_erratum(erratum, reason="Det var rätt.", by=None)

    assert (before, found("mil")) == ([], [])
    assert (hit.kind, hit.url) == (SearchKind.ERRATUM.label, f"{version.get_absolute_url()}#rattelse-1")
    assert hit.title.endswith(section.title)


def test_summary_is_found_as_it_was_published_until_it_is_taken_down(client, found):
    version = version_with("Havet.")
    about = {"document": version.document, "lead": "", "is_easy_read": False}
    told = {"title": "The coast", "body": [block("A long shore.")]}
    summary = beside.add_summary(**about, **told, language="en", by=None)
    before = found("shore")
    summary = beside.publish_summary(summary, expected_revision=1, by=None)
    beside.save_summary(summary, expected_revision=1, by=None, **told | {"body": [block("A secret draft.")]})

    response = client.get("/sok/?q=shore")
    drafts = found("secret")
    beside.take_down_summary(summary, by=None)

    (hit,) = response.context["hits"]
    assert (before, drafts, found("shore")) == ([], [], [])
    assert (hit.kind, hit.url) == (
        SearchKind.SUMMARY.label,
        f"/en{reverse('strategy:summary', args=[version.document.slug, 'en'])}",
    )
    assert '<h3 lang="en" dir="ltr">' in response.content.decode()


def test_answer_is_found_from_publishing_until_it_is_taken_back(found):
    round_ = ConsultationFactory(title="Remiss")
    answer = ResponseFactory(consultation=round_, state=ResponseState.WEB_APPROVED, summary="Kustlinjen.")
    steps = {"publish": 1, "unpublish": 0}

    assert found(answer.receipt_number) == []
    for transition, count in steps.items():
        answer.advance(transition, by=None)
        assert len(found("kustlinje")) == len(found(answer.receipt_number.lower())) == count


def test_answer_that_is_replaced_or_set_aside_is_not_found(found):
    round_ = ConsultationFactory(title="Remiss")
    first, second = (
        ResponseFactory(consultation=round_, state=ResponseState.PUBLISHED, summary="Kustlinjen.") for _n in range(2)
    )
    assert len(found("kustlinje")) == 2

    first.links_on.create(kind="replaces", later=second)
    assert len(found("kustlinje")) == 1

    ResponseMark.objects.create(response=second, kind="misdirected", note="x", by=OfficialFactory())
    assert found("kustlinje") == []


def test_masked_passage_is_gone_at_once_also_as_a_suggestion(client, found):
    answer = ResponseFactory(
        consultation=ConsultationFactory(), state=ResponseState.PUBLISHED, summary="Hälsar Provbergström."
    )
    assert len(found("provbergström")) == 1

    answer.redactions.create(field="summary", start=7, end=20, kind="name", decision="masked", by=OfficialFactory())

    assert found("provbergström") == []
    assert "provbergström" not in client.get("/sok/?q=provbergstrom").content.decode()
    assert len(found("hälsar")) == 1


def test_private_person_stands_without_name(client):
    ResponseFactory(
        consultation=ConsultationFactory(),
        state=ResponseState.PUBLISHED,
        sender_kind="person",
        organisation=None,
        invitation=None,
        sender_name="Siv Provström",
        summary="Kustlinjen.",
    )

    page = client.get("/sok/?q=kustlinje")

    assert [hit.title for hit in page.context["hits"]] == ["En privatperson"]
    assert "Provström" not in page.content.decode()
    assert client.get("/sok/?q=siv").context["hits"] == []


def test_what_becomes_public_by_itself_is_found_from_then_on(found, at):
    NewsItemFactory(title="Nyhet", text="Kust.", published_at=datetime(2021, 5, 20, 6, tzinfo=UTC))
    MilestoneFactory(title="Milstolpe", text="Kust.", visible_from=date(2021, 5, 21))
    assert found("kust") == []

    with at("2021-05-20 08:30"):
        assert found("kust") == ["Nyhet"]
    with at("2021-05-21 00:00"):
        assert sorted(found("kust")) == ["Milstolpe", "Nyhet"]


def test_change_past_all_actions_is_seen_too(found):
    NewsItem.objects.bulk_create([NewsItem(slug="a", title="Kust", text="Kust.")])
    assert found("kust") == ["Kust"]

    NewsItem.objects.update(title="Berg", text="Berg.")
    assert (found("kust"), found("berg")) == ([], ["Berg"])

    NewsItem.objects.all().delete()
    assert found("berg") == []


def test_changed_text_is_not_shown_while_nobody_can_read_it_again(found, monkeypatch):
    NewsItemFactory(title="Kust")
    assert found("kust") == ["Kust"]

    NewsItem.objects.update(title="Berg")
    monkeypatch.setattr(index, "_is_locked", lambda: False)

    assert found("kust") == found("berg") == []


def test_text_that_cannot_be_read_holds_up_no_other(found, monkeypatch, caplog, at):
    bad, _good = NewsItemFactory(title="Kust A"), NewsItemFactory(title="Kust B")
    found("kust")
    NewsItem.objects.update(lead="Ny.")
    read = sources.read

    def fail(source, pks):
        if bad.pk in pks:
            raise ValueError("cannot be read")
        return read(source, pks)

    monkeypatch.setattr(sources, "read", fail)
    assert found("kust") == ["Kust B"]
    assert "could not be read" in caplog.text

    monkeypatch.setattr(sources, "read", read)
    with at("2021-05-12 09:02"):
        assert sorted(found("kust")) == ["Kust A", "Kust B"]


def test_rebuilt_index_is_the_same():
    version = version_with("Kusten och havet.")
    NewsItemFactory(title="Kust")
    ConsultationFactory(version=version)
    ErratumFactory(version=version, right="Kusterna")
    SummaryFactory(document=version.document, published=True)
    SummaryFactory(document=version.document)
    index.catch_up()
    facts = ["source", "source_id", "kind", "title", "text", "vector"]
    before = [
        list(SearchEntry.objects.order_by("text").values_list(*facts)),
        list(SearchWord.objects.order_by("word").values()),
    ]

    index.rebuild()

    after = [
        list(SearchEntry.objects.order_by("text").values_list(*facts)),
        list(SearchWord.objects.order_by("word").values()),
    ]
    assert after == before
    assert not SearchChange.objects.exists()


def test_every_table_that_texts_are_read_from_tells_of_its_changes():
    """A new column of a hit that is read from another table needs a trigger there."""
    told = set(SearchChange.objects.raw(TRIGGERS)[0].tables)

    assert told == {
        "accounts_organisation",
        "consultations_confirmation",
        "consultations_consultation",
        "consultations_question",
        "consultations_redaction",
        "consultations_response",
        "consultations_responseevent",
        "consultations_responselink",
        "consultations_responsemark",
        "strategy_document",
        "strategy_erratum",
        "strategy_evidence",
        "strategy_summary",
        "strategy_version",
        "timeline_milestone",
        "timeline_newsitem",
    }


TRIGGERS = """
SELECT 0 AS id, array_agg(DISTINCT c.relname::text) AS tables FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname LIKE 'portal_site_note_%%'
"""


# The page.


def test_excerpt_is_escaped_and_only_our_own_marks_are_there(client):
    NewsItemFactory(title="<img src=x> kust", text="Vid kusten <script>alert(1)</script> & mer <mark>falskt</mark>.")

    page = client.get("/sok/?q=kust")

    hit = page.context["hits"][0]
    assert hit.title == "&lt;img src=x&gt; <mark>kust</mark>"
    assert hit.excerpt == (
        "Vid <mark>kusten</mark> &lt;script&gt;alert(1)&lt;/script&gt; &amp; mer &lt;mark&gt;falskt&lt;/mark&gt;."
    )
    assert "<img src=x" not in page.content.decode()


def test_excerpt_shows_the_place_where_most_of_the_words_stand(client):
    NewsItemFactory(
        title="A", text=f"Kusten nämns. {'Annat. ' * 100}Strax innan. Här är kusten och berget. {'Mer. ' * 99}"
    )

    excerpt = client.get("/sok/?q=kust berg").context["hits"][0].excerpt

    assert excerpt.startswith("… Här är <mark>kusten</mark> och <mark>berget</mark>. Mer.")
    assert excerpt.endswith("Mer. …")


def test_excerpt_keeps_cells_and_rows_of_a_table_apart():
    rows = "<tr><th>Vem</th><th>Gör</th></tr><tr><td>Regionen</td><td>Vårdar kusten.</td></tr><tr><td>Alla</td></tr>"
    table = {"id": "a1b2c3d4", "html": f"<table><tbody>{rows}</tbody></table>"}
    entry = SearchEntry(
        source="document", source_id=0, kind="avsnitt", title="T", text=sources._lines([table]), boost=1
    )

    index.write([entry])

    assert SearchEntry.objects.get(source_id=0).text == "Vem · Gör · Regionen · Vårdar kusten. Alla"


def test_can_be_narrowed_to_kind_document_and_year_with_counts(client):
    version = version_with("Kusten.", heading="A")
    EvidenceFactory(document=version.document, title="B", summary="Kusten.", sort_start=date(2020, 1, 1))
    NewsItemFactory(title="C", text="Kusten.", published_at=datetime(2020, 3, 1, tzinfo=UTC))
    NewsItemFactory(title="D", text="Kusten.")

    found = client.get("/sok/?q=kust&ar=2020").context["found"]
    one = client.get("/sok/", {"q": "kust", "ar": "2020", "dokument": version.document_id}).context["found"]

    assert {row["title"] for row in found.rows} == {"B", "C"}
    assert [(one.label, one.count) for one in found.kinds] == [("Underlag", 1), ("Nyheter", 1)]
    assert [(one.value, one.count) for one in found.years if one.value in (2020, 2021)] == [(2021, 2), (2020, 2)]
    assert [(one.value, one.count) for one in found.documents] == [(version.document_id, 1)]
    assert [row["title"] for row in one.rows] == ["B"]


@pytest.mark.parametrize(
    "narrowed", [{"typ": "elak"}, {"ar": "-1"}, {"dokument": "9" * 30}, {"sida": "0"}, {"ar": "２０"}]
)
def test_unknown_narrowing_is_ignored(found, narrowed):
    NewsItemFactory(title="Kust")

    assert found("kust", **narrowed) == ["Kust"]


def test_hits_come_in_pages_that_keep_the_question(client):
    NewsItemFactory.create_batch(21, text="Service i länet.")

    first, last, beyond = (client.get("/sok/", {"q": "service", "typ": "nyheter", "sida": n}) for n in (1, 2, 50))

    assert [len(page.context["hits"]) for page in (first, last, beyond)] == [20, 1, 1]
    assert 'href="?q=service&amp;typ=nyheter&amp;sida=2"' in first.content.decode()
    assert '<ol class="hits" start="21">' in last.content.decode()


def test_more_hits_than_are_counted_are_said_to_be_more(client, monkeypatch):
    monkeypatch.setattr(hits, "MOST_COUNTED", 4)
    NewsItemFactory.create_batch(6, text="Service i länet.")

    page = client.get("/en/sok/?q=service")

    assert page.context["found"].is_cut
    assert "News (more than 5)" in page.content.decode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("%%", "There is no word in"),
        ("'\"\\<->:*&|!", "There is no word in"),
        ("och att", "alone says too little"),
        ("ska", "alone says too little"),
        ("-kust", "alone says too little"),
        ("\x00", "You can search the strategy"),
        ("", "You can search the strategy"),
        ("xyzzy", "We found nothing on"),
    ],
)
def test_odd_questions_get_a_clear_answer(client, words, said):
    NewsItemFactory(title="Kust och hav, att se")

    response = client.get("/en/sok/", {"q": words})

    assert (response.status_code, response.context["hits"]) == (200, [])
    assert said in response.content.decode()


def test_too_long_question_is_sent_back_whole(client):
    response = client.get("/en/sok/", {"q": "kust " * 2000})

    page = response.content.decode()
    assert response.status_code == 422
    assert "Write at most 200 characters. You wrote 9999." in page
    assert 'aria-invalid="true"' in page
    assert ("kust " * 2000).strip() in page


def test_question_comes_back_escaped(client):
    page = client.get("/sok/", {"q": '"><script>x</script>'}).content.decode()

    assert "<script>x" not in page
    assert 'value="&quot;&gt;&lt;script&gt;x&lt;/script&gt;"' in page


def test_nothing_found_offers_each_word_by_itself_and_everything_else(client):
    NewsItemFactory(title="Kust")
    NewsItemFactory(title="Berg")

    page = client.get("/sok/?q=kust+berg").content.decode()
    narrowed = client.get("/sok/?q=kust&typ=svar").content.decode()

    assert '<a href="?q=kust" lang="sv">kust</a>' in page
    assert '<a href="?q=berg" lang="sv">berg</a>' in page
    assert '<a href="?q=kust">' in narrowed


def test_search_page_is_a_public_page(client):
    first = client.get("/sok/?q=service")
    again = client.get("/sok/?q=service", headers={"If-None-Match": first.headers["ETag"]})

    assert not first.cookies
    assert again.status_code == 304
    assert client.post("/sok/", {"q": "service"}).status_code in {403, 405}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_hits(client, count, django_assert_num_queries):
    for _n in range(count):
        version = version_with("Service i länet.")
        EvidenceFactory(document=version.document, title="Service")
        NewsItemFactory(title="Service")
        ConsultationFactory(title="Service")
    index.catch_up()

    # What the words are called and whether anything waits, and the hits.
    with django_assert_num_queries(2):
        assert len(client.get("/sok/?q=service").context["hits"]) == 4 * count


def test_future_news_make_no_search_slower(client, django_assert_num_queries):
    NewsItemFactory(title="Kust", published_at=datetime(2021, 6, 1, tzinfo=UTC))
    index.catch_up()

    with django_assert_num_queries(2):
        client.get("/sok/?q=kust")


def test_round_that_changes_its_title_changes_beside_its_answers(client):
    round_ = ConsultationFactory(title="Gammal titel")
    ResponseFactory(consultation=round_, state=ResponseState.PUBLISHED, summary="Kustlinjen.")
    index.catch_up()

    Consultation.objects.update(title="Ny titel")

    assert [hit.place.split(",")[0] for hit in client.get("/sok/?q=kustlinje").context["hits"]] == ["Ny titel"]
    assert Version.objects.count() == 1
