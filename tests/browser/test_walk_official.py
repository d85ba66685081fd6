"""The whole way of officials, in Swedish and English: edit, ask for a freeze, read and register answers and letters."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import begin, log_in, press, send, summarise, wait_for

in_both_languages = pytest.mark.parametrize("prefix", ["", "/en"], ids=["sv", "en"])
WORDS = {
    "": {
        "overview": "Översikt",
        "saved": "Sparat ",
        "stance": "Tillstyrker med synpunkter",
        "registered": "Svaret är registrerat som RUN 2021/EX-0042-",
        "state": "Registrerat",
    },
    "/en": {
        "overview": "Overview",
        "saved": "Saved ",
        "stance": "Supports, with comments",
        "registered": "The answer is registered as RUN 2021/EX-0042-",
        "state": "Registered",
    },
}
WORKSPACE = "/arbetsyta/strategi/vaxtplats-blekinge/"
ANSWERS = "/arbetsyta/remiss/2021/rus/svar/"


@in_both_languages
def test_project_leader_edits_a_section_and_asks_for_a_freeze(page, prefix):
    words, new = WORDS[prefix], f"Ett nytt stycke från webbläsaren{prefix}."
    log_in(page, "projektledare@demo.example", prefix)
    assert page.inner_text("main h1") == words["overview"]

    press(page, page.locator(f"nav a[href='{prefix}/arbetsyta/strategi/']").first)
    press(page, page.locator(f"main a[href='{prefix}{WORKSPACE}']").first)
    press(page, page.get_by_role("link", name=re.compile("Hög livskvalitet")).first)
    page.locator("#editor-text > p").last.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    with page.expect_response("**/spara/"):
        page.keyboard.type(new)
    expect(page.locator("#saved")).to_contain_text(words["saved"])
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('svar:strategi-'))")

    page.goto(f"{prefix}{WORKSPACE}")
    press(page, page.locator(f"main a[href='{prefix}{WORKSPACE}frys/']").first)
    page.locator("[name=label]").fill("Prov i webbläsaren")
    page.locator("[name=reason]").fill("Ett prov.")
    press(page, page.locator("main form .btn-go").last)

    assert "Prov i webbläsaren" in page.inner_text("#vantar")
    assert page.locator("main .asked .hash").count() == 1


@in_both_languages
def test_project_leader_reads_an_answer_and_its_letters(page, prefix):
    log_in(page, "projektledare@demo.example", prefix)
    press(page, page.locator(f"nav a[href='{prefix}/arbetsyta/remiss/']").first)
    press(page, page.locator(f"main a[href='{prefix}/arbetsyta/remiss/2021/rus/']").first)
    press(page, page.locator(f"main a[href='{prefix}{ANSWERS}']").first)
    press(page, page.get_by_role("link", name=re.compile("Exempels företagarring")).first)

    assert page.inner_text("main h1") == "Exempels företagarring"
    assert page.inner_text("main .lead") == WORDS[prefix]["stance"]
    page.goto(f"{prefix}/arbetsyta/utskick/?slag=receipt")
    assert "EX-2021-0003-47" in page.inner_text("main table")


def answer_as_person(page, name, prefix):
    """Send a short answer; the number of its receipt."""
    begin(page, "person", prefix)
    page.locator("[name='about.name']").fill(name)
    press(page, page.locator("main form .btn-go").first)
    summarise(page, "Mer buss.", prefix)
    return send(page, prefix)


@in_both_languages
def test_registrar_registers_an_answer_that_has_just_come_in(page, plain_page, prefix):
    words, number = WORDS[prefix], answer_as_person(plain_page, "Kim Prov", prefix)
    log_in(page, "registrator@demo.example", prefix)
    page.goto(f"{prefix}{ANSWERS}{number}/")
    assert page.inner_text("main h1") == "Kim Prov"

    press(page, page.locator("main form[action$='/registrera/'] .btn-go"))

    assert words["registered"] in page.inner_text("main")
    assert page.inner_text("main .eyebrow").startswith(words["state"])
    assert page.locator("main form[action$='/registrera/']").count() == 0


@in_both_languages
def test_official_sees_the_answer_but_never_the_draft(page, browser, base_url, prefix):
    secret = f"HEMLIGTUTKAST{prefix.strip('/')}"
    context = browser.new_context(base_url=base_url, locale="sv-SE")
    writer = context.new_page()
    begin(writer, "person", prefix)
    summarise(writer, secret, prefix)
    log_in(page, "projektledare@demo.example", prefix)

    seen = ""
    places = ("", "remiss/2021/rus/", "remiss/2021/rus/svar/", "utskick/", "strategi/vaxtplats-blekinge/")
    for address in [*(f"/arbetsyta/{place}" for place in places), "/sok/?q=HEMLIGT"]:
        page.goto(prefix + address)
        seen += page.inner_text("main")
    number = send(writer, prefix)
    context.close()
    page.goto(f"{prefix}{ANSWERS}{number}/")

    assert secret not in seen
    assert secret in page.inner_text("main")


def test_pdf_of_the_version_is_made_by_the_worker(page):
    page.goto("/strategi/vaxtplats-blekinge/")
    wait_for(page, "/strategi/vaxtplats-blekinge/", "PDF,")

    file = page.request.get(page.get_by_role("link", name=re.compile("^PDF,")).first.get_attribute("href"))

    assert file.headers["content-type"] == "application/pdf"
    assert file.body().startswith(b"%PDF-")


def test_reminder_goes_out_by_itself_when_the_day_comes(page, portal):
    """The real timetable ticks each minute; the clock is moved to the morning 28 days before the last day."""
    portal.set_clock("2021-06-02T08:00:30+02:00")

    address = "/demo/brev/?slag=reminder_28"
    page.goto(address)
    wait_for(page, address, "<td", seconds=150)
    reminded = page.locator("tbody tr").count()
    portal.set_clock("2021-05-12T09:30:00+02:00")

    # Twelve are invited; those who have answered by then are left in peace.
    assert 8 <= reminded <= 11
