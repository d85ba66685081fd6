"""The round on paper: asked for by anyone, made once, and made anew when the last day moves."""

from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.actions import rounds
from consultations.exports import round_letter
from consultations.workflow import RoundState
from rus_portal.exports.models import Export
from tests.factories import ConsultationFactory, OfficialFactory, QuestionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation():
    found = ConsultationFactory(
        year=2021, slug="rus", title="Remiss om Rus", last_day=date(2021, 6, 30), registry_number="RUN 2021/EX-1"
    )
    QuestionFactory(consultation=found, text="Delar ni målen?")
    return found


def text_of(consultation):
    made = round_letter.KIND.make(consultation, lambda _percent: None)
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(made.content)).pages).split())


def test_pdf_says_what_the_page_says(consultation, at):
    with at("2021-05-12 09:00"):
        text = text_of(consultation)

    for words in ["Remiss om Rus", "30 juni 2021", "Delar ni målen?", "RUN 2021/EX-1", "/remisser/2021/rus/"]:
        assert words in text, words


def test_pdf_shows_the_new_day_and_the_old_one_with_its_reason(consultation, at):
    with at("2021-05-12 09:00"):
        before = round_letter.fingerprint(consultation)
        rounds.move_deadline(consultation, date(2021, 7, 14), reason="Sommaren kom emellan", by=OfficialFactory())
        text = text_of(consultation)

    assert before != round_letter.fingerprint(consultation)
    assert text.index("14 juli 2021") < text.index("30 juni 2021")
    assert "Sommaren kom emellan" in text


def test_page_that_waits_is_the_same_until_there_is_something_to_tell(client, consultation):
    address = reverse("consultations:round_pdf", args=[2021, "rus"])
    waiting = client.get(address)
    made = Export.objects.filter(kind="round")

    made.update(state="running", progress=40)
    at_once = client.get(address, headers={"If-None-Match": waiting["ETag"]})
    made.update(asked_at=timezone.now() - timedelta(seconds=3))
    later = client.get(address, headers={"If-None-Match": waiting["ETag"]})

    assert (at_once.status_code, later.status_code) == (304, 200)
    assert 'value="40"' in later.content.decode()


def test_asked_for_twice_it_is_made_once(client, consultation, django_capture_on_commit_callbacks):
    address = reverse("consultations:round_pdf", args=[2021, "rus"])

    waiting = client.get(address)
    client.get(address)

    assert (waiting.status_code, waiting.headers["Refresh"]) == (200, "3")
    assert Export.objects.filter(kind="round").count() == 1
    assert not waiting.cookies


def test_planned_round_has_no_pdf_for_the_public(client):
    ConsultationFactory(year=2021, slug="planerad", state=RoundState.PLANNED)

    assert client.get(reverse("consultations:round_pdf", args=[2021, "planerad"])).status_code == 404
    assert not Export.objects.exists()
