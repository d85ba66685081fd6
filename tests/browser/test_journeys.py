"""The whole way as each of the three: reader, respondent, official. In Swedish and English, with and without script."""

import re
import time

import pytest
from playwright.sync_api import expect

ROUND = "/remisser/2021/rus/"
RECEIPT = re.compile(r"EX-2021-\d{4}-\d{2}")


def wait_for(page, address, words, seconds=90):
    """Open the page again and again until the words stand there: a worker is at it."""
    deadline = time.monotonic() + seconds
    while words not in page.content():
        assert time.monotonic() < deadline, f"{words!r} never came on {address}"
        time.sleep(1)
        page.goto(address)


def press(page, locator):
    """Press, and wait for the page that it leads to."""
    with page.expect_navigation():
        locator.click()


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", ["Remissen är öppen", "Här är vi nu", "6 april–30 juni 2021", "planerat till våren 2022", "Innehåll"]),
        (
            "/en",
            [
                "The consultation is open",
                "Where we are now",
                "6 April–30 June 2021",
                "planned for spring 2022",
            ],
        ),
    ],
    ids=["sv", "en"],
)
def test_reader_reads_strategy_and_timeline_without_script_or_cookie(plain_page, prefix, words):
    page = plain_page
    seen = ""
    for address in (
        "/",
        "/strategi/vaxtplats-blekinge/",
        "/tidplan/",
        "/strategi/vaxtplats-blekinge/forhallningssatt/",
    ):
        page.goto(prefix + address)
        seen += page.inner_text("body")

    assert [word for word in words if word not in seen] == []
    assert page.context.cookies() == []


def test_reader_follows_a_permanent_link_to_a_paragraph(plain_page):
    page = plain_page
    page.goto("/strategi/vaxtplats-blekinge/")
    link = page.locator("a.pl").nth(3)
    anchor = link.get_attribute("href")

    link.click()

    assert page.url.endswith(anchor)
    expect(page.locator(anchor)).to_be_in_viewport()


def test_reader_says_that_the_page_helped(plain_page):
    page = plain_page
    page.goto("/tidplan/")

    page.locator(".ask button[value=ja]").click()

    assert "/tyck-till/tack/" in page.url
    assert page.context.cookies() == []


def answer_as_person(page, prefix=""):
    """Go from the round page to the page where everything is checked, by links and buttons alone."""
    page.goto(prefix + ROUND)
    page.locator(".deadline .btn-go").click()
    page.locator("input[value=person]").check()
    press(page, page.locator("main form .btn-go"))
    page.locator("[name='about.name']").fill("Åsa <script>alert(1)</script> Öberg")
    page.locator("[name='about.email']").fill("asa@privat.example")
    press(page, page.locator("main form .btn-go"))
    page.locator("[name='overall.stance'][value=supports_with_comments]").check()
    page.locator("[name='overall.summary']").fill("Bra förslag, men bussen går för sällan.")
    page.locator("[name='question.4']").fill("Nattbussar.")
    press(page, page.locator("main form .btn-go").first)
    page.goto(prefix + ROUND + "svara/avsnitt/")
    page.get_by_role("link", name=re.compile("Stärk service och mötesplatser")).first.click()
    page.locator("textarea[name$='.comment']").fill("Mötesplatser behöver öppettider på kvällen.")
    press(page, page.locator("main form .btn-go").first)
    page.goto(prefix + ROUND + "svara/bilagor/")
    page.locator("input[type=file]").set_input_files({"name": "bild.png", "mimeType": "image/png", "buffer": ONE_PIXEL})
    press(page, page.locator("main form .btn-go, main form .btn-alt").first)
    page.goto(prefix + ROUND + "svara/granska/")


ONE_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["sv", "en"])
def test_person_answers_without_script_and_gets_a_receipt(plain_page, prefix):
    page = plain_page
    answer_as_person(page, prefix)
    shown = page.inner_text("main")
    assert "Mötesplatser behöver öppettider" in shown
    assert "<script>alert(1)</script>" in shown

    press(page, page.locator("main form .btn-go"))

    number = RECEIPT.search(page.inner_text("main"))[0]
    assert "/mina-svar/" in page.url
    wait_for(page, "/demo/brev/", number)


def test_second_send_of_the_same_draft_shows_the_same_receipt(plain_page):
    answer_as_person(plain_page)
    other_tab = plain_page.context.new_page()
    other_tab.goto(ROUND + "svara/granska/")
    press(plain_page, plain_page.locator("main form .btn-go"))
    first = RECEIPT.search(plain_page.inner_text("main"))[0]

    press(other_tab, other_tab.locator("main form .btn-go"))

    assert RECEIPT.search(other_tab.inner_text("main"))[0] == first


