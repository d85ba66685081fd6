"""To Word and back: everything that a text can hold comes home as it was, in the same blocks."""

import io
import shutil
import subprocess
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.word import importing
from tests.strategy import word_documents

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_text_that_goes_to_word_comes_back_the_same(chance):
    sections = word_documents.sections(chance, most=4)

    read = word_documents.imported(word_documents.exported(sections))

    assert word_documents.read_back(read) == word_documents.said(sections)
    assert {code for code, _place, _values in read.losses} <= {"title", "margin"}


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_a_text_that_libreoffice_has_saved_comes_back_the_same(tmp_path):
    sections = word_documents.everything()
    (tmp_path / "rus.docx").write_bytes(word_documents.exported(sections))

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", "docx", "--outdir", tmp_path / "saved"]
    subprocess.run([*command, tmp_path / "rus.docx"], check=True, capture_output=True, timeout=180)
    with (tmp_path / "saved" / "rus.docx").open("rb") as file:
        read = importing.read(file, deepest=4)

    (picture,) = read.pictures
    back = [
        (*facts, [(block_id, html.replace(picture.key, word_documents.KEY)) for block_id, html in body])
        for *facts, body in word_documents.read_back(read)
    ]
    assert back == word_documents.said(sections)


def test_the_same_text_gives_a_document_without_anything_that_changes_by_itself():
    first, second = (word_documents.exported(word_documents.everything()) for _time in range(2))

    def parts(content):
        archive = zipfile.ZipFile(io.BytesIO(content))
        return {name: archive.read(name) for name in archive.namelist()}

    assert parts(first) == parts(second)
