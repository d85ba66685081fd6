"""axe finds nothing, nothing scrolls sideways, no console speaks up, on each kind of page, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PUBLIC = [
    "/",
    "/strategi/",
    "/strategi/vaxtplats-blekinge/",
    "/strategi/vaxtplats-blekinge/forhallningssatt/",
    "/strategi/vaxtplats-blekinge/underlag/",
    "/remisser/",
    "/remisser/2021/rus/",
    "/remisser/2021/rus/svar/",
    "/remisser/2021/rus/sammanstallning/",
    "/remisser/2021/rus/svara/",
    "/tidplan/",
    "/nyheter/",
    "/organisation/",
    "/service/",
    "/sok/?q=kollektivtrafik",
    "/sok/?q=xyzzy",
    "/om/",
    "/om/personuppgifter/",
    "/om/kontakt/",
    "/om/komponenter/",
    "/tillganglighet/",
    "/mina-svar/",
    "/konto/login/",
    "/konto/login/code/",
    "/konto/signup/",
    "/demo/brev/",
    "/finns-inte/",
    "/en/",
    "/en/strategi/vaxtplats-blekinge/",
    "/en/remisser/2021/rus/",
]
OFFICIALS = [
    "/arbetsyta/",
    "/arbetsyta/strategi/",
    "/arbetsyta/strategi/vaxtplats-blekinge/",
    "/arbetsyta/strategi/vaxtplats-blekinge/forhallningssatt/",
    "/arbetsyta/strategi/vaxtplats-blekinge/frys/",
    "/arbetsyta/remiss/",
    "/arbetsyta/remiss/2021/rus/",
    "/arbetsyta/remiss/2021/rus/svar/",
    "/arbetsyta/utskick/",
    "/arbetsyta/tidplan/",
    "/arbetsyta/sidsvar/",
    "/arbetsyta/roller/",
    "/konto/email/",
    "/konto/2fa/",
]
PARTS = ("om-er", "helheten", "avsnitt", "bilagor", "beslut", "granska")
MEMBERS = ["/mina-svar/", *(f"/remisser/2021/rus/svara/{part}/" for part in PARTS)]
WIDTHS = {"wide": 1280, "narrow": 320}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page, address):
    """What axe finds on the page as it stands, and whether it is wider than its window."""
    result = Axe().run(page, options=RULES)
    found = [
        f"{address}: {violation['id']} {node['html'][:120]}"
        for violation in result.response["violations"]
        for node in violation["nodes"][:3]
    ]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{address}: scrolls sideways at {page.viewport_size['width']} px")
    return found


def look_at(page, addresses):
    """All faults of these pages in the page's own light and width, and whatever the console said."""
    said, found = [], []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for address in addresses:
        page.goto(address)
        found += faults(page, address)
    # A missing page is asked for on purpose.
    return found + [text for text in said if "404" not in text]


@pytest.fixture(params=[("light", "wide"), ("dark", "narrow")], ids=["light-wide", "dark-narrow"])
def seen_page(request, browser, base_url):
    """A page in one of the two pairs of light and width."""
    scheme, width = request.param
    context = browser.new_context(
        base_url=base_url,
        color_scheme=scheme,
        viewport={"width": WIDTHS[width], "height": 900},
        locale="sv-SE",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def test_public_pages(seen_page):
    assert look_at(seen_page, PUBLIC) == []


def test_officials_pages(seen_page, log_in):
    log_in(seen_page, "projektledare@demo.example")

    assert look_at(seen_page, OFFICIALS) == []


def test_respondents_pages(seen_page, log_in):
    log_in(seen_page, "handlaggare@exempelby.example")
    seen_page.goto("/remisser/2021/rus/svara/")
    seen_page.locator("input[value^='member:']").first.check()
    with seen_page.expect_navigation():
        seen_page.locator("main form .btn-go").click()

    assert look_at(seen_page, MEMBERS) == []
