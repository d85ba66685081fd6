"""The answer goes through Word and back: the form filled in elsewhere, a letter sorted without any script."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.browser.looking import faults
from tests.browser.steps import ROUND, SVARA, begin, press, send, wait_for
from tests.consultations import word_files

pytestmark = pytest.mark.browser
FORM = f"{ROUND}svarsmall.docx"
WORD = f"{SVARA}word/"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def download_form(page):
    """The bytes of the round's form, when the worker has made it."""
    for _second in range(60):
        answer = page.request.get(FORM)
        if answer.headers["content-type"] == TYPE:
            return answer.body()
        page.wait_for_timeout(1000)
    raise AssertionError("the form was never made")


def tags(content):
    return [one.get(qn("w:val")) for one in Document(io.BytesIO(content)).element.body.iter(qn("w:tag"))]


def hand_in(page, field, name, content):
    """Choose a document on the page, and wait until the worker has read it."""
    page.goto(WORD)
    page.locator(f"#id_{field}").set_input_files({"name": name, "mimeType": TYPE, "buffer": content})
    press(page, page.locator(f"form:has(#id_{field}) button.btn"))
    wait_for(page, page.url, 'class="word-passages"')


def test_form_is_filled_in_handed_in_looked_at_and_sent(page):
    form = download_form(page)
    comments = [tag for tag in tags(form) if tag.endswith(".comment")]
    said = {
        "about.name": "Provbygdens byalag",
        "about.email": "byalaget@provbygden.example",
        "overall.summary": "Riktningen är rätt.\nMålen är för många.",
        "question.1": "Helhetssynen.",
        comments[2]: "Kustbygden saknas i underlaget.",
    }
    begin(page, "organisation")

    hand_in(page, "form", "svar.docx", word_files.fill(form, said, outside=["Hör gärna av er om bussarna."]))
    looked_at = faults(page)
    page.locator("select[name^='place.']").select_option(comments[5])
    press(page, page.locator("main form .btn-go"))
    after = faults(page)
    page.goto(f"{SVARA}granska/")
    checked = page.inner_text("main")
    receipt = send(page)
    page.goto(f"/mina-svar/{receipt}/")

    assert (looked_at, after) == ([], [])
    for text in ("Provbygdens byalag", "Målen är för många.", "Helhetssynen.", "Kustbygden saknas", "om bussarna."):
        assert text in checked
    assert receipt in page.inner_text("main")


def test_letter_is_sorted_without_a_script(plain_page):
    page = plain_page
    content = word_files.letter("# Sammanfattning", "Vi tillstyrker.", "# Övrigt", "Skärgården saknas.", "Tack.")
    begin(page, "person")

    hand_in(page, "letter", "brev.docx", content)
    suggested = page.locator("select[name^='place.']").first.input_value()
    page.locator("input[name=tick]").nth(1).focus()
    page.keyboard.press("Space")
    page.locator("#id_all").select_option(index=12)
    chosen = page.locator("#id_all").input_value()
    press(page, page.locator("button[name=bulk]"))
    press(page, page.locator("button[name=place]"))
    page.goto(f"{SVARA}granska/")

    assert suggested == "overall.summary"
    assert chosen.endswith(".comment")
    checked = page.inner_text("main")
    assert "Vi tillstyrker." in checked
    assert "Skärgården saknas." in checked
    assert "brev.docx" in checked
    assert "Tack." not in checked
