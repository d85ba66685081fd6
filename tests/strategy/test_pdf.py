"""The PDF of a version: archive and accessible in one file, and its words are those of the page."""

import io
import re

import page
import pypdf
import pytest
from django.urls import reverse

from rus_portal.exports import pdf, registry
from rus_portal.exports.models import Export, State
from rus_portal.exports.tasks import make_export
from strategy.actions import beside
from strategy.models import SectionKind
from tests.factories import DocumentFactory, ErratumFactory, OfficialFactory, UserFactory
from tests.strategy.writing import add, freeze, frozen, write

pytestmark = pytest.mark.django_db
PROSE = (
    "Alla invånare ska kunna nå vård, kultur, idrott och service inom rimlig restid. Det gäller både på landsbygden "
    "och i tätorterna, och därför behöver kommunerna och regionen planera tillsammans. "
)
RICH = (
    "Med **vikt**, H<sub>2</sub>O och [en länk till ett exempel](https://exempel.example/), "
    "också [inom strategin](/strategi/).\n\n"
    "## Mellanrubrik\n\n"
    "- en sak\n- en till\n  - under\n\n> Sagt av någon.\n\n| Del | Svar |\n|---|---|\n| Mål | Ja |"
)


@pytest.fixture
def version():
    document = DocumentFactory(title="Växtplats Blekinge", subtitle="Strategi 2022–2030", lead="Så vill vi ha det.")
    write(document)
    add(document, None, "Varför en strategi", "chapter", RICH, None)
    made = freeze(document, label="Remissversion")
    made.advance("send_out", by=UserFactory())
    return made


def file_of(version):
    kind = registry.get("version")
    return kind.make(kind.find(str(version.pk)), lambda percent: None)


def failures(content, profile):
    report = page.validate_pdf_bytes(content, profile=profile, limits=page.SafetyLimits.unlimited())
    return [str(failure) for failure in report.failures]


def words(content):
    return [re.sub(r"\s+", " ", one.extract_text()) for one in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A])
def test_the_pdf_is_accessible_and_fit_for_archives(version, profile):
    ErratumFactory(version=version, section=version.sections.first(), wrong="litet", right="stort")

    assert failures(file_of(version).content, profile) == []


def test_the_pdf_says_what_the_page_says(version):
    made = file_of(version)

    pages = words(made.content)
    whole = " ".join(pages)
    assert made.pages == len(pages)
    for section in version.sections.all():
        assert section.heading in whole
    assert f"{SectionKind.PRIORITY.label} 1.1.1" in whole
    assert version.hash in whole.replace(" ", "")
    assert "Vägd mot Folkhälsa." in whole


def test_corrections_stand_on_a_page_after_the_cover_and_the_text_as_it_was(version):
    section = version.sections.get(number="1")
    facts = {"section": section, "block": section.body[0]["id"], "wrong": "litet", "right": "stort"}
    ErratumFactory(version=version, **facts)
    beside.withdraw_erratum(ErratumFactory(version=version, right="Ingenting"), reason="Det var rätt.", by=None)

    pages = words(file_of(version).content)

    assert "Rättelse 1" in pages[1]
    for said in ("1 Attraktiva livsmiljöer, stycke 1", "litet", "stort", "Regionala utvecklingsnämnden, 3 maj 2021"):
        assert said in pages[1]
    assert "Det var rätt." in pages[1]
    assert version.hash in pages[1].replace(" ", "")
    assert "Blekinge är litet." in " ".join(pages[2:])
    assert re.search(r"Rättelser[ .]*2", pages[2])


def test_each_page_but_the_cover_has_its_number_version_and_hash(version):
    pages = words(file_of(version).content)

    for number, text in enumerate(pages[1:], start=2):
        assert f"{number} ({len(pages)})" in text
        assert f"Version 1, Remissversion · {version.hash[:12]}" in text
    assert f"1 ({len(pages)})" not in pages[0]


def test_the_contents_say_on_which_page_each_section_begins(version):
    pages = words(file_of(version).content)

    [stated] = re.findall(r"2 Varför en strategi[ .]*(\d+)", pages[1])
    assert "Mellanrubrik" in pages[int(stated) - 1]


def test_the_pdf_has_a_title_a_language_and_bookmarks(version):
    reader = pypdf.PdfReader(io.BytesIO(file_of(version).content))

    assert reader.metadata.title == "Växtplats Blekinge, version 1"
    assert reader.trailer["/Root"]["/Lang"] == "sv"
    assert any("Varför en strategi" in str(mark.get("/Title")) for mark in reader.outline if isinstance(mark, dict))


FOREIGN = [
    "https://a.example/x.css",
    "http://127.0.0.1:9/x.css",
    "//a.example/x.css",
    "file:///etc/hostname",
    "portal:../manage.py",
    "portal:css/%2e%2e/%2e%2e/manage.py",
    "portal://a.example/css/pdf.css",
    "portal:css/there-is-none.css",
    "data:text/css,p{}",
]


PLACES = ["<link rel=stylesheet href='{}'>", "<img alt=x src='{}'>", "<style>@import url('{}');</style>"]


@pytest.mark.parametrize("address", FOREIGN)
@pytest.mark.parametrize(
    "html", ["<link rel=stylesheet href='{}'>", "<img alt=x src='{}'>", "<style>@import url('{}');</style>"]
)
def test_foreign_addresses_are_refused(address, html):
    with pytest.raises(pdf.ForbiddenAddressError):
        pdf.from_html("<html lang=sv><title>T</title>" + html.format(address) + "<p>Hej")


def test_the_worker_makes_the_file_that_the_address_sends(client, version):
    [export] = Export.objects.all()

    make_export(export.pk)
    response = client.get(reverse("strategy:version_pdf", args=[version.document.slug, 1]))

    export.refresh_from_db()
    assert (export.state, export.file_name) == (State.READY, f"{version.document.slug}-version-1.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    text = client.get(version.get_absolute_url()).content.decode()
    assert re.search(rf"PDF, {export.pages} \w+, \d", text)


def test_an_unpublished_pdf_is_for_officials_only(client, logged_in):
    version = frozen()
    [export] = Export.objects.all()
    make_export(export.pk)
    address = reverse("exports:download", args=[export.pk])

    anonymous = client.get(address).status_code
    outsider = logged_in(UserFactory()).get(address).status_code
    official = logged_in(OfficialFactory()).get(address)

    assert (anonymous, outsider, official.status_code) == (404, 404, 200)
    assert version.document.slug in official.headers["Content-Disposition"]
    official.close()
