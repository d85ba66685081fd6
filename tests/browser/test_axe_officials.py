"""Nothing is wrong with any page of the officials' workspace."""

import pytest

from tests.browser.pages import IN_ENGLISH, pages_of

OFFICIALS = ("leader", "registrar", "archivist")
FORMS = [
    "strategy:add_section",
    "strategy:freeze",
    "consultations:workspace_invite",
    "timeline:new_milestone",
]


@pytest.mark.parametrize(("viewer", "name"), [(viewer, name) for viewer in OFFICIALS for name in pages_of(viewer)])
def test_page(viewers, viewer, name):
    assert viewers(viewer).look_at(name) == []


@pytest.mark.parametrize(("viewer", "name"), [pair for pair in IN_ENGLISH if pair[0] in OFFICIALS])
def test_page_in_english(viewers, viewer, name):
    assert viewers(viewer).look_at(name, "en") == []


def test_page_that_one_may_not_use(viewers):
    registrar = viewers("registrar")

    assert registrar.look(registrar.addresses("strategy:freeze")[0], 403) == []


@pytest.mark.parametrize("name", FORMS)
def test_refused_form(viewers, name):
    assert viewers("leader").look_at_refused(name) == []
