"""Those who look at the pages: each with what one must have done before there is something to see."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import pages
from tests.browser.looking import faults
from tests.browser.steps import (
    SVARA,
    add_passkey,
    attach_picture,
    begin,
    confirm_password,
    log_in,
    log_in_with_code,
    press,
    send,
    summarise,
    wait_for,
)

LETTER = Path(__file__).resolve().parents[2] / "rus_portal/demo/story/attachments/yttrande-provkoping.docx"
# Chromium's console tells of each answer that is not 200; look() asks for the status it wants.
STATUS = re.compile(r"the server responded with a status of")
# A page where one waits for a file is 202, and the one about a failed log-in is 401.
SOUND = {200, 202, 401}
NO_GET = 405
# What a form says about itself: ours answer 422, the log-in's 200.
REFUSED = {200, 422}
# The browser's own check would stop an empty form; here the server's is looked at.
SEND_EMPTY = """() => {
    const form = document.querySelector("main form:has(.btn-go)");
    form.reset();
    form.noValidate = true;
    for (const field of form.querySelectorAll("input:not([type=hidden]):not([type=radio]), textarea")) field.value = "";
    form.requestSubmit(form.querySelector(".btn-go"));
}"""


@dataclass
class Viewer:
    """Somebody with a browser, and the real things that stand in the addresses of this person's pages."""

    name: str
    page: Page
    facts: dict

    def __post_init__(self):
        self.said = []
        self.page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def values(self, name):
        """What stands in the addresses under this name."""
        space = self.facts.get(name.partition(":")[0], {}) if ":" in name else {}
        own = self.facts["own"] if pages.SEALED.match(pages.PLACES[name].route) else {}
        return space | own | self.facts.get(name, {})

    def addresses(self, name, language="sv"):
        return pages.addresses(name, self.values(name), viewer=self.name, language=language)

    def look_at(self, name, language="sv"):
        """All faults of the pages under this name; none where a GET is refused, as there is nothing to see."""
        return [fault for address in self.addresses(name, language) for fault in self.look(address, or_refused=True)]

    def look(self, address, status=None, *, or_refused=False):
        """Go there; all faults of the page. It must be the page that was asked for."""
        self.said.clear()
        answer = self.page.goto(address)
        if or_refused and answer.status == NO_GET:
            return []
        assert answer.status in ({status} if status else SOUND), f"{address}: {answer.status}"
        assert self.page.url.endswith(address), f"{address} leads to {self.page.url}"
        return self.look_here(address)

    def look_at_refused(self, name):
        """All faults of this form after it was sent empty."""
        address = self.addresses(name)[0]
        self.page.goto(address)
        with self.page.expect_navigation() as sent:
            self.page.evaluate(SEND_EMPTY)
        assert sent.value.status in REFUSED, f"{address}: {sent.value.status}"
        assert self.page.locator("#fel").count() == 1
        return self.look_here(address)

    def look_here(self, address):
        """All faults of the page that stands there now."""
        said = [text for text in self.said if not STATUS.search(text)]
        return [f"{address}: {fault}" for fault in faults(self.page) + said]


def reader(viewer):
    """Nobody in particular: came by an invitation, has sent one answer as a person, and writes on another."""
    page, facts = viewer.page, viewer.facts
    page.goto(f"{SVARA}?inbjudan={facts['invitations']['Exempelby kommun']}")
    page.goto(f"/mina-svar/anslut/{facts['consultations:joining']['key']}/")
    begin(page, "person")
    summarise(page, "Mer buss.")
    facts["own"] = {"number": send(page)}
    begin(page, "person")
    summarise(page, "Mer buss, också på kvällen.")
    remember_draft(page, facts)


def respondent(viewer):
    """Writes for an invited municipality, and has sent an answer of the own."""
    page, facts = viewer.page, viewer.facts
    log_in(page, "handlaggare@exempelby.example")
    confirm_password(page)
    begin(page, "person")
    summarise(page, "Mer buss.")
    facts["own"] = {"number": send(page)}
    begin(page, "member")
    summarise(page, "Exempelby tillstyrker.")
    remember_draft(page, facts)


def remember_draft(page, facts):
    """Attach a file to the draft, and note the own link and the file's number, as the page shows them."""
    attach_picture(page)
    page.goto(f"{SVARA}arbete/")
    # A member has no link: the log-in is the way in.
    if (button := page.locator("button[name=show]")).count():
        with page.expect_navigation():
            button.click()
        facts["consultations:personal_link"] = {"key": re.search(r"/lank/([\w.:-]+)/", page.content())[1]}
    page.goto(f"{SVARA}bilagor/")
    # It can be fetched when the worker has looked through it.
    wait_for(page, page.url, "bild.png</a>")
    facts["consultations:draft_file"] = {"pk": re.search(r"/bilagor/(\d+)/", page.content())[1]}
    facts["consultations:upload"] = {"pk": begin_upload(page)}
    facts["consultations:word_document"] = {"pk": hand_in_letter(page)}


def begin_upload(page):
    """Begin to send a file in pieces, and leave it so; the name of the upload."""
    place = page.locator("#ladda-upp")
    body = {"draft": place.get_attribute("data-draft"), "name": "halvvägs.pdf", "size": 2_000_000}
    token = page.locator("#ladda-upp input[name=csrfmiddlewaretoken]").input_value()
    answer = page.request.post(place.get_attribute("data-begin"), data=body, headers={"X-CSRFToken": token})
    return re.search(r"/ny/([0-9a-f-]+)/", answer.json()["address"])[1]


def hand_in_letter(page):
    """Hand in a letter to be sorted, and wait until it is read; its number."""
    page.goto(f"{SVARA}word/")
    page.locator("#id_letter").set_input_files(str(LETTER))
    press(page, page.locator("form:has(#id_letter) button.btn"))
    wait_for(page, page.url, 'name="tick"')
    return re.search(r"/word/(\d+)/", page.url)[1]


def leader(viewer):
    """Leads the project; somebody has told of a barrier."""
    page = viewer.page
    page.goto("/tillganglighet/")
    for field in page.locator("main form textarea").all():
        field.fill("Kartan går inte att nå med tangentbordet.")
    press(page, page.locator("main form .btn-go"))
    log_in(page, "projektledare@demo.example")


def registrar(viewer):
    """Registers what comes in."""
    log_in(viewer.page, "registrator@demo.example")


def archivist(viewer):
    """Watches logs and retention, as a second role."""
    log_in(viewer.page, "strateg@demo.example")


def holder(viewer):
    """An official with an authenticator app, recovery codes and a passkey."""
    page = viewer.page
    log_in_with_code(page, "kommunikator@demo.example", viewer.facts["codes"].pop())
    confirm_password(page)
    add_passkey(page, "Prov")
    viewer.facts["mfa_edit_webauthn"] = viewer.facts["mfa_remove_webauthn"] = {"pk": key_of(page)}


def key_of(page):
    """The number of the passkey, as its own page has it in the address."""
    page.goto("/konto/2fa/webauthn/")
    return int(re.search(r"keys/(\d+)/edit", page.content())[1])


VIEWERS = {make.__name__: make for make in (reader, respondent, leader, registrar, archivist, holder)}
