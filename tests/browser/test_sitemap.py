"""Every name of the site map is a page that somebody looks at, or says why it is none, and is what it says."""

import pytest

from tests.browser import pages
from tests.browser.viewers import VIEWERS

# Whoever may ask for it; the others are asked for by a reader.
ASKED_BY = {
    "consultations:workspace_attachment": "registrar",
    "consultations:workspace_compiled_file": "leader",
    "consultations:workspace_extract": "registrar",
    "consultations:workspace_import_template": "leader",
    "consultations:workspace_setup_begin": "leader",
    "consultations:workspace_step": "leader",
    "exports:download": "leader",
    "strategy:references": "leader",
    "accounts:home": "respondent",
    "account_set_password": "respondent",
    "mfa_download_recovery_codes": "holder",
}


def is_as_said(said, answer):
    """Whether this answer to a GET bears out why there is no page."""
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    return {
        "is a file or data": answer.status == 200 and not is_html,
        "leads on": answer.status in (301, 302),
    }[said]


def test_every_name_is_looked_at_or_said_to_be_no_page():
    looked_at = {name for viewer in VIEWERS for name in pages.pages_of(viewer)} | pages.IN_BETWEEN

    assert sorted(set(pages.PLACES) - looked_at - pages.no_pages()) == []
    assert sorted(looked_at & pages.no_pages()) == []
    assert sorted((looked_at | pages.no_pages()) - set(pages.PLACES)) == []


def test_demo_has_no_other_names_than_these(portal):
    code = "from tests.browser import inside; inside.show_names()"

    assert portal.manage("shell", "--no-imports", "-c", code).split() == sorted(pages.PLACES)


@pytest.mark.parametrize(("said", "name"), [(said, name) for said, names in pages.NO_PAGES.items() for name in names])
def test_what_is_no_page_is_what_it_says(viewers, said, name):
    viewer = viewers(ASKED_BY.get(name, "reader"))
    address = viewer.addresses(name)[0]

    answer = viewer.page.request.get(address, max_redirects=0)

    assert is_as_said(said, answer), (address, answer.status, answer.headers)
