"""The whole way of those who answer, from the round to the receipt, in Swedish and English."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.browser.looking import sideways
from tests.browser.steps import (
    RECEIPT,
    ROUND,
    SVARA,
    attach_picture,
    begin,
    log_in,
    press,
    send,
    summarise,
    wait_for,
)

in_both_languages = pytest.mark.parametrize("prefix", ["", "/en"], ids=["sv", "en"])
CHAPTER, SECTION = "3 Attraktiva livsmiljöer", "a[href$='/svara/avsnitt/3.2.1/']"
PERSON = {
    "": {
        "checked": ["Tillstyrker med synpunkter", "Nattbussar.", "bild.png"],
        "receipt": [
            "Ditt svar har kommit in",
            ", i tid",
            "sammanfattning, svar på 1 fråga, 1 kommentar till avsnitt, 1 bilaga",
        ],
    },
    "/en": {
        "checked": ["Supports, with comments", "Nattbussar.", "bild.png"],
        "receipt": [
            "Your answer has come in",
            ", in time",
            "a summary, 1 answer to a question, 1 comment on sections, 1 attachment",
        ],
    },
}


def answer_as_person(page, prefix=""):
    """Go from the round page to the page where everything is checked, by links and buttons alone."""
    page.goto(prefix + ROUND)
    press(page, page.locator(".deadline .btn-go"))
    page.locator("input[value=person]").check()
    press(page, page.locator("main form .btn-go"))
    page.locator("[name='about.name']").fill("Åsa <script>alert(1)</script> Öberg")
    page.locator("[name='about.email']").fill("asa@privat.example")
    press(page, page.locator("main form .btn-go"))
    page.locator("[name='overall.stance'][value=supports_with_comments]").check()
    page.locator("[name='overall.summary']").fill("Bra förslag, men bussen går för sällan.")
    page.locator("[name='question.4']").fill("Nattbussar.")
    press(page, page.locator("main form .btn-go").first)
    page.locator(f"summary:has-text('{CHAPTER}')").click()
    press(page, page.locator(SECTION).first)
    page.locator("textarea[name$='.comment']").fill("Mötesplatser behöver öppettider på kvällen.")
    press(page, page.locator("main form .btn-go").first)
    attach_picture(page, prefix)
    page.goto(f"{prefix}{SVARA}granska/")


@in_both_languages
def test_person_answers_without_script_and_gets_a_receipt(plain_page, prefix):
    page = plain_page
    answer_as_person(page, prefix)
    checked = page.inner_text("main")
    assert "Mötesplatser behöver öppettider på kvällen." in checked
    assert "<script>alert(1)</script>" in checked
    assert [words for words in PERSON[prefix]["checked"] if words not in checked] == []

    press(page, page.locator("main form .btn-go"))

    receipt = page.inner_text("main")
    number = RECEIPT.search(receipt)[0]
    assert [words for words in PERSON[prefix]["receipt"] if words not in receipt] == []
    assert page.url.endswith(f"{prefix}/mina-svar/{number}/")
    wait_for(page, f"{prefix}/demo/brev/", number)


def test_second_send_of_the_same_draft_shows_the_same_receipt(plain_page):
    answer_as_person(plain_page)
    other_tab = plain_page.context.new_page()
    other_tab.goto(f"{SVARA}granska/")
    press(plain_page, plain_page.locator("main form .btn-go"))
    first = RECEIPT.search(plain_page.inner_text("main"))[0]

    press(other_tab, other_tab.locator("main form .btn-go"))

    assert RECEIPT.search(other_tab.inner_text("main"))[0] == first


def test_draft_is_saved_while_one_writes(page):
    begin(page, "person")
    page.goto(f"{SVARA}helheten/")
    with page.expect_response("**/svara/spara/") as saving:
        page.locator("[name='overall.summary']").press_sequentially("Sparas av sig självt.")

    expect(page.locator(".unsent .saved")).to_contain_text(re.compile(r"\d\d\.\d\d\.\d\d"))
    assert saving.value.status == 200
    page.reload()

    expect(page.locator("[name='overall.summary']")).to_have_value("Sparas av sig självt.")


@pytest.mark.parametrize("script", [False, True], ids=["no-script", "script"])
@in_both_languages
def test_whole_answer_by_keyboard_alone_on_a_narrow_screen(browser, base_url, prefix, script):
    """From the round to the receipt at 320 px; one always sees where one is, and nothing scrolls sideways."""
    context = browser.new_context(
        base_url=base_url,
        java_script_enabled=script,
        locale="sv-SE",
        reduced_motion="reduce",
        viewport={"width": 320, "height": 640},
    )
    page = context.new_page()
    page.goto(prefix + ROUND)
    assert sideways(page) == []
    keyboard = Keyboard(page)
    go_on = "main form .btn-go"

    keyboard.tab_to("a[href$='/svara/']").enter()
    keyboard.tab_to("[name=who]").choose("person").tab_to(go_on).enter()
    keyboard.tab_to("[name='about.name']").type("Åsa Öberg").tab_to(go_on).enter()
    keyboard.tab_to("[name='overall.stance']").choose("supports_with_comments")
    keyboard.tab_to("[name='overall.summary']").type("Skrivet utan mus.").tab_to(go_on).enter()
    keyboard.tab_to(f"summary:has-text('{CHAPTER}')").unfold().tab_to(SECTION).enter()
    keyboard.tab_to("textarea[name$='.comment']").type("Fler öppettider.").tab_to(go_on).enter()
    keyboard.tab_to("a[href$='/svara/granska/']").enter()
    checked = page.inner_text("main")
    keyboard.tab_to(go_on).enter()
    receipt = page.inner_text("main")
    keyboard.tab_to("a[href$='/mina-svar/']").enter()
    listed = page.inner_text("main")
    context.close()

    number = RECEIPT.search(receipt)[0]
    assert keyboard.faults == []
    assert [said for said in ("Åsa Öberg", "Skrivet utan mus.", "Fler öppettider.") if said not in checked] == []
    assert PERSON[prefix]["receipt"][0] in receipt
    assert number in listed


@pytest.mark.parametrize(
    ("prefix", "body", "said"),
    [("", "Provköpings kommun", "Ert svar har kommit in"), ("/en", "Mallstads kommun", "Your answer has come in")],
    ids=["sv", "en"],
)
def test_invited_body_answers_by_the_link_of_its_letter(plain_page, facts, prefix, body, said):
    page = plain_page
    page.goto(f"{prefix}{SVARA}?inbjudan={facts['invitations'][body]}")
    assert "inbjudan" not in page.url
    assert body in page.inner_text("main form")

    begin(page, "invitation", prefix)
    summarise(page, "Kommunen tillstyrker.", prefix)
    number = send(page, prefix)

    receipt = page.inner_text("main")
    assert said in receipt
    assert body in receipt
    page.goto(f"{prefix}/mina-svar/")
    assert number in page.inner_text("main")


PROBLEMS = {
    "": ("Karl-Erik Exempelius", "Ert svar har kommit in", "Skickat av"),
    "/en": ("Karl-Erik Exempelius", "Your answer has come in", "Sent by"),
}


@in_both_languages
def test_municipality_writes_and_the_right_person_sends(browser, base_url, prefix):
    """The writer sees who may send; the signatory sends what the writer wrote."""
    signatory, said, sent_by = PROBLEMS[prefix]
    writing, signing = (browser.new_context(base_url=base_url, locale="sv-SE") for _person in range(2))
    writer = log_in(writing.new_page(), "handlaggare@exempelby.example", prefix)
    begin(writer, "member", prefix)
    summarise(writer, f"Exempelby tillstyrker{prefix}.", prefix)
    writer.goto(f"{prefix}{SVARA}granska/")
    offered = writer.inner_text("main")
    buttons = writer.locator("main form .btn-go").count()
    chief = log_in(signing.new_page(), "kommunchef@exempelby.example", prefix)
    begin(chief, "member", prefix)
    chief.goto(f"{prefix}{SVARA}granska/")
    checked = chief.inner_text("main")
    send(chief, prefix)
    receipt = chief.inner_text("main")
    writing.close()
    signing.close()

    assert (signatory in offered, buttons) == (True, 0)
    assert f"Exempelby tillstyrker{prefix}." in checked
    assert [words for words in (said, sent_by, "Exempelby kommun") if words not in receipt] == []
