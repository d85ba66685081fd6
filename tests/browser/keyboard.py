"""Going through pages by keyboard alone, and seeing at each step where one is."""

from tests.browser.looking import sideways

# Whether what has focus is marked, on the screen, and not behind something that sticks there (WCAG 2.4.7, 2.4.11).
FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const label = one.closest("label");
    const marked = [one, label].some((part) => part && getComputedStyle(part).outlineStyle !== "none");
    const [box] = one.getClientRects();
    const x = box.x + Math.min(box.width / 2, 20);
    const shows = (y) => {
        const top = document.elementFromPoint(x, y);
        return top && (one.contains(top) || top.contains(one) || label?.contains(top));
    };
    const seen = [box.top + 6, box.top + box.height / 2, box.bottom - 6].some(shows);
    if (marked && seen) return null;
    return `${marked ? "hidden" : "unmarked"} focus: ${one.outerHTML.slice(0, 120)}`;
}"""
MOST_STEPS = 120


class Keyboard:
    """A page used by Tab, arrows, Enter, space and letters; `faults` says where one could not see where one was."""

    def __init__(self, page):
        self.page, self.faults = page, []

    def press(self, key):
        self.page.keyboard.press(key)
        if fault := self.page.evaluate(FOCUS):
            self.faults.append(f"{self.page.url}: {fault}")

    def tab_to(self, selector):
        """Press Tab until what has focus is this."""
        for _step in range(MOST_STEPS):
            self.press("Tab")
            if self.page.locator(f"{selector}:focus").count():
                return self
        raise AssertionError(f"{selector} is not reached by Tab on {self.page.url}")

    def type(self, words):
        """Write where the cursor stands."""
        self.page.keyboard.type(words)
        return self

    def choose(self, value):
        """Go by arrow to this choice among those that belong together."""
        for _step in range(MOST_STEPS):
            if self.page.locator(f"input[value='{value}']:focus").count():
                self.page.keyboard.press("Space")
                return self
            self.press("ArrowDown")
        raise AssertionError(f"no choice {value} on {self.page.url}")

    def unfold(self):
        """Open what lies under the summary where one is."""
        self.press("Enter")
        return self

    def enter(self):
        """Press Enter, wait for the page that it leads to, and see that it is no wider than the window."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.faults += [f"{self.page.url}: {fault}" for fault in sideways(self.page)]
        return self
