"""Writing the strategy in a real browser: formatted, several at once, on a bad line, and arranged by hand."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.looking import faults
from tests.browser.steps import ONE_PIXEL, log_in, press

pytestmark = pytest.mark.browser
TREE = "/arbetsyta/strategi/vaxtplats-blekinge/"
SAVED = re.compile(r"Sparat \d\d\.\d\d\.\d\d")
TEXT = "#editor-text"
KEPT = "() => Object.keys(localStorage).some((key) => key.startsWith('svar:strategi-'))"

# How long the editor waits after the last key, in milliseconds.
SAVING = Path(__file__).resolve().parents[2] / "static" / "js" / "editor-saving.js"
WAIT = int(re.search(r"\bWAIT = (\d+)", SAVING.read_text(encoding="utf-8"))[1])

# As Word puts it on the clipboard, shortened.
WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><h1 style="color:red">Rubrik</h1>'
    '<p class=MsoNormal style="font-size:20pt"><b style="mso-bidi-font-weight:normal">Fet</b> text '
    '<span style="font-style:italic">lutar</span><a href="#_ftn1"><span>[1]</span></a></p>'
    '<p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·</span>en</p>'
    '<p class=MsoListParagraph style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">1.</span>under</p>'
    '<p class=MsoListParagraph style="mso-list:l1 level1 lfo2"><span style="mso-list:Ignore">1.</span>först</p>'
    '<p class=MsoNormal>Kvar <del>struket</del><span class=MsoCommentReference><a href="#_msocom_1">[B1]</a></span></p>'
    "<p class=MsoQuote>Sagt</p><p class=MsoNormal>&nbsp;</p>"
    '<p class=MsoNormal><img src="file:///C:/bild.png">Karta</p>'
    "<table><tr><td>Kommun</td><td>Antal</td></tr><tr><td>A</td><td>1</td></tr></table>"
    '<div id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1">[1]</a> En not</p></div></body></html>'
)
PASTE = """([selector, html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(selector).dispatchEvent(paste);
}"""


@pytest.fixture
def writers(browser, base_url):
    """Those who write, each in a browser of their own; what a console says is an error fails the test."""
    contexts, said = [], []

    def make(email):
        context = browser.new_context(base_url=base_url, locale="sv-SE", timezone_id="Europe/Stockholm")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda fault: said.append(str(fault)))
        return log_in(page, email)

    make.said = said
    yield make
    for context in contexts:
        context.close()


def add(page, heading, words=""):
    """A new section at the end of the document; its address."""
    page.goto(f"{TREE}nytt-avsnitt/")
    page.locator("[name=heading]").fill(heading)
    # The plain field is hidden from those who have the editor.
    page.locator("[name=body]").evaluate("(field, words) => { field.value = words; }", words)
    press(page, page.locator("main form .btn-go"))
    expect(page.locator(TEXT)).to_be_visible()
    return page.url


def is_saved(page):
    """All that was typed has come to the server, and the band says when."""
    page.wait_for_function(f"() => !({KEPT})()", timeout=15000)
    expect(page.locator("#saved")).to_contain_text(SAVED, timeout=8000)


# The signs that a Swedish keyboard writes with AltGr; Windows says Ctrl+Alt of it too, which are our shortcuts.
ALTGR = [
    ("Digit2", 50, "@"),
    ("Digit3", 51, "£"),
    ("Digit4", 52, "$"),
    ("Digit7", 55, "{"),
    ("Digit8", 56, "["),
    ("Digit9", 57, "]"),
    ("Digit0", 48, "}"),
    ("Minus", 187, "\\"),
    ("IntlBackslash", 226, "|"),
    ("KeyF", 70, "đ"),
]
PRESS_ALTGR = """([place, code, keyCode, key]) => {
    const facts = { key, code, keyCode, which: keyCode, ctrlKey: true, altKey: true, modifierAltGraph: true };
    const event = new KeyboardEvent("keydown", { ...facts, bubbles: true, cancelable: true });
    return document.querySelector(place).dispatchEvent(event);
}"""


def end_of(page, paragraph):
    page.locator(f"{TEXT} > *").nth(paragraph).click()
    page.keyboard.press("End")


def test_formatted_and_pasted_text_saves_itself_and_stands_after_a_reload(writers):
    page = writers("strateg@demo.example")
    add(page, "Skrivet med verktygen", "Första stycket.")
    keys = page.keyboard

    end_of(page, 0)
    for code, number, sign in ALTGR:
        assert page.evaluate(PRESS_ALTGR, [TEXT, code, number, sign])
        keys.insert_text(sign)
    expect(page.locator(f"{TEXT} > p").first).to_have_text("Första stycket." + "".join(sign for *_key, sign in ALTGR))
    for _again in ALTGR:
        keys.press("Backspace")
    keys.type(" Mer av det")
    keys.press("Control+b")
    keys.type(" viktiga")
    keys.press("Control+Alt+f")
    page.locator("#d-footnote-text").fill("Källa: SCB 2021")
    page.locator("#d-footnote .btn-go").click()
    keys.press("Control+Alt+r")
    expect(page.locator("#d-reference-section option").nth(1)).to_be_attached()
    first = page.locator("#d-reference-section option").first.text_content()
    page.locator("#d-reference .btn-go").click()
    keys.press("Control+k")
    page.locator("#d-link-href").fill("hej hopp")
    page.locator("#d-link .btn-go").click()
    expect(page.locator("#d-link-wrong")).to_be_visible()
    page.locator("#d-link-href").fill("regionblekinge.se")
    page.locator("#d-link .btn-go").click()
    keys.press("Enter")
    page.locator("[data-tool=bulletList]").click()
    expect(page.locator(f"{TEXT} ul li")).to_be_visible()
    expect(page.locator(TEXT)).to_be_focused()
    keys.type("en sak")
    page.locator("[data-tool=figure]").click()
    page.locator("#d-figure-file").set_input_files({"name": "k.png", "mimeType": "image/png", "buffer": ONE_PIXEL})
    page.locator("#d-figure .btn-go").click()
    expect(page.locator("#d-figure [data-problem]")).to_be_visible()
    page.locator("#d-figure-alt").fill("Länets karta")
    page.locator("#d-figure .btn-go").click()
    expect(page.locator(f"{TEXT} figure img")).to_be_visible()
    is_saved(page)
    page.reload()

    text = page.locator(TEXT)
    expect(text.locator("p").first).to_contain_text("Första stycket. Mer av det viktiga")
    expect(text.locator("strong").first).to_have_text(re.compile("viktiga"))
    expect(text.locator(".fn-mark")).to_have_attribute("title", "Källa: SCB 2021")
    expect(text.locator(".ref-mark")).to_have_text(first)
    expect(text.locator("a[href='https://regionblekinge.se']")).to_have_text("regionblekinge.se")
    expect(text.locator("ul li")).to_have_text("en sak")
    expect(text.locator("figure img")).to_have_attribute("alt", "Länets karta")
    assert faults(page) == []

    text.click()
    page.keyboard.press("Control+a")
    page.evaluate(PASTE, [TEXT, WORD])
    expect(page.locator("#pasted")).to_be_visible()
    is_saved(page)
    page.reload()
    expect(text.locator("h3")).to_have_text("Rubrik")
    expect(text.locator("p strong")).to_have_text("Fet")
    expect(text.locator("p em")).to_have_text("lutar")
    expect(text.locator(".fn-mark")).to_have_attribute("title", "En not")
    expect(text.locator("ul > li > ol > li")).to_have_text("under")
    expect(text.locator(":scope > ol > li")).to_have_text("först")
    expect(text.locator("p:text-is('Kvar') + blockquote + p")).to_have_text("Karta")
    expect(text.locator("th").first).to_have_text("Kommun")
    assert writers.said == []


def test_two_who_write_at_once_lose_nothing_and_choose_where_they_clash(writers):
    anna, bo = writers("strateg@demo.example"), writers("analytiker@demo.example")
    address = add(anna, "Skrivet av två", "Ett stycke.\n\nTvå ord.")
    bo.goto(address)
    expect(bo.locator("#har")).to_contain_text("Erik Nodström")

    end_of(anna, 0)
    anna.keyboard.type(" Annas tillägg.")
    end_of(bo, 1)
    bo.keyboard.type(" Bos tillägg.")
    is_saved(anna)
    is_saved(bo)
    for page in (anna, bo):
        page.reload()
        expect(page.locator(TEXT)).to_contain_text("Ett stycke. Annas tillägg.")
        expect(page.locator(TEXT)).to_contain_text("Två ord. Bos tillägg.")

    for page, words in ((anna, "Annas ord"), (bo, "Bos ord")):
        page.locator(f"{TEXT} > *").nth(1).click(click_count=3)
        page.keyboard.type(words)
    is_saved(anna)
    is_saved(bo)
    anna.reload()
    expect(anna.locator("#held section")).to_have_count(1)
    assert faults(anna) == []
    press(anna, anna.locator("#held button[value=both]"))
    expect(anna.locator(TEXT)).to_contain_text("Annas ord")
    expect(anna.locator(TEXT)).to_contain_text("Bos ord")
    assert writers.said == []


def test_a_cut_line_and_an_ended_session_lose_no_words(writers):
    page = writers("strateg@demo.example")
    add(page, "Skrivet utan lina", "Början.")
    page.context.set_offline(True)

    end_of(page, 0)
    page.keyboard.type(" Utan lina.")
    expect(page.locator("#saved")).to_have_class(re.compile("is-bad"), timeout=6000)
    assert page.evaluate(KEPT)
    page.context.set_offline(False)
    is_saved(page)

    page.context.clear_cookies()
    page.keyboard.type(" Utan session.")
    expect(page.locator("#saved-more")).to_contain_text("Inloggningen har gått ut", timeout=6000)
    log_in(page.context.new_page(), "strateg@demo.example")
    is_saved(page)
    page.reload()
    expect(page.locator(TEXT)).to_contain_text("Början. Utan lina. Utan session.")


def test_saves_when_no_key_was_pressed_for_the_time_that_the_editor_waits(writers):
    """The page's clock stands still but for the steps made here: nothing depends on how fast the machine is."""
    page, sent = writers("strateg@demo.example"), []
    page.on("request", lambda request: sent.append(request.post_data) if "/spara/" in request.url else None)
    add(page, "Skrivet efter klockan", "Början.")
    page.clock.install()
    page.reload()
    expect(page.locator(TEXT)).to_be_visible()
    end_of(page, 0)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)

    page.keyboard.type(" Ett.")
    page.clock.run_for(WAIT - 1)
    page.keyboard.type(" Två.")
    page.clock.run_for(WAIT - 1)
    before = list(sent)
    with page.expect_response("**/spara/"):
        page.clock.run_for(1)
    expect(page.locator("#saved")).to_contain_text(SAVED)

    page.context.set_offline(True)
    page.keyboard.type(" Tre.")
    page.clock.run_for(WAIT)
    expect(page.locator("#saved")).to_have_class(re.compile("is-bad"))
    page.context.set_offline(False)
    with page.expect_response("**/spara/"):
        page.clock.run_for(1)
    expect(page.locator("#saved")).not_to_have_class(re.compile("is-bad"))

    assert WAIT < 1000
    assert before == []
    assert "Ett. Två." in sent[0]
    assert "Ett. Två. Tre." in sent[-1]


