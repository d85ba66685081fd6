"""Two people freeze a version, each by keyboard alone."""

import pytest

from tests.browser.keyboard import Keyboard
from tests.browser.looking import faults
from tests.browser.steps import log_in

pytestmark = pytest.mark.browser
FREEZE = "/arbetsyta/strategi/att-frysa/frys/"
CODE = (
    "from tests.browser import staging; from rus_portal.accounts.models import User;"
    " staging.text_to_freeze(User.objects.get(email='projektledare@demo.example'))"
)


@pytest.fixture
def people(browser, portal):
    """The strategist and the project leader, each with a browser of their own."""
    portal.manage("shell", "--no-imports", "-c", CODE)
    # Without smooth scrolling: what has focus is where it will be.
    how = {"base_url": portal.url, "locale": "sv-SE", "reduced_motion": "reduce"}
    contexts = [browser.new_context(**how) for _who in range(2)]
    yield [
        Keyboard(log_in(context.new_page(), f"{who}@demo.example"))
        for context, who in zip(contexts, ["strateg", "projektledare"], strict=True)
    ]
    for context in contexts:
        context.close()


def test_one_asks_and_another_confirms(people):
    asker, leader = people
    asker.page.goto(FREEZE)
    asker.tab_to("#id_label").type("Remissversion").tab_to("#id_reason").type("Inför remissen.")
    asker.tab_to("main .btn-go").enter()
    leader.page.goto(FREEZE)

    for person in people:
        assert faults(person.page) == []
    leader.page.goto(FREEZE)
    leader.tab_to(".asked .btn-go").enter()

    assert leader.page.url.endswith("/arbetsyta/strategi/att-frysa/version/1/")
    assert leader.page.locator(".log li").count() == 2
    assert asker.faults + leader.faults == []
