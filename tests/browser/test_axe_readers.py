"""Nothing is wrong with any page that is open to everyone: axe, width, console; light and dark, wide and narrow."""

import pytest

from tests.browser.pages import IN_ENGLISH, pages_of

FORMS = ["site:contact", "site:accessibility", "account_login", "account_signup"]


@pytest.mark.parametrize("name", pages_of("reader"))
def test_page(viewers, name):
    assert viewers("reader").look_at(name) == []


@pytest.mark.parametrize("name", [name for viewer, name in IN_ENGLISH if viewer == "reader"])
def test_page_in_english(viewers, name):
    assert viewers("reader").look_at(name, "en") == []


def test_page_that_is_missing(viewers):
    assert viewers("reader").look("/finns-inte/", 404) == []


@pytest.mark.parametrize("name", FORMS)
def test_refused_form(viewers, name):
    """Sent with nothing in it, past the browser's own check."""
    assert viewers("reader").look_at_refused(name) == []
