"""The matrix on paper: tagged, made once for each state of it, and of the working text for officials only."""

import io

import page
import pypdf
import pytest
from django.urls import reverse

from rus_portal.accounts.roles import Role
from rus_portal.exports import registry
from rus_portal.exports.models import Export, State
from rus_portal.exports.tasks import make_export
from strategy import actions
from tests.factories import OfficialFactory, UserFactory
from tests.strategy.writing import principle, published, section, write

pytestmark = pytest.mark.django_db


def failures(content, profile):
    report = page.validate_pdf_bytes(content, profile=profile, limits=page.SafetyLimits.unlimited())
    return [str(failure) for failure in report.failures]


def made():
    """The files of matrices that are asked for, made now."""
    for export in Export.objects.filter(kind="matrix", state=State.ASKED):
        make_export(export.pk)
    return Export.objects.filter(kind="matrix")


def test_the_pdf_of_a_version_is_accessible_says_what_the_page_says_and_is_made_once(client):
    version = published()
    address = reverse("strategy:version_matrix_pdf", args=[version.document.slug, 1])

    waiting = client.get(address)
    [export] = made()
    ready = b"".join(client.get(address).streaming_content)

    text = " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(ready)).pages)
    assert (waiting.headers["Refresh"], export.fingerprint) == ("3", version.hash)
    for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A):
        assert failures(ready, profile) == []
    assert ("1.1.2 Alla når service" in text, "Vägd mot Folkhälsa." in text) == (True, True)
    assert Export.objects.filter(kind="matrix").count() == 1


def test_the_working_matrix_is_for_officials_and_made_anew_when_it_has_changed(client, logged_in):
    document = write()
    address = reverse("strategy:workspace_matrix_pdf", args=[document.slug])
    official = logged_in(OfficialFactory(role=Role.REGISTRAR))
    official.get(address)
    official.get(address)
    [first] = made()

    actions.assess(
        section(document, "Alla når service"), principle(document, "folkhalsa"), is_relevant=False, text="Ny.", by=None
    )
    official.get(address)
    second = made().exclude(pk=first.pk).get()
    download = reverse("exports:download", args=[second.pk])
    outsider = logged_in(UserFactory()).get(download).status_code

    assert (first.state, second.state, outsider) == (State.READY, State.READY, 404)
    assert second.file_name == f"{document.slug}-arbetstext-forhallningssatt.pdf"


def test_a_matrix_that_changed_while_its_file_waited_is_not_made_under_the_old_name(logged_in):
    document = write()
    logged_in(OfficialFactory()).get(reverse("strategy:workspace_matrix_pdf", args=[document.slug]))
    actions.assess(
        section(document, "Alla når service"), principle(document, "folkhalsa"), is_relevant=False, text="Ny.", by=None
    )

    [export] = made()

    assert export.state == State.FAILED
    assert not registry.get("matrix").may_download(UserFactory(), document)
