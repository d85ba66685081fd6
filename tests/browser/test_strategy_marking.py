"""Words of the strategy are marked, commented on and suggested otherwise, in the editor and by its keys."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import faults
from tests.browser.steps import log_in, press

pytestmark = pytest.mark.browser
TREE = "/arbetsyta/strategi/vaxtplats-blekinge/"
TEXT = "#editor-text"
MARK = """(words) => {
  const walker = document.createTreeWalker(document.querySelector("#editor-text"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    getSelection().setBaseAndExtent(node, at, node, at + words.length);
    return;
  }
}"""


def mark(page, words):
    """Mark words in the editor as a hand would, and wait for what can be done with them."""
    page.locator(f"{TEXT} > p").first.click()
    page.wait_for_timeout(300)
    page.evaluate(MARK, words)
    expect(page.locator("#mark-bar")).to_be_visible()


def test_words_are_commented_on_and_a_suggestion_is_taken_without_losing_what_is_typed(browser, base_url):
    context = browser.new_context(base_url=base_url, locale="sv-SE", timezone_id="Europe/Stockholm")
    page, said, kinds = context.new_page(), [], []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda fault: said.append(str(fault)))
    log_in(page, "strateg@demo.example")
    page.goto(f"{TREE}nytt-avsnitt/")
    page.locator("[name=heading]").fill("Att tala om")
    words = "Alla ska nå service.\n\nTåg och **buss** ska gå ofta i hela länet."
    # The plain field is hidden from those who have the editor.
    page.locator("[name=body]").evaluate("(field, words) => { field.value = words; }", words)
    press(page, page.locator("main form .btn-go"))

    mark(page, "nå service")
    page.locator("#mark-bar [data-do=comment]").click()
    page.locator("[data-form=comment] [name=text]").fill("Vad menas med service?")
    page.locator("[data-form=comment] .btn-go").click()
    expect(page.locator("[data-mark=comment] .mark-quote")).to_have_text("nå service")
    mark(page, "i hela länet")
    page.keyboard.press("Control+Alt+g")
    page.locator("[data-form=suggest] [name=words]").fill("i hela regionen")
    page.locator("[data-form=suggest] .btn-go").click()
    expect(page.locator("[data-mark=suggestion] ins")).to_have_text("regionen")
    answer = page.locator("[data-mark=comment] textarea")
    page.locator("[data-mark=comment] summary").click()
    answer.fill("Ett halvt svar")
    page.once("dialog", lambda asked: (kinds.append(asked.type), asked.dismiss()))
    page.locator(".neighbours a, .crumbs a").first.click()
    expect(answer).to_have_value("Ett halvt svar")
    assert kinds == ["beforeunload"]
    answer.fill("")
    page.locator(f"{TEXT} > p").first.click()
    page.keyboard.press("Home")
    page.keyboard.type("Nu: ")
    press(page, page.locator("[data-mark=suggestion] [value=accept]"))

    expect(page.locator(TEXT)).to_contain_text(re.compile("Nu: Alla ska nå service.*i hela regionen", re.DOTALL))
    expect(page.locator("#markeringar .note-ok")).to_be_in_viewport()
    assert faults(page) == []
    assert said == []
    context.close()
