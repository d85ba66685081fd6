"""The form through LibreOffice, where it is installed: opened, saved in either format, and read as if nothing was."""

import shutil
import subprocess

import pytest

from consultations import fields
from consultations.word import asked, form, reading
from tests.consultations import word_files
from tests.factories import ConsultationFactory, QuestionFactory

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
]


def test_form_that_libreoffice_has_saved_is_read_whole(tmp_path):
    consultation = ConsultationFactory(version__sections=2)
    QuestionFactory(consultation=consultation, order=1)
    key = consultation.version.sections.order_by("order").first().key
    stance, comment = fields.section_field(key, "stance"), fields.section_field(key, "comment")
    said = {
        "overall.summary": "Riktningen är rätt.\nMålen är för många.",
        "question.1": "Å, ä & ö <tecken>.",
        stance: dict(asked.stances())["opposes"],
        comment: "Kustbygden saknas.",
    }
    content = word_files.fill(form.render(consultation), said, outside=["Utanför rutorna."])
    (tmp_path / "svar.docx").write_bytes(content)

    found = {}
    for ending in ("docx", "odt"):
        where = tmp_path / ending
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [OFFICE, profile, "--headless", "--convert-to", ending, "--outdir", where, tmp_path / "svar.docx"]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        with (where / f"svar.{ending}").open("rb") as file:
            read = reading.read_form(file, f"svar.{ending}", consultation)
        found[ending] = ({one.name: one.text for one in read.told}, [one.text for one in read.loose])

    told = said | {stance: "opposes"}
    assert found == {"docx": (told, ["Utanför rutorna."]), "odt": (told, ["Utanför rutorna."])}
