"""Files through the pages: in one form, in pieces, and on their way out again."""

import json
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone, translation

from consultations.actions import answers, uploading
from consultations.models import Attachment, Draft, DraftFile, DraftUpload, FileCheck
from rus_portal.exports import incoming
from rus_portal.exports.uploads import REASONS
from tests.consultations import fake_clamd
from tests.consultations.files import JPEG, PDF, docx, passed, upload
from tests.factories import ConsultationFactory, OfficialFactory

pytestmark = pytest.mark.django_db
BASE = "/remisser/2021/rus/svara/"
FILES = f"{BASE}bilagor/"
MEGABYTE = 1024 * 1024
SIZE = len(PDF)


@pytest.fixture(autouse=True)
def consultation(at):
    with at("2021-05-12 14:03:07"), translation.override("sv"):
        yield ConsultationFactory(slug="rus")


@pytest.fixture
def draft(client):
    client.post(BASE, {"who": "person"})
    return Draft.objects.get()


def large_pdf(size):
    """A PDF that is filled up with spaces before its end."""
    return PDF.replace(b"trailer", b" " * (size - len(PDF)) + b"trailer")


def names(draft):
    return sorted(draft.files.values_list("name", flat=True))


# --- in one form ----------------------------------------------------------------------------------------------------


def test_ten_large_files_come_in_one_form_without_filling_the_memory(client, draft, monkeypatch):
    on_disk, close = [], incoming.ArrivingFile.close

    def note_and_close(file):
        on_disk.append(file.file.name)
        close(file)

    monkeypatch.setattr(incoming.ArrivingFile, "close", note_and_close)
    sent = [upload(f"{n}.pdf", large_pdf(2 * MEGABYTE + n)) for n in range(10)]

    response = client.post(FILES, {"files": sent})

    assert response.status_code == 302
    assert names(draft) == sorted(f"{n}.pdf" for n in range(10))
    assert len(on_disk) >= 10
    assert all(name.startswith(default_storage.path("arriving")) for name in on_disk)


def test_a_file_too_large_is_told_of_by_name_and_the_others_are_kept(client, draft):
    large = upload("stor.pdf", large_pdf(22 * MEGABYTE))

    response = client.post(FILES, {"files": [upload("bra.pdf", PDF), large, upload("bild.jpg", JPEG)]})

    assert response.status_code == 422
    assert "stor.pdf" in response.content.decode()
    assert str(REASONS["large"]) in response.content.decode()
    assert names(draft) == ["bild.jpg", "bra.pdf"]


def test_the_eleventh_file_is_told_of_and_ten_are_kept(client, draft):
    response = client.post(FILES, {"files": [upload(f"{n}.pdf", PDF + b"\n" * n) for n in range(11)]})

    assert response.status_code == 422
    assert "10.pdf" in response.content.decode()
    assert draft.files.count() == 10


@pytest.mark.parametrize("address", [FILES, f"{BASE}om-er/"])
def test_a_form_beyond_all_limits_gets_the_portals_own_413(client, draft, monkeypatch, address):
    monkeypatch.setattr(incoming, "MOST_OF_FORM", MEGABYTE)
    monkeypatch.setattr(resolve(FILES).func, "most_upload_bytes", MEGABYTE)

    response = client.post(address, {"files": upload("stor.pdf", large_pdf(2 * MEGABYTE)), "draft": str(draft.pk)})

    assert response.status_code == 413
    assert "<h1>" in response.content.decode()
    assert draft.files.count() == 0


