"""Writing in a real browser: words are marked and never lost, whatever line, session, server and other tabs do."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import SVARA, begin, log_in, press

pytestmark = pytest.mark.browser
SECTION = f"{SVARA}avsnitt/3.2/"
WHOLE = f"{SVARA}helheten/"
SUMMARY = "[name='overall.summary']"
SAVED = re.compile(r"Sparat \d\d\.\d\d\.\d\d")
# Marks signs a to b in the first text of paragraph n, as a finger or a mouse would.
MARK = """([n, a, b]) => {
  const text = document.querySelectorAll('.passage-text')[n];
  const node = document.createTreeWalker(text, NodeFilter.SHOW_TEXT).nextNode();
  const range = document.createRange();
  range.setStart(node, a);
  range.setEnd(node, b);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return range.toString().trim();
}"""


def start(page, where=WHOLE):
    """Begin an answer as a private person and open a page of it."""
    begin(page, "person")
    page.goto(where)
    return page


def write(page, text, field=SUMMARY):
    page.locator(field).fill(text)


def is_saved(page):
    """Wait until everything that was typed has come to the server, and the band says when."""
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('svar:'))", timeout=15000)
    expect(page.locator("#saved")).to_contain_text(SAVED, timeout=8000)


def kept(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('svar:')).length")


def test_what_is_typed_is_saved_within_a_second_with_its_time(page):
    start(page)

    with page.expect_response("**/svara/spara/", timeout=1500) as saving:
        page.locator(SUMMARY).press_sequentially("Genast sparat.", delay=5)

    assert saving.value.status == 200
    is_saved(page)
    page.reload()
    expect(page.locator(SUMMARY)).to_have_value("Genast sparat.")
    assert kept(page) == 0


def test_a_cut_line_keeps_the_words_here_and_warns_before_leaving(page):
    start(page)
    page.context.set_offline(True)

    write(page, "Skrivet utan lina.")
    expect(page.locator("#saved")).to_have_class(re.compile("is-bad"), timeout=5000)
    page.locator(".tasks a").first.click()

    expect(page.locator("#saved-more")).to_be_visible()
    assert page.url.endswith(WHOLE)
    assert kept(page) == 1
    page.context.set_offline(False)
    is_saved(page)
    page.reload()
    expect(page.locator(SUMMARY)).to_have_value("Skrivet utan lina.")
    assert kept(page) == 0


def test_words_kept_here_come_back_when_the_page_is_opened_again(page):
    start(page)
    page.route("**/svara/spara/", lambda route: route.abort())
    write(page, "Fönstret stängdes.")
    expect(page.locator("#saved")).to_have_class(re.compile("is-bad"), timeout=5000)
    again = page.context.new_page()
    page.close()

    again.goto(WHOLE)

    expect(again.locator(SUMMARY)).to_have_value("Fönstret stängdes.", timeout=8000)
    is_saved(again)
    again.reload()
    expect(again.locator(SUMMARY)).to_have_value("Fönstret stängdes.")


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_fails_is_asked_again(page, status):
    start(page)
    failures = []

    def fail_twice(route):
        if len(failures) < 2:
            failures.append(route.request.url)
            route.fulfill(status=status, body="fel")
        else:
            route.continue_()

    page.route("**/svara/spara/", fail_twice)
    write(page, "Trots fel.")
    expect(page.locator("#saved")).to_have_class(re.compile("is-bad"), timeout=5000)

    expect(page.locator("#saved")).to_contain_text(SAVED, timeout=20000)
    page.reload()
    expect(page.locator(SUMMARY)).to_have_value("Trots fel.")


def test_an_answer_that_is_lost_on_the_way_makes_no_conflict_with_oneself(page):
    start(page)
    lost = []

    def lose_first_answer(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())
            route.abort()

    page.route("**/svara/spara/", lose_first_answer)
    write(page, "Det första försöket")
    expect(page.locator("#saved")).to_have_class(re.compile("is-bad"), timeout=5000)
    write(page, "Ett annat försök")

    expect(page.locator("#saved")).to_contain_text(SAVED, timeout=15000)
    expect(page.locator(".conflict")).to_have_count(0)
    page.reload()
    expect(page.locator(SUMMARY)).to_have_value("Ett annat försök")


def test_who_types_on_while_the_server_is_slow_loses_nothing(page):
    start(page)
    page.route("**/svara/spara/", lambda route: (page.wait_for_timeout(1500), route.continue_()))

    write(page, "Början")
    page.wait_for_timeout(900)
    write(page, "Början och slutet")

    page.wait_for_timeout(5000)
    page.unroute("**/svara/spara/")
    is_saved(page)
    page.reload()
    expect(page.locator(SUMMARY)).to_have_value("Början och slutet")


def test_two_tabs_that_write_in_different_paragraphs_are_put_together(page):
    start(page)
    write(page, "Ett.\nTvå.")
    is_saved(page)
    other = page.context.new_page()
    other.goto(WHOLE)
    page.reload()

    write(page, "Ett, och mer.\nTvå.")
    page.wait_for_timeout(1500)
    write(other, "Ett.\nTvå, och mer.")

    expect(other.locator(SUMMARY)).to_have_value("Ett, och mer.\nTvå, och mer.", timeout=6000)
    expect(other.locator(".conflict")).to_have_count(0)


def test_two_tabs_that_clash_keep_both_texts_until_somebody_chooses(page):
    start(page)
    write(page, "Gammalt.")
    is_saved(page)
    other = page.context.new_page()
    other.goto(WHOLE)

    write(page, "Annas.")
    page.wait_for_timeout(1500)
    write(other, "Bos.")
    expect(other.locator(".conflict")).to_contain_text("Annas.", timeout=6000)
    page.goto(f"{SVARA}granska/")
    blocked = page.locator(".errors").inner_text()
    other.locator(".conflict button").first.click()
    expect(other.locator(".conflict")).to_have_count(0)
    is_saved(other)

    assert "Två texter" in blocked
    page.goto(WHOLE)
    expect(page.locator(SUMMARY)).to_have_value("Bos.")
    expect(page.locator(".held")).to_have_count(0)


def test_a_session_that_ends_loses_no_words_and_a_log_in_brings_them_back(page):
    log_in(page, "handlaggare@exempelby.example")
    page.goto(SVARA)
    page.locator("input[name=who][value^='member:']").first.check()
    press(page, page.locator("main form .btn-go").first)
    page.goto(WHOLE)
    before = page.locator(SUMMARY).input_value()
    page.context.clear_cookies(name="sessionid")

    write(page, f"{before}\nEfter utloggningen.")
    expect(page.locator("[data-signed-out]")).to_be_visible(timeout=6000)
    page.locator("[data-signed-out] a").click()
    page.locator("input[name=login]").fill("handlaggare@exempelby.example")
    page.locator("input[name=password]").fill("demo-rus-2026")
    page.locator("main form .btn-go").first.click()
    # Back where one was.
    page.wait_for_url(re.compile("^[^?]*/svara/helheten/"))

    expect(page.locator(SUMMARY)).to_have_value(re.compile("Efter utloggningen"), timeout=15000)
    is_saved(page)
    assert kept(page) == 0


def test_logging_out_clears_what_is_kept_here(page):
    log_in(page, "handlaggare@exempelby.example")
    page.evaluate("localStorage.setItem('svar:00000000-0000-0000-0000-000000000000:x', '{}')")

    page.goto("/konto/logout/")
    press(page, page.locator("main form .btn-go").first)

    assert kept(page) == 0


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_marked_words_become_a_comment_beside_the_text(browser, base_url, touch):
    size = {"width": 360, "height": 740} if touch else {"width": 1280, "height": 900}
    context = browser.new_context(base_url=base_url, locale="sv-SE", has_touch=touch, is_mobile=touch, viewport=size)
    page = start(context.new_page(), SECTION)
    words = page.evaluate(MARK, [1, 0, 13])
    button = page.locator("[data-mark]")
    expect(button).to_be_visible()

    button.tap() if touch else button.click()
    page.keyboard.type("Vilka är alla?")
    expect(page.locator(".whole-section > h3")).not_to_have_class("hidden")
    is_saved(page)
    page.reload()

    expect(page.locator(".frozen mark")).to_have_text([words])
    expect(page.locator(".remark [data-quote]")).to_have_text([words])
    expect(page.locator(".remark textarea[name$='.comment']")).to_have_value("Vilka är alla?")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_words_are_chosen_with_the_keyboard_alone(page):
    start(page, SECTION)
    page.locator(".passage-ask").nth(1).focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Bra ord.")
    page.locator(".remark .words > summary").focus()
    page.keyboard.press("Enter")
    page.locator(".remark [data-pick]").focus()
    page.keyboard.press("Control+Home")
    for _step in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".remark textarea[name$='.quoted']")).to_have_value("Alla")
    expect(page.locator(".frozen mark")).to_have_text(["Alla"])
    is_saved(page)
    page.reload()
    expect(page.locator(".frozen mark")).to_have_text(["Alla"])


def test_a_remark_is_removed_and_taken_back(page):
    start(page, SECTION)
    page.evaluate(MARK, [0, 0, 9])
    page.locator("[data-mark]").click()
    page.keyboard.type("Bort med det.")
    is_saved(page)

    press(page, page.locator(".remark button[name=remove]"))
    expect(page.locator(".remark")).to_have_count(0)
    press(page, page.locator("button[name=restore]"))

    expect(page.locator(".remark textarea[name$='.comment']")).to_have_value("Bort med det.")


def test_a_remark_and_a_proposal_without_a_script(plain_page):
    page = start(plain_page, SECTION)

    press(page, page.locator(".passage-ask").nth(1))
    page.locator(".remark .words > summary").click()
    page.locator(".remark textarea[name$='.quoted']").fill("finns inte där")
    page.locator(".remark textarea[name$='.comment']").fill("Skrivet utan skript.")
    page.locator(".remark .proposal .check input").check()
    proposal = page.locator(".remark textarea[name$='.proposal']")
    proposal.fill(proposal.input_value().replace("Alla invånare", "Alla som bor här"))
    press(page, page.locator("main form .btn-alt[name=save]"))
    expect(page.locator(".remark .wrong").first).to_be_visible()
    expect(page.locator(".remark textarea[name$='.comment']")).to_have_value("Skrivet utan skript.")
    page.locator(".remark textarea[name$='.quoted']").fill("Alla invånare")
    press(page, page.locator("main form .btn-alt[name=save]"))
    page.goto(f"{SVARA}granska/")

    expect(page.locator(".remark-said .quote")).to_have_text("Alla invånare")
    expect(page.locator(".remark-said ins")).to_contain_text("som bor här")


def test_a_paragraph_of_the_public_version_leads_to_its_comment(page):
    start(page, SECTION)
    page.goto("/strategi/vaxtplats-blekinge/")
    link = page.locator(".pl-ask").nth(5)
    block = link.get_attribute("href")[-8:]

    link.focus()
    press(page, link)

    assert f"?stycke={block}" in page.url
    expect(page.locator(f".remark[data-block='{block}']")).to_be_visible()
