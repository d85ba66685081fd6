"""What follows an answer: the registry's letter, and later answers that supplement, replace, second or withdraw."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from consultations import receipt_letter
from consultations.actions import answers
from consultations.models import Response
from rus_portal.notifications.models import Letter
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def invitation():
    return InvitationFactory(consultation=ConsultationFactory(last_day=date(2021, 6, 30)))


def send(invitation, **more):
    draft = answers.begin(invitation.consultation, invitation=invitation, **more)
    answers.save_fields(draft, {"overall.stance": "supports", "about.email": "eva@kommun.example"})
    return answers.send(draft)


def test_the_registry_is_told_of_an_answer_in_its_organisations_name(invitation):
    response = send(invitation)

    letter = Letter.objects.get(kind="registry_receipt")
    assert letter.recipient == invitation.organisation.registry_email
    assert Letter.objects.get(kind="receipt").recipient == "eva@kommun.example"
    assert receipt_letter.disown_link(response) in letter.text
    assert receipt_letter.disown_link(response) in letter.html
    assert mail.outbox == []


def test_a_registry_that_sends_itself_gets_the_plain_receipt_alone(invitation):
    invitation.organisation.registry_email = "Eva@Kommun.example"
    invitation.organisation.save()
    send(invitation)

    assert [letter.kind for letter in Letter.objects.filter(kind__contains="receipt")] == ["receipt"]


@pytest.fixture
def disowning(invitation):
    response = send(invitation)
    return response, receipt_letter.disown_link(response).removeprefix("http://").partition("/")[2]


def test_not_from_us_flags_the_answer_and_deletes_nothing(client, disowning, logged_in):
    response, link = disowning
    page = client.get(f"/{link}")
    before = Response.objects.disowned().count()
    client.post(f"/{link}", {"name": "Registrator Ros", "reason": "Okänd avsändare."})
    client.post(f"/{link}", {"name": "Registrator Ros"})

    place = [response.consultation.year, response.consultation.slug]
    official = logged_in(OfficialFactory())
    listed = official.get(reverse("consultations:workspace_responses", args=place), {"visa": "bestridda"})
    shown = official.get(reverse("consultations:workspace_response", args=[*place, response.receipt_number]))
    assert (page.status_code, before, list(Response.objects.disowned())) == (200, 0, [response])
    assert [event.reason for event in response.events.filter(transition="disown")] == [
        "Registrator Ros: Okänd avsändare."
    ]
    assert list(listed.context["page"]) == [response]
    assert "Okänd avsändare." in shown.content.decode()
    assert Response.objects.standing().get() == response
    assert Letter.objects.get(kind="response_disowned").recipient == response.consultation.contact_email


def test_who_says_so_must_be_named(client, disowning):
    _response, link = disowning

    page = client.post(f"/{link}", {"name": " ", "reason": "Fel."})

    assert (page.status_code, page.context["reason"], Response.objects.disowned().count()) == (422, "Fel.", 0)


def test_a_made_up_link_leads_nowhere(client, disowning):
    response, _link = disowning

    for key in (str(response.pk), f"{response.pk}.abc", "x"):
        assert client.get(reverse("consultations:disown", args=[key])).status_code == 404
