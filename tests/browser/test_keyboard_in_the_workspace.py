"""The officials' whole way by keyboard alone: move, write, comment, suggest, accept, ask for a freeze, confirm it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.browser.looking import faults
from tests.browser.steps import log_in

pytestmark = pytest.mark.browser
TREE = "/arbetsyta/strategi/att-frysa/"
TEXT = "#editor-text"
SAVED = re.compile(r"Sparat \d\d\.\d\d\.\d\d")
CODE = (
    "from tests.browser import staging; from rus_portal.accounts.models import User;"
    " staging.text_to_freeze(User.objects.get(email='projektledare@demo.example'))"
)


@pytest.fixture
def people(browser, portal):
    """The strategist and the project leader, each with a browser of their own."""
    portal.manage("shell", "--no-imports", "-c", CODE)
    # Without smooth scrolling: what has focus is where it will be.
    how = {"base_url": portal.url, "locale": "sv-SE", "reduced_motion": "reduce"}
    contexts = [browser.new_context(**how) for _who in range(2)]
    yield [
        Keyboard(log_in(context.new_page(), f"{who}@demo.example"))
        for context, who in zip(contexts, ["strateg", "projektledare"], strict=True)
    ]
    for context in contexts:
        context.close()


def move(writer):
    """The last section up and down again, in under the other and out, without losing it from under one's hands."""
    writer.page.goto(TREE)
    row = writer.page.locator("li[data-key]").last.get_attribute("id")
    writer.tab_to(f"#{row} a[lang]")
    for step, number in (("ArrowUp", "1"), ("ArrowDown", "2"), ("ArrowRight", "1.1"), ("ArrowLeft", "2")):
        with writer.page.expect_response("**/ordna/"):
            writer.page.keyboard.press(f"Alt+{step}")
        expect(writer.page.locator(f"#{row} a[lang]")).to_have_text(f"{number} Stärk bussen")
        expect(writer.page.locator(f"#{row} a[lang]")).to_be_focused()


def into_text(writer):
    """To the text; the editor puts its caret in place a moment after it has been reached, later than a key of ours."""
    writer.tab_to(TEXT)
    writer.page.wait_for_timeout(300)


def write(writer):
    """Words at the end, bold by a tool, and out of the text again."""
    writer.enter()
    into_text(writer)
    for key in ("Control+End", "Alt+F10", "ArrowRight", "ArrowRight", "Enter"):
        writer.page.keyboard.press(key)
    expect(writer.page.locator(TEXT)).to_be_focused()
    with writer.page.expect_response("**/spara/"):
        writer.type(" Även på helger.")
    expect(writer.page.locator("#saved")).to_contain_text(SAVED)
    writer.page.keyboard.press("Escape")
    expect(writer.page.locator(f"{TEXT} strong")).to_have_text(re.compile("Även på helger."))


def mark_last_word(writer):
    """From wherever one is into the text, and mark its last word."""
    writer.page.reload()
    expect(writer.page.locator(TEXT)).to_be_visible()
    into_text(writer)
    for key in ("Control+End", "ArrowLeft", "Control+Shift+ArrowLeft"):
        writer.page.keyboard.press(key)
    expect(writer.page.locator("#mark-bar")).to_be_visible()


def comment(writer):
    mark_last_word(writer)
    writer.page.keyboard.press("Control+Alt+k")
    expect(writer.page.locator("[data-form=comment] [name=text]")).to_be_focused()
    writer.type("Vilka helger?").tab_to("[data-form=comment] .btn-go")
    writer.page.keyboard.press("Enter")
    expect(writer.page.locator("[data-mark=comment] .mark-quote")).to_have_text("helger")


def suggest_and_accept(writer):
    mark_last_word(writer)
    writer.page.keyboard.press("Control+Alt+g")
    expect(writer.page.locator("[data-form=suggest] [name=words]")).to_be_focused()
    writer.page.keyboard.press("Control+a")
    writer.type("lördagar").tab_to("[data-form=suggest] [name=reason]").type("Tydligare.")
    writer.tab_to("[data-form=suggest] .btn-go")
    writer.page.keyboard.press("Enter")
    expect(writer.page.locator("[data-mark=suggestion] ins")).to_have_text("lördagar")
    assert faults(writer.page) == []
    writer.page.reload()
    writer.tab_to("[data-mark=suggestion] [value=accept]").enter()
    expect(writer.page.locator(TEXT)).to_contain_text("Även på lördagar.")


def test_from_the_tree_to_a_frozen_version(people):
    writer, leader = people
    move(writer)
    write(writer)
    comment(writer)
    suggest_and_accept(writer)

    writer.page.goto(f"{TREE}frys/")
    writer.tab_to("#id_label").type("Remissversion").tab_to("#id_reason").type("Inför remissen.")
    writer.tab_to("main .btn-go").enter()
    leader.page.goto(f"{TREE}frys/")
    for person in people:
        assert faults(person.page) == []
    leader.page.goto(f"{TREE}frys/")
    leader.tab_to(".asked .btn-go").enter()

    assert leader.page.url.endswith(f"{TREE}version/1/")
    assert leader.page.locator(".log li").count() == 2
    expect(leader.page.locator("main")).to_contain_text("Även på lördagar.")
    # The text itself is one field that is larger than the window: it shows its cursor.
    assert [fault for fault in writer.faults + leader.faults if "editor-text" not in fault] == []
