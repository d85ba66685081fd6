"""Nothing is wrong with the pages that come after a form, after a letter, or while a worker is at something."""

import json

import pytest

from tests.browser import pages
from tests.browser.steps import give_password, press
from tests.browser.viewers import Viewer

VISITED = {
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_reset_password_from_key",
    "consultations:receipt_pdf",
    "consultations:round_word_form",
    "consultations:team_paper",
    "consultations:workspace_import_excel_template",
    "demo:journey",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "strategy:version_matrix_pdf",
    "strategy:version_pdf",
    "strategy:version_word",
    "strategy:working_word_file",
    "strategy:workspace_matrix_pdf",
    "strategy:workspace_version_word",
}


@pytest.fixture
def newcomer(browser, portal, facts):
    """Somebody who has not been here before."""
    context = browser.new_context(base_url=portal.url, locale="sv-SE")
    yield Viewer("newcomer", context.new_page(), facts)
    context.close()


@pytest.fixture
def halted(portal):
    """A worker stands still in the middle of a PDF and of a journey."""
    portal.manage("shell", "--no-imports", "-c", "from tests.browser import inside; inside.halt()")
    yield
    portal.manage("shell", "--no-imports", "-c", "from tests.browser import inside; inside.go_on()")


def test_every_page_in_between_is_visited_here():
    assert VISITED == pages.IN_BETWEEN


def test_code_to_log_in_with(newcomer):
    page = newcomer.page
    page.goto("/konto/login/code/")
    page.locator("input[name=email]").fill("analytiker@demo.example")
    press(page, page.locator("main form .btn-go").first)

    assert page.url.endswith("/konto/login/code/confirm/")
    assert newcomer.look_here("login/code/confirm") == []


def test_code_of_somebody_new(newcomer):
    page = newcomer.page
    page.goto("/konto/signup/")
    page.locator("input[name=email]").fill("ny.lasare@privat.example")
    page.locator("input[name=password1]").fill("ett-langt-losenord-2026")
    press(page, page.locator("main form .btn-go").first)

    assert page.url.endswith("/konto/confirm-email/")
    assert newcomer.look_here("confirm-email") == []


def test_new_password_by_the_link_of_a_letter(newcomer, portal):
    code = "from tests.browser import inside; inside.show_way_to_a_new_password()"
    newcomer.facts["account_reset_password_from_key"] = json.loads(portal.manage("shell", "--no-imports", "-c", code))
    newcomer.page.goto(newcomer.addresses("account_reset_password_from_key")[0])

    assert newcomer.page.url.endswith("-set-password/")
    assert newcomer.look_here("password/reset/key") == []


def test_second_factor_is_asked_for_at_log_in_and_later(newcomer, viewers):
    """With the app at log-in; with the app or a key before something weighty."""
    holder = viewers("holder")
    give_password(newcomer.page, "kommunikator@demo.example")
    newcomer.page.wait_for_url("**/2fa/authenticate/")

    assert newcomer.look_here("2fa/authenticate") == []
    assert holder.look("/konto/2fa/reauthenticate/") == []
    assert holder.look("/konto/2fa/webauthn/reauthenticate/") == []


def test_pdf_that_is_being_made(newcomer, halted):
    address = newcomer.addresses("strategy:version_pdf")[0]
    hold(newcomer.page, address)

    assert newcomer.look(address) == []
    assert newcomer.page.locator("progress").get_attribute("value") == "40"


def test_word_documents_that_are_being_made(newcomer, viewers, portal):
    """The same page for the version's readers, for officials, and for what is written now."""
    leader = viewers("leader")
    code = "from tests.browser import inside; inside.halt_word()"
    pk = portal.manage("shell", "--no-imports", "-c", code).strip()
    own = leader.addresses("strategy:workspace_version_word")[0]
    working = f"{own.partition('version/')[0]}arbetstext/{pk}.docx"

    for viewer, address in (
        (newcomer, newcomer.addresses("strategy:version_word")[0]),
        (leader, own),
        (leader, working),
    ):
        hold(viewer.page, address)
        assert viewer.look(address) == []


def test_journey_that_goes_on(newcomer, halted):
    hold(newcomer.page, "/demo/resa/")

    assert newcomer.look("/demo/resa/") == []


def hold(page, address):
    """Keep the page from loading itself again while it is looked at."""

    def answer(route):
        response = route.fetch()
        headers = {name: value for name, value in response.headers.items() if name != "refresh"}
        route.fulfill(response=response, headers=headers)

    page.route(f"**{address}", answer)


def test_copy_of_the_answer_that_is_being_made(viewers, portal):
    """A copy that nobody has asked for yet waits for the worker at first."""
    reader = viewers("reader")
    address = reader.addresses("consultations:receipt_pdf", "en")[0]
    portal.manage("shell", "--no-imports", "-c", "from tests.browser import inside; inside.forget_copies()")

    assert reader.look(address, 202) == []


def test_list_to_fill_in_that_is_being_made(viewers):
    leader = viewers("leader")

    assert leader.look(leader.addresses("consultations:workspace_import_excel_template")[0], 202) == []


def test_copy_of_the_draft_that_is_being_made(viewers):
    # Their own draft: that of the municipality may have been sent by another test.
    reader = viewers("reader")
    address = reader.addresses("consultations:team_paper")[0]
    hold(reader.page, address)
    reader.page.goto("/remisser/2021/rus/svara/arbete/")
    press(reader.page, reader.page.locator(f"form[action='{address}'] button").first)

    assert reader.page.url.endswith(address)
    assert reader.look_here(address) == []


def test_answer_form_that_is_being_made(newcomer, portal):
    portal.manage("shell", "--no-imports", "-c", "from tests.browser import inside; inside.forget_forms()")
    address = newcomer.addresses("consultations:round_word_form")[0]
    hold(newcomer.page, address)

    assert newcomer.look(address) == []


@pytest.mark.parametrize("state", ["asked", "failed"])
def test_document_that_is_being_read_and_one_that_could_not_be(newcomer, portal, state):
    page = newcomer.page
    page.goto("/remisser/2021/rus/svara/")
    page.locator("input[name=who][value=person]").check()
    press(page, page.locator("main form .btn-go").first)
    draft = page.locator("main form input[name=draft]").first.get_attribute("value")
    code = f"from tests.browser import inside; inside.hand_in('{draft}', '{state}')"
    address = f"/remisser/2021/rus/svara/word/{portal.manage('shell', '--no-imports', '-c', code).strip()}/"
    hold(page, address)

    assert newcomer.look(address) == []
