"""The whole way of a reader, in Swedish and English, without script and without cookie."""

import pytest
from playwright.sync_api import expect

PLACES = (
    "/",
    "/strategi/vaxtplats-blekinge/",
    "/tidplan/",
    "/strategi/vaxtplats-blekinge/forhallningssatt/",
    "/remisser/2021/rus/",
)
WORDS = {
    "": ["Remissen är öppen", "Här är vi nu", "6 april–30 juni 2021", "planerat till våren 2022", "49 dagar kvar"],
    "/en": [
        "The consultation is open",
        "Where we are now",
        "6 April–30 June 2021",
        "planned for spring 2022",
        "49 days left",
    ],
}
in_both_languages = pytest.mark.parametrize("prefix", ["", "/en"], ids=["sv", "en"])


@in_both_languages
def test_reader_reads_strategy_round_and_timeline(plain_page, prefix):
    page = plain_page
    seen = ""
    for address in PLACES:
        page.goto(prefix + address)
        seen += page.inner_text("body")

    assert [word for word in WORDS[prefix] if word not in seen] == []
    assert page.context.cookies() == []


@in_both_languages
def test_reader_follows_a_permanent_link_to_a_paragraph(plain_page, prefix):
    page = plain_page
    page.goto(f"{prefix}/strategi/vaxtplats-blekinge/")
    link = page.locator("a.pl[href^='#b-']").nth(3)
    anchor = link.get_attribute("href")

    link.click()

    assert page.url.endswith(anchor)
    expect(page.locator(anchor)).to_be_in_viewport()


@pytest.mark.parametrize(("prefix", "thanks"), [("", "Tack"), ("/en", "Thank you")], ids=["sv", "en"])
def test_reader_says_that_the_page_helped(plain_page, prefix, thanks):
    page = plain_page
    page.goto(f"{prefix}/tidplan/")

    page.locator(".ask button[value=ja]").click()

    assert f"{prefix}/tyck-till/tack/" in page.url
    assert thanks in page.inner_text("main h1")
    assert page.context.cookies() == []


@pytest.mark.parametrize(
    ("prefix", "found"),
    [("", "Stärk service och mötesplatser"), ("/en", "Stärk service och mötesplatser")],
    ids=["sv", "en"],
)
def test_reader_finds_a_section_by_a_word(plain_page, prefix, found):
    page = plain_page
    page.goto(f"{prefix}/")
    page.goto(page.locator("nav a[href$='/sok/']").first.get_attribute("href"))
    page.locator("main input[name=q]").fill("mötesplatser")
    page.locator("main input[name=q]").press("Enter")

    assert found in page.inner_text("main")
