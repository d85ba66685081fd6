import re
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from rus_portal.exports.models import Export, State
from rus_portal.site.templatetags.portal import file_size
from strategy import actions, links, rendering
from strategy.models import Version
from tests.factories import DocumentFactory, EvidenceFactory, OfficialFactory, UserFactory, VersionFactory
from tests.strategy.writing import add, freeze, frozen, published, section, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_links(monkeypatch):
    """Only the links that a test registers itself."""
    monkeypatch.setattr(links, "_sources", [])


def page(client, name, *args):
    response = client.get(reverse(f"strategy:{name}", args=args))
    return response, response.content.decode()


def advance(version, *steps):
    for step in steps:
        version.advance(step, by=UserFactory())
    return version


def test_the_reading_page_shows_number_permalinks_seal_and_weighing(client):
    version = published()
    priority = version.sections.get(number="1.1.1")
    slug = version.document.slug

    response, text = page(client, "version", slug, 1)

    assert response.status_code == 200
    assert f'<h4 id="s-{priority.key}">' in text
    assert f'<div class="para" id="b-{priority.body[0]["id"]}">' in text
    assert f'href="/strategi/{slug}/version/1/forhallningssatt/#w-{priority.key}-folkhalsa"' in text
    assert version.hash in text
    assert f'href="/v/{version.hash[:12]}/"' in text
    assert f'href="/strategi/{slug}/version/1.json"' in text
    assert not response.cookies


def test_headings_never_skip_a_level(client):
    document = DocumentFactory()
    top = add(document, None, "Kapitel", "chapter", "Text.\n\n## Mellanrubrik\n\nText.", None)
    add(document, top, "Avsnitt", "text", "## Mellanrubrik\n\nText.", None)
    version = published(document)

    _, text = page(client, "version", version.document.slug, 1)

    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_contents_are_nested_and_lead_to_each_section(client):
    version = published()

    nodes = rendering.nested(list(version.sections.all()))

    assert [node["section"].number for node in nodes] == ["1"]
    assert [child["section"].number for child in nodes[0]["children"][0]["children"]] == ["1.1.1", "1.1.2"]
    for frozen_section in version.sections.all():
        assert version.rendered.count(f'href="#s-{frozen_section.key}"') == 2


def test_the_current_page_is_the_page_itself_with_a_canonical_link(client):
    version = published()

    response, text = page(client, "document", version.document.slug)

    assert response.status_code == 200
    assert re.search(rf'<link rel="canonical" href="[^"]*/strategi/{version.document.slug}/version/1/">', text)


def test_what_is_in_force_goes_before_what_is_newer(client):
    document = DocumentFactory()
    VersionFactory(document=document, number=1, state="in_force", label="Gällande")
    VersionFactory(document=document, number=2, state="on_consultation", label="Remissversion")

    response, text = page(client, "document", document.slug)

    assert response.context["version"].number == 1
    assert f"/strategi/{document.slug}/version/2/" in text


def test_an_older_version_says_that_there_is_a_newer_one(client):
    document = DocumentFactory()
    VersionFactory(document=document, number=1, state="reworked")
    VersionFactory(document=document, number=2, state="proposed")

    _, older = page(client, "version", document.slug, 1)
    _, newer = page(client, "version", document.slug, 2)

    note = 'class="note note-soon"'
    assert (older.count(note), newer.count(note)) == (1, 0)


def test_unpublished_versions_are_not_there_for_anyone(client, logged_in):
    version = frozen()
    slug = version.document.slug
    names = [("document", slug), ("principles", slug), ("evidence", slug), ("permanent", version.hash[:12])]
    names += [(name, slug, 1) for name in ("version", "version_json", "version_pdf", "version_principles")]

    statuses = {page(logged_in(OfficialFactory()), *name)[0].status_code for name in names}

    assert statuses == {404}
    assert slug not in page(client, "document_list")[1]
    assert Export.objects.exclude(state=State.READY).count() == 1


def test_an_unpublished_newer_version_is_not_counted(client):
    version = published()
    section_there = section(version.document, "Alla når service")
    actions.save_section(
        section_there, heading="Ändrad", kind="goal", body=[], expected_revision=section_there.revision, by=None
    )
    freeze(version.document, label="Ny")

    response, text = page(client, "version", version.document.slug, 1)

    assert response.context["newest"].number == 1
    assert "version/2/" not in text


@pytest.mark.parametrize("sections", [4, 40])
def test_the_reading_page_costs_three_queries(client, django_assert_num_queries, sections):
    version = published(extra=sections - 4)
    links.register(lambda version: Version.objects.filter(pk=version.pk, label="Ingen").first())
    client.get(version.get_absolute_url())

    with django_assert_num_queries(3):
        response = client.get(version.get_absolute_url())

    assert response.content.decode().count('id="s-') == sections


@pytest.mark.parametrize("sections", [4, 40])
@pytest.mark.parametrize(("name", "queries"), [("principles", 2), ("evidence", 4), ("document_list", 3)])
def test_the_other_pages_cost_the_same_for_few_and_many(client, django_assert_num_queries, sections, name, queries):
    version = published(extra=sections - 4)
    for n in range(sections):
        evidence = EvidenceFactory(document=version.document)
        evidence.sections.set(version.document.sections.all()[: n % 4])
    address = reverse(f"strategy:{name}", args=[] if name == "document_list" else [version.document.slug])

    with django_assert_num_queries(queries):
        response = client.get(address)

    assert response.status_code == 200