DROP = ("before", 0.1), ("into", 0.5), ("after", 0.9)


def drag(page, key, onto, where):
    """Take hold of a section by mouse and let it go over another: above, in or below its row. Where the mark stood."""
    grip, row = page.locator(f"#s-{key} .grip"), page.locator(f"#s-{onto}")
    grip.hover()
    page.mouse.down()
    box = row.bounding_box()
    for part in (0.5, dict(DROP)[where]):
        page.mouse.move(box["x"] + 200, box["y"] + box["height"] * part, steps=4)
    page.wait_for_timeout(100)
    mark = page.locator("[data-drop]").evaluate_all("rows => rows.map((row) => [row.dataset.key, row.dataset.drop])")
    if mark:
        with page.expect_response("**/ordna/"):
            page.mouse.up()
    else:
        page.mouse.up()
    expect(page.locator("[data-drop]")).to_have_count(0)
    return mark


def test_sections_are_dragged_to_where_the_line_shows(writers):
    page = writers("strateg@demo.example")
    headings = ("Dra ett", "Dra två", "Dra tre")
    one, two, three = (add(page, heading, "Ord.").rstrip("/").rsplit("/", 1)[1] for heading in headings)
    page.goto(TREE)

    def stand():
        rows = page.locator("li[data-key]").evaluate_all(
            "rows => rows.map((row) => [row.dataset.depth, row.querySelector('a').textContent.replace(/^\\S+ /, '')])"
        )
        return [f"{depth} {heading}" for depth, heading in rows if heading in headings]

    assert drag(page, three, one, "before") == [[one, "before"]]
    expect(page.locator(f"#s-{three} + #s-{one}")).to_be_attached()
    # Neither has anything below it.
    assert drag(page, two, one, "into") == [[one, "into"]]
    expect(page.locator(f"#s-{two}[data-depth='2']")).to_be_attached()
    # Below the row of a section with others in it is before the first of these.
    assert drag(page, three, one, "after") == [[two, "before"]]
    expect(page.locator(f"#s-{three}[data-depth='2'] + #s-{two}")).to_be_attached()
    # What goes along is no place.
    assert drag(page, one, two, "into") == []
    assert stand() == ["1 Dra ett", "2 Dra tre", "2 Dra två"]
    page.reload()
    assert stand() == ["1 Dra ett", "2 Dra tre", "2 Dra två"]
    assert writers.said == []
