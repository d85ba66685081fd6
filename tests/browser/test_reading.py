"""Reading a version with a script and without: where one is, how far, a paragraph's address, and on paper."""

import re

import pytest
from playwright.sync_api import expect

ADDRESS = "/strategi/vaxtplats-blekinge/"


@pytest.fixture
def reader(browser, base_url):
    """Somebody whose browser lets pages write to the clipboard."""
    facts = {"locale": "sv-SE", "permissions": ["clipboard-read", "clipboard-write"]}
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 700}, **facts)
    yield context.new_page()
    context.close()


def test_contents_follow_and_keyboard_copies_the_permanent_address(reader):
    reader.goto(ADDRESS)
    contents, chapter = reader.locator(".book > .toc"), reader.locator(".sheet h2").last
    expect(reader.locator("#last-del")).to_have_js_property("value", 0)

    chapter.scroll_into_view_if_needed()
    chapter.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 60)")
    now = contents.locator("[aria-current]")
    expect(now).to_have_attribute("href", f"#{chapter.get_attribute('id')}")
    expect(now).to_be_in_viewport()
    assert reader.locator("#last-del").evaluate("bar => bar.value") > 30

    number = chapter.locator("xpath=following::a[contains(@class, 'pl')]").first
    number.focus()
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")

    expect(reader.locator("#lasning-sagt")).not_to_be_empty()
    copied = reader.evaluate("navigator.clipboard.readText()")
    assert re.search(rf"{ADDRESS}version/\d+/{number.get_attribute('href')}$", copied)
    reader.goto(copied)
    expect(reader.locator(number.get_attribute("href"))).to_be_in_viewport()


def test_text_by_one_principle_without_script_and_on_paper(plain_page):
    page = plain_page
    page.goto(ADDRESS)
    every = page.locator(".sheet :is(h2, h3, h4)").count()

    page.locator(".sift-by .pr").nth(1).click()

    assert page.url.endswith("?forhallningssatt=folkhalsa#visas")
    assert 0 < page.locator(".sheet :is(h2, h3, h4)").count() < every
    assert page.locator(".weighed-here").count() == page.locator(".sheet h4").count()
    page.emulate_media(media="print")
    for hidden in (".toc", ".nav", ".sift-by ul", ".whereabouts", ".ways", ".pl >> nth=0"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".seal .on-paper")).to_be_visible()
