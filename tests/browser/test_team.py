"""Colleagues write one answer together in real browsers: invited by mail, reviewed, returned, approved, signed."""

import re
import time

import pytest
from playwright.sync_api import expect

ROUND = "/remisser/2021/rus/"
ANSWER = f"{ROUND}svara/"
TEAM = f"{ANSWER}arbete/"
RECEIPT = re.compile(r"EX-2021-\d{4}-\d{2}")
LINK = re.compile(r"/mina-svar/lank/[\w.-]+/")


def press(page, locator):
    """Press, and wait for the page that it leads to."""
    with page.expect_navigation():
        locator.click()


def button(page, place, **values):
    """The button of one of the workspace's forms, named by the end of its address and by its value."""
    wanted = "".join(f"[{name}='{value}']" for name, value in values.items())
    return page.locator(f"main form[action*='/arbete/{place}'] button{wanted}").last


def unfold(page, place):
    """Open what the form stands in, so that it can be reached."""
    summary = page.locator("main details", has=page.locator(f"form[action*='/arbete/{place}']")).last
    if summary.get_attribute("open") is None:
        summary.locator("summary").first.click()


def link_by_mail(page, recipient, seconds=60):
    """The personal link in the newest letter to this address, as the demonstration's post box shows it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        page.goto("/demo/brev/?slag=draft_link")
        row = page.locator("tr", has_text=recipient).first
        if row.count():
            page.goto(row.locator("a").first.get_attribute("href"))
            return LINK.search(page.content())[0]
        time.sleep(1)
    raise AssertionError(f"no letter to {recipient}")


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def someone(request, browser, base_url):
    """A new person with an own browser: someone()."""
    contexts = []

    def come():
        context = browser.new_context(base_url=base_url, java_script_enabled=request.param, locale="sv-SE")
        contexts.append(context)
        return context.new_page()

    yield come
    for context in contexts:
        context.close()


def begin_as_association(page, name):
    """Begin an answer for an association that the portal does not know."""
    page.goto(ANSWER)
    page.locator("input[name=who][value=organisation]").check()
    press(page, page.locator("main form .btn-go").first)
    page.locator("[name='about.name']").fill(name)
    press(page, page.locator("main form[data-autosave] .btn-go"))


def call_oneself(page, name):
    page.goto(TEAM)
    unfold(page, "namn/")
    page.locator("#id_name").fill(name)
    press(page, button(page, "namn/"))


def invite(page, email, role):
    page.goto(TEAM)
    unfold(page, "bjud-in/")
    page.locator("#id_email").fill(email)
    page.locator(f"input[name=role][value={role}]").check()
    press(page, button(page, "bjud-in/"))


def write(page, text):
    page.goto(f"{ANSWER}helheten/")
    page.locator("[name='overall.summary']").fill(text)
    press(page, page.locator("main form .btn-go").first)


def test_colleagues_write_review_and_send(someone):
    anna, rut, sven, post = someone(), someone(), someone(), someone()
    mark = f"{time.monotonic_ns()}"
    begin_as_association(anna, f"Provföreningen {mark}")
    call_oneself(anna, "Anna Skribent")
    invite(anna, f"rut{mark}@prov.example", "reviewer")
    invite(anna, f"sven{mark}@prov.example", "signatory")

    rut.goto(link_by_mail(post, f"rut{mark}@prov.example"))
    sven.goto(link_by_mail(post, f"sven{mark}@prov.example"))
    write(anna, "Vi är för.")
    rut.goto(f"{ANSWER}helheten/")
    expect(rut.locator("[name='overall.summary']")).to_have_value("Vi är för.")
    expect(rut.locator("#har")).to_contain_text("Anna Skribent")
    rut.locator("[name='question.1']").fill("Styrkan är helheten.")
    press(rut, rut.locator("main form .btn-go").first)

    anna.goto(TEAM)
    press(anna, button(anna, "granskning/", value="freeze"))
    anna.goto(f"{ANSWER}helheten/")
    expect(anna.locator("[name='overall.summary']")).to_be_disabled()
    rut.goto(TEAM)
    rut.locator("#id_reason").fill("Nämn bussarna.")
    press(rut, button(rut, "granskning/", value="return"))
    anna.goto(TEAM)
    assert "Nämn bussarna." in anna.content()
    write(anna, "Vi är för, och vill ha fler bussar.")
    anna.goto(TEAM)
    press(anna, button(anna, "granskning/", value="freeze"))
    rut.goto(TEAM)
    press(rut, button(rut, "granskning/", value="approve"))

    rut.goto(f"{ANSWER}granska/")
    assert rut.locator("main form[action$='granska/'] .btn-go").count() == 0
    sven.goto(f"{ANSWER}granska/")
    assert "fler bussar" in sven.inner_text("main")
    press(sven, sven.locator("main form[action$='granska/'] .btn-go"))
    number = RECEIPT.search(sven.inner_text("main"))[0]
    anna.goto(f"{ANSWER}helheten/")

    assert f"/mina-svar/{number}/" in anna.url
    assert number in anna.inner_text("main")


def test_whoever_is_shown_out_keeps_the_words(someone):
    anna, bo, post = someone(), someone(), someone()
    mark = f"{time.monotonic_ns()}"
    begin_as_association(anna, f"Provföreningen {mark}")
    invite(anna, f"bo{mark}@prov.example", "writer")
    bo.goto(link_by_mail(post, f"bo{mark}@prov.example"))
    bo.goto(f"{ANSWER}helheten/")
    anna.goto(TEAM)
    anna.locator("main details", has=anna.locator("button[value=end]")).last.locator("summary").click()
    press(anna, anna.locator("button[value=end]").last)

    bo.locator("[name='question.2']").fill("Ord som inte får försvinna.")
    press(bo, bo.locator("main form .btn-go").first)

    assert "Ord som inte får försvinna." in [area.input_value() for area in bo.locator("textarea").all()]
    anna.goto(f"{ANSWER}helheten/")
    expect(anna.locator("[name='question.2']")).to_have_value("")


def test_a_copy_for_the_board_is_made_by_the_worker(someone):
    anna = someone()
    begin_as_association(anna, "Kopieföreningen")
    write(anna, "Till nämnden.")
    anna.goto(TEAM)
    press(anna, button(anna, "utskrift/pdf"))

    deadline, file = time.monotonic() + 60, None
    while time.monotonic() < deadline:
        file = anna.request.get(f"{TEAM}utskrift/pdf/")
        if file.status == 200:
            break
        time.sleep(1)

    assert file.body().startswith(b"%PDF-")
    assert "attachment" in file.headers["content-disposition"]


def test_presence_follows_without_a_reload(page, browser, base_url):
    begin_as_association(page, "Samtidigföreningen")
    mark = f"{time.monotonic_ns()}"
    invite(page, f"bo{mark}@prov.example", "writer")
    context = browser.new_context(base_url=base_url, locale="sv-SE")
    bo = context.new_page()
    page.goto(f"{ANSWER}helheten/")
    expect(page.locator("#har")).not_to_contain_text(f"bo{mark}")

    bo.goto(link_by_mail(context.new_page(), f"bo{mark}@prov.example"))

    expect(page.locator("#har")).to_contain_text(f"bo{mark}", timeout=30_000)
    context.close()