def test_draft_is_saved_while_one_writes(page):
    page.goto(ROUND + "svara/")
    page.locator("input[value=person]").check()
    press(page, page.locator("main form .btn-go"))
    page.goto(ROUND + "svara/helheten/")
    with page.expect_response("**/svara/spara/") as saving:
        page.locator("[name='overall.summary']").press_sequentially("Sparas av sig självt.")

    expect(page.locator(".unsent .saved")).to_contain_text(re.compile(r"\d\d:\d\d:\d\d"))
    assert saving.value.status == 200
    page.reload()

    expect(page.locator("[name='overall.summary']")).to_have_value("Sparas av sig självt.")


def test_whole_answer_by_keyboard_alone(page):
    """Tab, arrows, and enter are enough from the round to the receipt."""
    page.goto(ROUND + "svara/")
    tab_to(page, "input[name=who]:focus")
    while page.evaluate("document.activeElement.value") != "person":
        page.keyboard.press("ArrowDown")
    enter(page)
    page.goto(ROUND + "svara/helheten/")
    tab_to(page, "textarea[name='overall.summary']:focus")
    page.keyboard.type("Skrivet utan mus.")
    tab_to(page, "main form .btn-go:focus")
    enter(page)
    page.goto(ROUND + "svara/granska/")
    tab_to(page, "main form .btn-go:focus")

    enter(page)

    assert "/mina-svar/EX-" in page.url
    assert RECEIPT.search(page.inner_text("main"))


def enter(page):
    """Press Enter, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page, selector, most=150):
    """Press Tab until the selector matches what has focus."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.locator(selector).count():
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def open_draft_of(page, name):
    """Go on with the organisation's draft from the first page of the answer."""
    page.goto(ROUND + "svara/")
    press(page, page.get_by_role("link", name=name, exact=True).first)


def test_municipality_writes_and_the_right_person_sends(page, browser, base_url, log_in):
    log_in(page, "handlaggare@exempelby.example")
    open_draft_of(page, "Exempelby kommun")
    page.goto(ROUND + "svara/helheten/")
    page.locator("[name='overall.summary']").fill("Exempelby tillstyrker.")
    press(page, page.locator("main form .btn-go").first)
    page.goto(ROUND + "svara/granska/")
    assert "Karl-Erik Exempelius" in page.inner_text("main")
    assert page.locator("main form .btn-go").count() == 0

    context = browser.new_context(base_url=base_url, locale="sv-SE")
    chief = log_in(context.new_page(), "kommunchef@exempelby.example")
    open_draft_of(chief, "Exempelby kommun")
    chief.goto(ROUND + "svara/granska/")
    press(chief, chief.locator("main form .btn-go"))

    receipt = chief.inner_text("main")
    context.close()
    assert RECEIPT.search(receipt)
    assert "Exempelby kommun" in receipt


def test_official_sees_the_answer_but_never_the_draft(page, browser, base_url, log_in):
    context = browser.new_context(base_url=base_url, locale="sv-SE")
    writer = context.new_page()
    writer.goto(ROUND + "svara/")
    writer.locator("input[value=person]").check()
    press(writer, writer.locator("main form .btn-go"))
    writer.goto(ROUND + "svara/helheten/")
    writer.locator("[name='overall.summary']").fill("HEMLIGTUTKAST")
    press(writer, writer.locator("main form .btn-go").first)
    log_in(page, "projektledare@demo.example")

    seen = ""
    places = ("", "remiss/2021/rus/", "remiss/2021/rus/svar/", "utskick/", "strategi/vaxtplats-blekinge/")
    for address in [*(f"/arbetsyta/{place}" for place in places), "/sok/?q=HEMLIGT"]:
        page.goto(address)
        seen += page.inner_text("main")
    writer.goto(ROUND + "svara/granska/")
    press(writer, writer.locator("main form .btn-go"))
    number = RECEIPT.search(writer.inner_text("main"))[0]
    page.goto(f"/arbetsyta/remiss/2021/rus/svar/{number}/")

    context.close()
    assert "HEMLIGTUTKAST" not in seen
    assert "HEMLIGTUTKAST" in page.inner_text("main")


def test_official_edits_and_freezes_and_the_pdf_is_made(page, log_in):
    log_in(page, "projektledare@demo.example")
    page.goto("/arbetsyta/strategi/vaxtplats-blekinge/")
    press(page, page.get_by_role("link", name=re.compile("Hög livskvalitet")).first)
    body = page.locator("textarea").last
    body.fill(body.input_value() + "\n\nEtt nytt stycke från webbläsaren.")
    press(page, page.locator("main form .btn-go").first)
    page.goto("/arbetsyta/strategi/vaxtplats-blekinge/frys/")
    page.locator("[name=label]").fill("Prov i webbläsaren")
    press(page, page.locator("main form .btn-go").last)
    assert "Prov i webbläsaren" in page.inner_text("main")
    assert "Ett nytt stycke från webbläsaren." in page.inner_text("main")


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
    assert 9 <= reminded <= 11
