"""The content check beside the editor: it follows what is typed, shows its words, and is set aside there."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import faults
from tests.browser.steps import log_in, press

pytestmark = pytest.mark.browser
TREE = "/arbetsyta/strategi/vaxtplats-blekinge/"
TEXT = "#editor-text"


def test_hints_follow_what_is_typed_and_are_set_aside_by_keyboard(browser, base_url):
    context = browser.new_context(base_url=base_url, locale="sv-SE", reduced_motion="reduce")
    page, said = context.new_page(), []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda fault: said.append(str(fault)))
    log_in(page, "strateg@demo.example")
    page.goto(f"{TREE}nytt-avsnitt/")
    page.locator("[name=heading]").fill("Att granska")
    # The plain field is hidden from those who have the editor.
    page.locator("[name=body]").evaluate(
        "(field, words) => { field.value = words; }", "Alla ska nå service.\n\nVi vill att att det blir av."
    )
    press(page, page.locator("main form .btn-go"))
    panel, doubled = page.locator("#granskning"), page.locator("[data-words='att att']")
    panel.locator("> summary").focus()
    page.keyboard.press("Enter")

    doubled.locator("[data-show-hint]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("getSelection().toString()") == "att att"
    page.locator(f"{TEXT} > p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" Remisssvar kom.")
    expect(page.locator("[data-words='Remisssvar']")).to_be_visible()
    doubled.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Så sägs det.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(panel.locator("[data-aside] [data-words='att att']")).to_have_count(1)
    expect(panel.locator("> summary")).to_be_focused()
    assert faults(page) == []
    assert said == []
    context.close()