def test_too_much_text_gets_the_same_413(client, draft, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    response = client.post(f"{BASE}helheten/", {"overall.summary": "a" * 2_000})

    assert (response.status_code, b"413" in response.content) == (413, True)


# --- in pieces ------------------------------------------------------------------------------------------------------


def begin(client, draft, name="svar.pdf", size=SIZE, **more):
    body = {"draft": str(draft.pk), "name": name, "size": size} | more
    return client.post(f"{FILES}ny/", json.dumps(body), content_type="application/json")


def piece(client, address, offset, content):
    return client.patch(
        address, content, content_type="application/offset+octet-stream", headers={"Upload-Offset": str(offset)}
    )


def test_a_file_comes_in_pieces_and_goes_on_after_a_lost_line(client, draft):
    address = begin(client, draft).json()["address"]
    first = piece(client, address, 0, PDF[:100])
    lost = piece(client, address, 0, PDF[:100])
    known = client.get(address)
    draft_files_before = draft.files.count()

    done = piece(client, address, 100, PDF[100:])

    assert (first.status_code, first.json()["offset"]) == (200, 100)
    assert (lost.status_code, lost.json()) == (409, {"offset": 100})
    assert (known.headers["Upload-Offset"], known.json()) == ("100", {"offset": 100, "size": len(PDF)})
    assert draft_files_before == 0
    file = draft.files.get()
    assert done.json() == {"offset": len(PDF), "file": file.pk, "name": "svar.pdf", "same": ""}
    with default_storage.open(file.file.name) as kept:
        assert kept.read() == PDF
    assert FileCheck.objects.get().file == file.file.name
    assert DraftUpload.objects.count() == 0
    assert client.get(address).status_code == 404


def test_a_piece_that_breaks_off_keeps_what_came(client, draft):
    begun = uploading.begin(draft, name="svar.pdf", size=len(PDF))

    class Broken:
        def __init__(self):
            self.pieces = [PDF[:40]]

        def read(self, _size):
            if self.pieces:
                return self.pieces.pop()
            raise OSError("the line was lost")

    uploading.receive(begun, 0, Broken())

    begun.refresh_from_db()
    assert begun.offset == 40
    piece(client, reverse("consultations:upload", args=[2021, "rus", begun.pk]), 40, PDF[40:])
    assert names(draft) == ["svar.pdf"]


def test_a_worker_that_dies_before_the_file_is_attached_is_followed_by_an_empty_piece(client, draft):
    begun = uploading.begin(draft, name="svar.pdf", size=len(PDF))
    uploading.receive(begun, 0, SimpleUploadedFile("x", PDF))
    address = reverse("consultations:upload", args=[2021, "rus", begun.pk])

    done = piece(client, address, len(PDF), b"")

    assert (done.status_code, names(draft)) == (200, ["svar.pdf"])


def test_a_file_that_is_there_under_another_name_comes_once_and_that_is_said(client, draft):
    for name in ("ett.pdf", "ett.pdf", "två.pdf"):
        said = piece(client, begin(client, draft, name).json()["address"], 0, PDF).json()["same"]
        assert ("ett.pdf" in said) is (name == "två.pdf")

    page = client.post(FILES, {"files": upload("tre.pdf", PDF), "draft": draft.pk, "save": "1"}, follow=True)

    assert names(draft) == ["ett.pdf"]
    assert "”tre.pdf”" in page.content.decode() or "“tre.pdf”" in page.content.decode()


def test_what_is_sent_beyond_the_said_size_is_not_taken(client, draft):
    address = begin(client, draft).json()["address"]

    piece(client, address, 0, PDF + b"mer")

    assert draft.files.get().size == len(PDF)


@pytest.mark.parametrize(
    ("name", "size", "reason"),
    [("svar.exe", 5, "ending"), ("svar.pdf", 21 * MEGABYTE, "large"), ("svar.pdf", 0, "empty")],
)
def test_what_need_not_be_sent_is_refused_before(client, draft, name, size, reason):
    response = begin(client, draft, name, size)

    assert (response.status_code, str(REASONS[reason]) in response.json()["message"]) == (422, True)
    assert DraftUpload.objects.count() == 0


def test_a_file_that_is_not_what_it_says_is_refused_when_it_has_come(client, draft):
    address = begin(client, draft, "svar.docx").json()["address"]

    response = piece(client, address, 0, PDF)

    assert response.status_code == 422
    assert "svar.docx" in response.json()["message"]
    assert (DraftUpload.objects.count(), DraftFile.objects.count()) == (0, 0)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"draft": "x"}', b'{"draft": "x", "name": "a.pdf", "size": "x"}'])
