"""A Word document becomes sections and goes again, as an official does it; and nothing is wrong with the pages."""

import pytest

from tests.browser import staging_word
from tests.browser.steps import press, wait_for

pytestmark = pytest.mark.browser


def test_document_goes_into_the_text_and_out_again(viewers):
    leader = viewers("leader")
    page = leader.page
    page.goto("/arbetsyta/strategi/ur-word/import/")
    page.locator("input[type=file]").set_input_files(
        {"name": "nytt.docx", "mimeType": "", "buffer": staging_word.content()}
    )
    press(page, page.locator("main form .btn-go").first)
    wait_for(page, page.url, "1.1 Läget i länet")

    assert "1 kommentar<" in page.content()
    assert leader.look_here("import") == []
    press(page, page.locator("main form .btn-go").first)
    assert leader.look_here("import, put in") == []
    page.goto("/arbetsyta/strategi/ur-word/markeringar/")
    assert "Vad är rimlig?" in page.content()
    page.go_back()
    page.goto("/arbetsyta/strategi/ur-word/")
    assert page.locator("#tree li").count() == 4
    page.go_back()
    press(page, page.locator("form[action$='/ta-ut/'] button"))
    assert page.locator("#tree li").count() == 0
