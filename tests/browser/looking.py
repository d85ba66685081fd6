"""What is wrong with a page as it stands: by axe, by its width, by its console. Light and dark, wide and narrow."""

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = (1280, 320)
# Each light and each width in either language; all four are seen of a page that is looked at in both.
LOOKS = {"sv": (("light", 1280), ("dark", 320)), "en": (("dark", 1280), ("light", 320))}
HEIGHT = 900
# What a reader sets who doubles all text: the browser's own size is 16 px.
DOUBLE_TEXT = {"standard": 32, "fixed": 26}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
RUN_AXE = """rules => axe.run(rules).then(({violations}) => violations.flatMap(
    ({id, nodes}) => nodes.slice(0, 3).map(({html}) => `${id} ${html.slice(0, 120)}`)))"""
# The first thing that is too wide by itself, not by what is in it or by what scrolls within its own box.
TOO_WIDE = """() => {
    const room = document.documentElement.clientWidth;
    const sticksOut = (one) => one.getBoundingClientRect().right > room + 0.5;
    const scrolls = (one) => one && (getComputedStyle(one).overflowX !== "visible" || scrolls(one.parentElement));
    if (document.documentElement.scrollWidth <= room) return null;
    const found = [...document.querySelectorAll("body *")].find(
        (one) => sticksOut(one) && ![...one.children].some(sticksOut) && !scrolls(one.parentElement));
    return found ? found.outerHTML.slice(0, 120) : "?";
}"""


def faults(page):
    """Everything that is wrong with this page, light and dark, wide and narrow; it is loaded no second time."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for scheme, width in LOOKS[page.locator("html").get_attribute("lang")]:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": HEIGHT})
        seen = page.evaluate(RUN_AXE, RULES)
        found += [f"{scheme} {width}: {fault}" for fault in seen + sideways(page)]
    return found + [f"double text {width}: {fault}" for width in WIDTHS for fault in with_double_text(page, width)]


def sideways(page):
    """Whether one must scroll sideways to read the page."""
    wide = page.evaluate(TOO_WIDE)
    return [f"scrolls sideways, {wide}"] if wide else []


def with_double_text(page, width):
    """The same for somebody who has set the browser's text to twice its size."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.setFontSizes", {"fontSizes": DOUBLE_TEXT})
    found = sideways(page)
    devtools.detach()
    return found
