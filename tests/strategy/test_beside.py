"""What stands beside frozen text: corrections, short tellings, and the text read by one principle."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from rus_portal.accounts.roles import Role
from rus_portal.exports.models import Export
from rus_portal.site.templatetags.portal import file_size
from strategy import actions, canonical, files, links, marks, summaries, verification
from strategy.actions import beside
from strategy.actions.errors import SeveralPlacesError, SummaryChangedError, WordsGoneError
from strategy.models import Erratum, Summary
from strategy.workflow import SummaryState
from tests.factories import DocumentFactory, ErratumFactory, OfficialFactory, SummaryFactory, VersionFactory
from tests.strategy.writing import add, body, freeze, published, write
from tests.strategy.writing import section as written

pytestmark = pytest.mark.django_db
DECIDED = {"decided_by": "Regionala utvecklingsnämnden § 12", "decided_on": date(2021, 5, 3)}


@pytest.fixture(autouse=True)
def _no_links(monkeypatch):
    """Only the links that a test registers itself."""
    monkeypatch.setattr(links, "_sources", [])


@pytest.fixture
def version():
    return published()


def text_of(client, version, wishes=""):
    return client.get(version.get_absolute_url() + wishes).content.decode()


def area(version):
    return version.sections.get(number="1")


def correct(version, **facts):
    return beside.add_erratum(
        version, **{"section": area(version), "wrong": "ojämnt", "right": "ojämn", "by": None} | DECIDED | facts
    )


class TestErratum:
    def test_it_finds_the_paragraph_by_its_words(self, version):
        erratum = correct(version, wrong=" Men \n ojämnt ")

        assert (erratum.number, erratum.block) == (1, area(version).body[1]["id"])

    def test_words_that_stand_nowhere_are_refused(self, version):
        with pytest.raises(WordsGoneError):
            correct(version, wrong="jämnt fördelat")
        with pytest.raises(WordsGoneError):
            correct(version, wrong="ojämnt", paragraph=1)
        with pytest.raises(WordsGoneError):
            correct(version, wrong="", paragraph=3)

        assert not Erratum.objects.exists()

    def test_words_that_stand_twice_need_a_paragraph(self):
        document = DocumentFactory()
        add(document, None, "Om länet", "chapter", "Länet är litet.\n\nLänet är ojämnt.", None)
        section = published(document).sections.get(heading="Om länet")

        with pytest.raises(SeveralPlacesError) as several:
            correct(section.version, section=section, wrong="Länet är")
        chosen = correct(section.version, section=section, wrong="Länet är", paragraph=2)

        assert several.value.paragraphs == [1, 2]
        assert chosen.block == section.body[1]["id"]

    def test_heading_section_and_whole_have_no_block(self, version):
        made = [
            correct(version, wrong="livsmiljöer"),
            correct(version, wrong=""),
            correct(version, section=None, wrong=""),
        ]

        assert [(one.number, one.section, one.block) for one in made] == [
            (1, area(version), ""),
            (2, area(version), ""),
            (3, None, ""),
        ]

    def test_frozen_text_and_hash_stay(self, version):
        rendered = version.rendered

        correct(version)

        version.refresh_from_db()
        assert (canonical.digest(version), version.rendered) == (version.hash, rendered)
        assert list(verification.check()) == []

    def test_verify_tells_of_words_and_places_that_are_not_there(self, version):
        section, other = area(version), VersionFactory().sections.first()
        for facts in ({"wrong": "finns inte"}, {"block": "00000000"}, {"section": other}):
            ErratumFactory(version=version, **{"section": section} | facts)

        assert [problem.rpartition(": ")[2] for problem in verification.check()][-3:] == [
            "the words that are corrected do not stand there.",
            "there is no paragraph 00000000 in the section.",
            "the correction is about a section of another version.",
        ]

    def test_it_is_withdrawn_once_and_never_changed(self, version):
        erratum = correct(version)
        statements = [
            "UPDATE strategy_erratum SET \"right\" = 'annat'",
            "DELETE FROM strategy_erratum",
        ]
        for statement in statements:
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)

        beside.withdraw_erratum(erratum, reason="Det var rätt.", by=None)
        again = beside.withdraw_erratum(erratum, reason="Nej.", by=None)

        assert again.withdrawal == "Det var rätt."
        with pytest.raises(IntegrityError), transaction.atomic():
            Erratum.objects.update(withdrawn_at=None, withdrawal="")

    def test_page_shows_it_after_its_paragraph_and_in_the_list(self, client, version):
        correct(version, reason="<b>Skrivfel</b>")

        text = text_of(client, version)

        paragraph = text.index(f'id="b-{area(version).body[1]["id"]}"')
        note, after = text.index('<aside class="erratum"'), text.index('<h3 id="s-')
        assert paragraph < note < after
        assert text.count("<ins>ojämn</ins>") == 2
        assert "&lt;b&gt;Skrivfel&lt;/b&gt;" in text
        assert 'id="rattelse-1"' in text
        assert "1 Attraktiva livsmiljöer, stycke 2" in text
        assert "Men ojämnt." in text

    def test_withdrawn_one_stays_in_the_list_alone(self, client, version):
        beside.withdraw_erratum(correct(version), reason="Det var rätt.", by=None)

        text = text_of(client, version)

        assert '<aside class="erratum"' not in text
        assert 'href="#rattelser"' not in text
        assert "Det var rätt." in text

    def test_about_a_section_it_stands_under_the_heading(self, client, version):
        correct(version, wrong="", right="Här saknas en karta.")

        text = text_of(client, version)

        assert re.search(r'id="s-[^>]*>.{,200}Attraktiva livsmiljöer</h2></div>\s*<aside class="erratum"', text)

    def test_data_holds_the_corrections_outside_what_is_hashed(self, client, version):
        correct(version)

        data = client.get(reverse("strategy:version_json", args=[version.document.slug, 1])).json()

        assert [(one["number"], one["wrong"], one["right"]) for one in data["errata"]] == [(1, "ojämnt", "ojämn")]
        assert "errata" not in data["content"]

    def test_files_are_made_anew_with_each_correction_and_withdrawal(self, client, version):
        Export.objects.all().delete()
        before = files.fingerprint(version)
        correct(version)
        second = correct(version)
        beside.withdraw_erratum(second, reason="Det var rätt.", by=None)
        beside.withdraw_erratum(second, reason="Igen.", by=None)

        made = list(Export.objects.order_by("pk").values_list("kind", "subject", "fingerprint"))

        short = version.hash[:40]
        wanted = [f"{short}-1-0", f"{short}-2-0", f"{short}-2-1"]
        assert (before, made) == (version.hash, [("version", str(version.pk), one) for one in wanted])
        assert files.fingerprint(version) == wanted[-1]

    def test_an_older_file_is_not_offered_beside_a_correction(self, client, version):
        facts = {"state": "ready", "file": "x", "size": 51_200, "pages": 3, "language": "sv"}
        word = {"kind": "word", "subject": f"version:{version.pk}", "fingerprint": version.hash}
        Export.objects.create(**word, **facts)
        Export.objects.update(**facts)
        before = text_of(client, version)

        correct(version)

        after = text_of(client, version)
        assert (before.count(file_size(51_200)), after.count(file_size(51_200)), files.pdf_of(version)) == (2, 0, None)
        Export.objects.filter(fingerprint=files.fingerprint(version)).update(**facts)
        assert text_of(client, version).count(file_size(51_200)) == 1
        assert files.pdf_of(version).fingerprint == files.fingerprint(version)


@pytest.mark.parametrize("few_or_many", [1, 12])
def test_reading_page_costs_three_queries_and_one_from_store(
    client, settings, django_assert_num_queries, few_or_many, version, monkeypatch
):
    links.register(lambda version: type(version).objects.filter(pk=version.pk, label="Ingen").first())
    section = area(version)
    ErratumFactory.create_batch(few_or_many, version=version, section=section, block=section.body[0]["id"])
    SummaryFactory.create_batch(few_or_many, document=version.document, published=True)
    for wishes in ("", "?forhallningssatt=folkhalsa"):
        text_of(client, version, wishes)
        with django_assert_num_queries(3):
            text = text_of(client, version, wishes)
        assert text.count('id="rattelse-') == few_or_many

    settings.REMEMBER_MARKED_PAGES = True
    marks._beside.clear()
    first = text_of(client, version)
    with django_assert_num_queries(1):
        assert text_of(client, version) == first
    # What stands beside the text may be a second old.
    monkeypatch.setattr(marks, "BESIDE_SECONDS", 0)
    marks._beside.clear()
    correct(version, right="Ett nytt ord")
    assert "Ett nytt ord" in text_of(client, version)
    beside.withdraw_erratum(version.errata.last(), reason="Dragen.", by=None)
    assert "Dragen." in text_of(client, version)
    beside.take_down_summary(gone := version.document.summaries.first(), by=None)
    assert gone.get_absolute_url() not in text_of(client, version)


class TestPrinciple:
    def test_relevant_sections_are_shown_with_their_weighing_under_their_headings(self, client, version):
        text = text_of(client, version, "?forhallningssatt=folkhalsa")

        assert re.findall(r'<h\d id="s-[^>]*>.*?</a>([^<]*)</h', text) == [
            "Attraktiva livsmiljöer",
            "Hög livskvalitet",
            "Stärk service på landsbygden",
            "Alla når service",
        ]
        assert text.count("Vägd mot Folkhälsa.") == 2
        assert "Vägd mot Hållbar" not in text
        assert "Blekinge är litet." not in text
        assert "Inom rimlig restid." in text

    def test_what_is_not_relevant_is_left_out(self, client):
        document = write()
        goal, principle = written(document, "Alla når service"), document.principles.get(slug="folkhalsa")
        actions.assess(goal, principle, is_relevant=False, text="Rör en annan fråga.", by=None)
        version = freeze(document)
        version.advance("send_out", by=OfficialFactory())

        text = text_of(client, version, "?forhallningssatt=folkhalsa")
        unknown = text_of(client, version, "?forhallningssatt=finns-inte")

        assert ("Stärk service" in text, "Alla når service" in text, "Rör en annan" in text) == (True, False, False)
        assert "Blekinge är litet." in unknown


class TestSummary:
    @pytest.fixture
    def told(self, version):
        return beside.add_summary(
            version.document,
            language="sv",
            is_easy_read=True,
            title="Lättläst om länet",
            body=body("Vi vill att **alla** ska trivas.\n\n## Var?\n\nÖverallt."),
            version=version,
            by=None,
        )

    def address(self, version, slug="lattlast"):
        return reverse("strategy:summary", args=[version.document.slug, slug])

    def test_draft_is_not_there_for_anyone(self, client, version, told):
        assert client.get(self.address(version)).status_code == 404
        assert "lattlast" not in text_of(client, version)

    def test_published_state_is_read_until_the_next_is_published(self, client, version, told):
        beside.publish_summary(told, expected_revision=1, by=None)
        beside.save_summary(told, expected_revision=1, by=None, title="Ny rubrik", body=body("Ny text."))

        before = client.get(self.address(version)).content.decode()
        beside.publish_summary(told, expected_revision=2, by=None)
        after = client.get(self.address(version)).content.decode()

        assert "Lättläst om länet</h1>" in before
        assert "<h2>Var?</h2>" in before
        assert "Ny text." not in before
        assert "Ny rubrik</h1>" in after
        assert f'href="{self.address(version)}"' in text_of(client, version)

    def test_taken_down_is_gone(self, client, version, told):
        beside.publish_summary(told, expected_revision=1, by=None)
        beside.take_down_summary(Summary.objects.get(), by=None)

        assert client.get(self.address(version)).status_code == 404
        assert [event.transition for event in told.events.all()] == ["publish", "take_down"]

    def test_nobody_publishes_what_they_have_not_read(self, told):
        beside.save_summary(told, expected_revision=1, by=None, title="Ändrad")

        with pytest.raises(SummaryChangedError):
            beside.publish_summary(told, expected_revision=1, by=None)
        with pytest.raises(SummaryChangedError):
            beside.save_summary(told, expected_revision=1, by=None, title="Min")

        told.refresh_from_db()
        assert (told.state, told.title, told.revision) == (SummaryState.DRAFT, "Ändrad", 2)

    def test_language_and_direction_are_said(self, client, version):
        in_arabic, in_english = self.address(version, "ar"), self.address(version, "en")
        for language in ("ar", "en"):
            facts = {"language": language, "is_easy_read": False, "title": "T", "body": body("Text."), "by": None}
            beside.publish_summary(beside.add_summary(version.document, **facts), expected_revision=1, by=None)

        page = text_of(client, version)
        arabic = client.get(in_arabic).content.decode()
        english = client.get("/en" + in_english).content.decode()

        assert 'class="read briefly" lang="ar" dir="rtl"' in arabic
        assert 'class="read briefly" lang="en" dir="ltr"' in english
        assert f'href="/en{in_english}" hreflang="en" lang="en">English</a>' in page
        assert f'href="{in_arabic}" hreflang="ar" lang="ar">العربية</a>' in page

    def test_reader_is_told_of_a_newer_version(self, client, version, told):
        beside.publish_summary(told, expected_revision=1, by=None)
        VersionFactory(document=version.document, number=2, state="proposed")

        text = client.get(self.address(version)).content.decode()

        assert f'href="/strategi/{version.document.slug}/version/2/"' in text

    @pytest.mark.parametrize("few_or_many", [1, 9])
    def test_page_costs_two_queries(self, client, version, told, django_assert_num_queries, few_or_many):
        beside.publish_summary(told, expected_revision=1, by=None)
        SummaryFactory.create_batch(few_or_many, document=version.document, published=True)
        client.get(self.address(version))

        with django_assert_num_queries(2):
            client.get(self.address(version))

    def test_slugs_say_language_and_kind(self):
        kinds = [("sv", True), ("sv", False), ("en", False), ("fi", True)]

        slugs = [summaries.slug(language, is_easy_read=easy) for language, easy in kinds]

        assert slugs == ["lattlast", "sv", "en", "fi-lattlast"]


class TestWorkspace:
    def go(self, client, method, name, *args, data=None):
        return getattr(client, method)(reverse(f"strategy:{name}", args=args), data)

    def test_correction_is_added_refused_and_withdrawn(self, logged_in, version):
        client, slug = logged_in(OfficialFactory(role=Role.STRATEGIST)), version.document.slug
        said = {"section": str(area(version).key), "wrong": "ojämnt", "right": "ojämn", **DECIDED}

        lost = self.go(client, "post", "add_erratum", slug, 1, data=said | {"wrong": "finns inte"})
        early = self.go(client, "post", "add_erratum", slug, 1, data=said | {"decided_on": "2999-01-01"})
        nowhere = self.go(client, "post", "add_erratum", slug, 1, data=said | {"section": ""})
        added = self.go(client, "post", "add_erratum", slug, 1, data=said)
        silent = self.go(client, "post", "withdraw_erratum", slug, 1, 1, data={"reason": " "})
        withdrawn = self.go(client, "post", "withdraw_erratum", slug, 1, 1, data={"reason": "Fel av oss."})

        assert [answer.status_code for answer in (lost, early, nowhere, added, silent, withdrawn)] == [
            422,
            422,
            422,
            302,
            422,
            302,
        ]
        assert "finns inte</textarea>" in lost.content.decode()
        assert Erratum.objects.get().withdrawal == "Fel av oss."
        assert "Fel av oss." in self.go(client, "get", "errata", slug, 1).content.decode()

    def test_summary_is_written_read_and_published(self, logged_in, version):
        client, slug = logged_in(OfficialFactory(role=Role.COMMUNICATOR)), version.document.slug
        said = {"language": "en", "title": "In short", "body": "First.\n\nSecond.", "version": "1"}

        pictured = self.go(client, "post", "add_summary", slug, data=said | {"body": "Text^[note]."})
        added = self.go(client, "post", "add_summary", slug, data=said)
        twice = self.go(client, "post", "add_summary", slug, data=said)
        changed = {"title": "Shortly", "body": "First.\n\nThird.", "version": "1", "expected_revision": "1"}
        saved = self.go(client, "post", "edit_summary", slug, "en", data=changed)
        clash = self.go(client, "post", "edit_summary", slug, "en", data=changed | {"title": "Mine"})
        unread = self.go(client, "post", "publish_summary", slug, "en", data={"revision": "1"})
        draft = Summary.objects.get().state
        read = self.go(client, "post", "publish_summary", slug, "en", data={"revision": "2"})

        statuses = [answer.status_code for answer in (pictured, added, twice, saved, clash, unread, read)]
        assert statuses == [422, 302, 422, 302, 409, 302, 302]
        assert 'value="Mine"' in clash.content.decode()
        summary = Summary.objects.get()
        assert (draft, summary.state, summary.published.facts["title"]) == ("draft", "published", "Shortly")
        assert summary.revisions.get(number=1).facts["body"][0]["id"] == summary.body[0]["id"]
        assert "Shortly" in self.go(client, "get", "summaries", slug).content.decode()
        assert self.go(client, "post", "take_down_summary", slug, "en").status_code == 302
        assert self.go(client, "post", "take_down_summary", slug, "en").status_code == 302
        assert Summary.objects.get().state == "draft"

    def test_who_may_read_may_not_always_write(self, logged_in, version):
        summary = SummaryFactory(document=version.document)
        client, slug = logged_in(OfficialFactory(role=Role.REGISTRAR)), version.document.slug

        pages = [
            self.go(client, "get", "errata", slug, 1),
            self.go(client, "get", "summaries", slug),
            self.go(client, "get", "edit_summary", slug, summary.slug),
            self.go(client, "get", "add_erratum", slug, 1),
            self.go(client, "post", "edit_summary", slug, summary.slug, data={"title": "x", "body": "y"}),
        ]

        assert [page.status_code for page in pages] == [200, 200, 200, 403, 403]
        assert '<form method="post"' not in pages[2].content.decode()