def test_what_makes_no_sense_is_400(client, draft, body):
    assert client.post(f"{FILES}ny/", body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("offset", ["", "-1", "x", "9" * 40])
def test_a_piece_without_its_place_is_400(client, draft, offset):
    address = begin(client, draft).json()["address"]

    response = client.patch(address, b"x", headers={"Upload-Offset": offset})

    assert response.status_code == 400


def test_a_strangers_upload_does_not_exist(client, draft):
    address = begin(client, draft).json()["address"]
    stranger = Client()
    stranger.post(BASE, {"who": "person"})

    answered = [
        stranger.get(address),
        piece(stranger, address, 0, PDF),
        stranger.delete(address),
        begin(stranger, draft),
        stranger.get(f"{FILES}lista/?utkast={draft.pk}"),
    ]

    assert [one.status_code for one in answered] == [404] * 5
    assert DraftUpload.objects.get().offset == 0


def test_an_upload_is_given_up_by_script_and_by_form(client, draft):
    first, second = (begin(client, draft, name).json()["address"] for name in ("a.pdf", "b.pdf"))
    piece(client, first, 0, PDF[:10])

    by_script, by_form = client.delete(first), client.post(second)

    assert (by_script.status_code, by_form.status_code, by_form.url) == (204, 302, FILES)
    assert DraftUpload.objects.count() == 0


def test_begun_twice_it_is_one_upload_and_ten_fit(client, draft):
    first = begin(client, draft, changed="7").json()
    piece(client, first["address"], 0, PDF[:10])
    addresses = {first["address"], begin(client, draft, changed="7").json()["address"]}
    more = [begin(client, draft, f"{n}.pdf").status_code for n in range(10)]

    assert len(addresses) == 1
    assert more == [201] * 9 + [422]


def test_a_sent_answer_takes_no_more_pieces(client, draft):
    address = begin(client, draft).json()["address"]
    answers.save_fields(draft, {"about.kind": "person", "overall.stance": "supports"})
    answers.send(draft)

    response = piece(client, address, 0, PDF)

    assert response.status_code == 410
    assert Attachment.objects.count() == 0


def test_uploads_that_nobody_goes_on_with_are_cleared_after_a_day(client, draft, django_capture_on_commit_callbacks):
    old, young = (uploading.begin(draft, name=name, size=len(PDF)) for name in ("a.pdf", "b.pdf"))
    uploading.receive(old, 0, SimpleUploadedFile("x", PDF[:10]))
    DraftUpload.objects.filter(pk=old.pk).update(touched_at=timezone.now() - timedelta(hours=25))

    with django_capture_on_commit_callbacks(execute=True):
        cleared = uploading.forget_unfinished(timezone.now())

    assert cleared == 1
    assert DraftUpload.objects.get() == young
    assert not default_storage.exists(old.file.name)


def test_the_check_page_tells_of_what_is_still_on_its_way(client, draft):
    begun = uploading.begin(draft, name="svar.pdf", size=len(PDF))
    uploading.receive(begun, 0, SimpleUploadedFile("x", PDF[:10]))

    assert "svar.pdf" in client.get(f"{BASE}granska/").content.decode()
    assert f"{FILES}ny/{begun.pk}/" in client.get(FILES).content.decode()


# --- out again ------------------------------------------------------------------------------------------------------


def test_a_held_or_stopped_file_is_opened_by_nobody(client, draft, consultation):
    answers.save_fields(draft, {"about.kind": "person", "overall.stance": "supports"})
    file = answers.attach(draft, upload("Yttrande från Åhus.pdf", PDF))
    own = client.get(f"{FILES}{file.pk}/")
    response = answers.send(draft)
    official = Client()
    official.force_login(OfficialFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    place = [2021, "rus", response.receipt_number]
    address = reverse("consultations:workspace_attachment", args=[*place, response.attachments.get().pk])
    held = official.get(address)
    page_while_held = official.get(reverse("consultations:workspace_response", args=place)).content.decode()
    FileCheck.objects.update(state="infected", virus="Eicar")

    stopped = official.get(address)

    assert (own.status_code, held.status_code, stopped.status_code) == (403, 403, 403)
    assert address not in page_while_held
    assert "Yttrande från Åhus.pdf" in page_while_held
    receipt = client.get(reverse("consultations:receipt", args=[response.receipt_number])).content.decode()
    assert "Yttrande från Åhus.pdf" in receipt


def test_a_clean_file_is_saved_under_its_own_name_and_does_nothing_in_the_portal(client, draft):
    file = answers.attach(draft, upload("Yttrande från Åhus.pdf", PDF))
    passed(file)

    download = client.get(f"{FILES}{file.pk}/")

    assert b"".join(download.streaming_content) == PDF
    assert (
        download.headers["Content-Disposition"] == "attachment; filename*=utf-8''Yttrande%20fr%C3%A5n%20%C3%85hus.pdf"
    )
    assert download.headers["Content-Type"] == "application/pdf"
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert download.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_the_page_asks_as_many_questions_for_eight_files_as_for_one(client, draft):
    counts = []
    for n in range(8):
        answers.attach(draft, upload(f"{n}.docx", docx(**{f"word/{n}.xml": "<a/>"})))
        if n in (0, 7):
            client.get(FILES)
            with CaptureQueriesContext(connection) as asked:
                client.get(FILES)
            counts.append(len(asked))

    assert counts[0] == counts[1]


# --- those who run the portal ---------------------------------------------------------------------------------------


def test_readyz_tells_of_the_scanner_and_stays_ready_without_it(client, settings):
    with fake_clamd.running() as clamd:
        settings.CLAMD_URL = clamd.url
        well = client.get("/readyz").json()
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    down = client.get("/readyz")

    assert well["scanner"] == "ok"
    assert (down.status_code, down.json()["scanner"]) == (200, "ScannerUnavailableError")
