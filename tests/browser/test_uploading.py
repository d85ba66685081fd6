"""Attaching files in a real browser: over a lost line and a reload, by keyboard, bad ones, and without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.browser.looking import faults
from tests.browser.steps import SVARA, begin
from tests.consultations.files import PDF, docx, pdf

pytestmark = pytest.mark.browser
FILES = f"{SVARA}bilagor/"
PIECES = "**/bilagor/ny/*/"
LARGE = PDF.replace(b"trailer", b" " * 5_000_000 + b"trailer")
SCRIPT = pdf(root=b"/OpenAction<</S/JavaScript/JS(x)>>")


def files(*named):
    return [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in named]


def start(page):
    begin(page, "person")
    page.goto(FILES)
    return page


def test_an_upload_goes_on_after_a_lost_line_and_after_a_reload(page):
    start(page)
    sent = []

    def lose_after_two(route):
        if route.request.method != "PATCH":
            route.continue_()
        elif len(sent) < 2:
            sent.append(route.request.headers["upload-offset"])
            route.continue_()
        else:
            route.abort()

    page.route(PIECES, lose_after_two)
    page.set_input_files("#id_files", files(("Yttrande från Åhus.pdf", LARGE)))
    expect(page.locator(".uploads .is-lost")).to_be_visible(timeout=15000)
    reached = page.locator(".uploads progress").evaluate("bar => bar.value / bar.max")
    again = page.context.new_page()
    page.close()
    offsets = []
    again.on("request", lambda asked: offsets.append(asked.headers.get("upload-offset")))
    again.goto(FILES)

    attached = again.locator("#bilagda li:not([data-upload])")
    expect(attached).to_contain_text("Yttrande från Åhus.pdf", timeout=60000)

    assert 0.3 < reached < 0.5
    assert sent == ["0", str(1024 * 1024)]
    assert next(offset for offset in offsets if offset) == str(2 * 1024 * 1024)
    assert again.locator(".uploads li").count() == 0
    again.reload()
    expect(again.locator("#bilagda li")).to_have_count(1)


def test_files_are_chosen_refused_cancelled_and_taken_away_by_keyboard(page):
    page.emulate_media(reduced_motion="reduce")
    start(page)
    page.route(PIECES, lambda route: route.abort() if route.request.method == "PATCH" else route.continue_())
    page.set_input_files("#id_files", files(("stor.pdf", LARGE), ("program.exe", b"MZ")))
    expect(page.locator(".uploads .is-lost")).to_be_visible(timeout=15000)
    keyboard = Keyboard(page)
    keyboard.tab_to("#id_files")

    found = faults(page)
    keyboard.tab_to(".uploads button")
    name = page.locator(".uploads button:focus").get_attribute("aria-label")
    keyboard.press("Enter")
    expect(page.locator(".uploads .wrong")).to_contain_text("program.exe", timeout=15000)

    assert (found, keyboard.faults) == ([], [])
    assert "stor.pdf" in name
    assert page.locator(".uploads button:focus").count() == 1
    expect(page.locator("[data-status]")).to_contain_text("program.exe")
    page.unroute(PIECES)
    page.set_input_files("#id_files", files(("skript.pdf", SCRIPT)))
    expect(page.locator("#bilagda .wrong")).to_be_visible(timeout=60000)
    assert faults(page) == []
    page.goto(f"{SVARA}granska/")
    expect(page.locator(".errors")).to_contain_text("skript.pdf")


def test_several_files_come_in_one_form_without_script(plain_page):
    start(plain_page)
    bad = ("falsk.docx", PDF)

    plain_page.set_input_files("#id_files", files(("a.pdf", LARGE), bad, ("b.docx", docx())))
    with plain_page.expect_navigation():
        plain_page.locator("button[name=save]").click()

    expect(plain_page.locator("#bilagda li b, #bilagda li a")).to_have_text([re.compile("a.pdf"), re.compile("b.docx")])
    expect(plain_page.locator(".errors")).to_contain_text("falsk.docx")
    assert plain_page.locator("#id_files").get_attribute("aria-describedby") == "id_files_hint id_files_wrong"