def test_a_second_visit_answers_304_without_a_body(client):
    version = published()
    first = client.get(version.get_absolute_url())

    again = client.get(version.get_absolute_url(), headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_links_of_the_apps_above_stand_on_the_page(client):
    version = published()
    links.register(lambda version: links.Link("/remisser/2021/rus/", "Svara på remissen", "senast 30 juni"))
    links.register(lambda version: None)

    _, text = page(client, "version", version.document.slug, 1)

    assert '<a href="/remisser/2021/rus/">Svara på remissen</a> senast 30 juni' in text


def test_the_permanent_address_leads_to_the_version(client):
    version = published()

    for length in (8, 12, 64):
        response, _ = page(client, "permanent", version.hash[:length])
        assert (response.status_code, response.url) == (302, version.get_absolute_url())


@pytest.mark.parametrize("prefix", ["0000000", "ffffffff", "0123456z", "ABCDEF01", "a" * 65])
def test_an_unknown_or_malformed_permanent_address_is_404(client, prefix):
    published()

    assert client.get(f"/v/{prefix}/").status_code == 404


def test_an_ambiguous_permanent_address_is_404(client):
    for n in range(2):
        version = VersionFactory(sections=0)
        persons = {"asked_by": version.asked_by, "frozen_by": version.frozen_by}
        Version.objects.bulk_create(
            [
                Version(
                    document=version.document,
                    number=version.number + 1,
                    label="Tvilling",
                    title="T",
                    state="on_consultation",
                    sealed=True,
                    hash="abcdef01" + str(n) * 56,
                    **persons,
                )
            ]
        )

    assert client.get("/v/abcdef01/").status_code == 404
    assert client.get("/v/abcdef010/").status_code == 302


def test_the_matrix_says_what_was_weighed_what_is_not_relevant_and_why(client):
    document = write()
    goal = section(document, "Alla når service")
    folkhalsa = document.principles.get(slug="folkhalsa")
    actions.assess(goal, folkhalsa, is_relevant=False, text="Rör en annan fråga.", by=None)
    version = advance(freeze(document, label="Remissversion"), "send_out")

    response, text = page(client, "principles", document.slug)

    states = {
        (section.number, cell.principle["slug"]): cell.state
        for section, cells in response.context["matrix"].rows
        for cell in cells
    }
    assert states[("1.1.2", "folkhalsa")] == "not_relevant"
    assert set(states.values()) == {"weighed", "not_relevant"}
    assert f'id="w-{goal.key}-folkhalsa"' in text
    assert "Rör en annan fråga." in text
    assert f'href="{version.get_absolute_url()}#s-{goal.key}"' in text


def test_evidence_says_what_is_not_known_and_links_both_ways(client):
    version = published()
    goal = version.document.sections.get(heading="Alla når service")
    evidence = EvidenceFactory(
        document=version.document, slug="enkat", participants=1800, categories=["residents", "okänd grupp"]
    )
    evidence.sections.set([goal])

    _, text = page(client, "evidence", version.document.slug)

    assert "1\u202f800" in text
    assert "Vi vet inte hur stor andel som svarade." in text
    assert "okänd grupp" in text
    assert text.count(f'href="{version.get_absolute_url()}#s-{goal.key}"') == 2
    assert 'id="u-enkat"' in text
    assert 'href="#u-enkat"' in text


def test_the_list_shows_programmes_with_their_parent(client):
    version = published()
    programme = DocumentFactory(kind="programme", parent=version.document, title="Serviceprogram")
    VersionFactory(document=programme, state="in_force")

    response, _ = page(client, "document_list")

    assert [document.title for document, _ in response.context["rows"]] == ["Växtplats Exempel", "Serviceprogram"]


def test_the_pdf_page_asks_once_and_says_that_it_is_being_made(client):
    version = published()
    Export.objects.all().delete()
    address = reverse("strategy:version_pdf", args=[version.document.slug, 1])

    first, again = client.get(address), client.get(address)

    export = Export.objects.get()
    assert (first.status_code, first.headers["Refresh"], again.status_code) == (200, "3", 200)
    assert (export.subject, export.fingerprint, export.state) == (str(version.pk), version.hash, State.ASKED)
    assert not first.cookies


def test_the_head_says_how_big_the_word_document_is_as_soon_as_it_is_made(client):
    version = published()
    address = reverse("strategy:version", args=[version.document.slug, 1])
    facts = {"subject": f"version:{version.pk}", "fingerprint": version.hash, "language": "sv"}
    before = client.get(address).content.decode()
    Export.objects.create(kind="word", state=State.READY, file="v.docx", size=51_200, **facts)

    after = client.get(address).content.decode()

    assert [gettext("The version as Word (docx)") in page for page in (before, after)] == [True, False]
    assert gettext("Word (docx), %(size)s") % {"size": file_size(51_200)} in after


def test_a_pdf_that_could_not_be_made_is_not_asked_for_at_each_reload(client):
    version = published()
    Export.objects.update(state=State.FAILED, failure="Trasig.")

    response = client.get(reverse("strategy:version_pdf", args=[version.document.slug, 1]))

    assert "Refresh" not in response.headers
    assert "Trasig." not in response.content.decode()
    assert Export.objects.get().state == State.FAILED


def test_hostile_text_is_shown_as_text(client):
    document = DocumentFactory(title="<script>1</script>", lead="<img src=x>")
    add(document, None, "<script>2</script>", "chapter", "<script>3</script>", None)
    version = published(document)

    for name in ("version", "version_principles"):
        _, text = page(client, name, version.document.slug, 1)
        assert "<script>1" not in text
        assert "<script>2" not in text
        assert "<script>3" not in text
        assert "<img src=x" not in text


def test_pages_in_english_mark_the_swedish_text(client):
    version = published()

    text = client.get(f"/en/strategi/{version.document.slug}/").content.decode()

    assert '<html lang="en">' in text
    assert '<div class="book" lang="sv">' in text
