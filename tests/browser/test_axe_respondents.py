"""Nothing is wrong with any page of those who answer, nor with those of log-in and second factor."""

import pytest

from tests.browser.pages import IN_ENGLISH, pages_of

FORMS = ["consultations:answer", "consultations:more_time", "account_change_password", "mfa_activate_totp"]


@pytest.mark.parametrize(
    ("viewer", "name"), [(viewer, name) for viewer in ("respondent", "holder") for name in pages_of(viewer)]
)
def test_page(viewers, viewer, name):
    assert viewers(viewer).look_at(name) == []


@pytest.mark.parametrize("name", [name for viewer, name in IN_ENGLISH if viewer == "respondent"])
def test_page_in_english(viewers, name):
    assert viewers("respondent").look_at(name, "en") == []


@pytest.mark.parametrize(
    "name", ["consultations:answer", "consultations:more_time", "account_change_password", "mfa_activate_totp"]
)
def test_refused_form(viewers, name):
    assert viewers("respondent").look_at_refused(name) == []
