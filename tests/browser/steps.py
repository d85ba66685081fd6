"""What every visitor does: press, answer, log in, wait."""

import re
import time

PASSWORD = "demo-rus-2026"
ROUND = "/remisser/2021/rus/"
SVARA = f"{ROUND}svara/"
RECEIPT = re.compile(r"EX-2021-\d{4}-\d{2}")
ONE_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


def press(page, locator):
    """Press, and wait for the page that it leads to."""
    with page.expect_navigation():
        locator.click()


def wait_for(page, address, words, seconds=90):
    """Open the page again and again until the words stand there: a worker is at it."""
    deadline = time.monotonic() + seconds
    while words not in page.content():
        assert time.monotonic() < deadline, f"{words!r} never came on {address}"
        time.sleep(1)
        page.goto(address)


def log_in(page, email, prefix=""):
    """Log a demo person in, and wait for where that person works."""
    give_password(page, email, prefix)
    page.wait_for_url(re.compile(r"/(arbetsyta|mina-svar)/"))
    return page


def give_password(page, email, prefix=""):
    """The first step of a log-in."""
    page.goto(f"{prefix}/konto/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form .btn-go").first.click()


def log_in_with_code(page, email, code):
    """Log in somebody who has a second factor."""
    give_password(page, email)
    page.wait_for_url("**/2fa/authenticate/")
    page.locator("input[name=code]").fill(code)
    press(page, page.locator("main form .btn-go").first)


def confirm_password(page):
    """Show once more that it is oneself, as the pages of the second factor ask."""
    page.goto("/konto/reauthenticate/")
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, page.locator("main form .btn-go").first)


def add_passkey(page, name):
    """Register a key with an authenticator that Chromium plays; it needs a host name, so localhost."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    kind |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    page.goto("/konto/2fa/webauthn/add/")
    page.locator("input[name=name]").fill(name)
    press(page, page.locator("#mfa_webauthn_add"))


def begin(page, who, prefix=""):
    """Begin an answer: as a "person", as an "organisation", or as a body that one came for."""
    page.goto(prefix + SVARA)
    page.locator(f"input[value^='{who}']").first.check()
    press(page, page.locator("main form .btn-go"))


def summarise(page, text, prefix=""):
    """Say something about the whole."""
    page.goto(f"{prefix}{SVARA}helheten/")
    page.locator("[name='overall.summary']").fill(text)
    press(page, page.locator("main form .btn-go").first)


def attach_picture(page, prefix=""):
    page.goto(f"{prefix}{SVARA}bilagor/")
    page.locator("input[type=file]").set_input_files({"name": "bild.png", "mimeType": "image/png", "buffer": ONE_PIXEL})
    # With a script the file goes by itself, and is listed when it has come; without one there is a button.
    if page.locator("[data-attach]").is_visible():
        press(page, page.locator("[data-attach]"))
    page.locator("#bilagda li:not([data-upload])").first.wait_for(timeout=60_000)


def send(page, prefix=""):
    """Send what is written; the number of the receipt."""
    page.goto(f"{prefix}{SVARA}granska/")
    press(page, page.locator("main form .btn-go"))
    return RECEIPT.search(page.inner_text("main"))[0]
