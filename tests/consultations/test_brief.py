"""No comments, or declines: one page, one button, one answer."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from consultations import notifications, standing
from consultations.actions import answers, brief
from consultations.models import Draft, Invitation, Response, Stance
from rus_portal.accounts.models import MemberRole
from rus_portal.notifications.models import Letter
from tests.factories import InvitationFactory, MembershipFactory

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def invitation():
    return InvitationFactory()


def _address(invitation, kind="avstar"):
    consultation = invitation.consultation
    return reverse("consultations:brief", args=[consultation.year, consultation.slug, invitation.pk, kind])


@pytest.fixture
def come(client, invitation):
    """Follow the link of the letter: come("avstar")."""

    def follow(kind="avstar"):
        consultation = invitation.consultation
        link = reverse("consultations:brief_link", args=[consultation.year, consultation.slug, kind])
        return client.get(link, {"inbjudan": invitation.key})

    return follow


@pytest.mark.parametrize(
    ("kind", "stance", "heard"),
    [("inga-synpunkter", Stance.NO_COMMENTS, "answered"), ("avstar", Stance.DECLINES, "declined")],
)
def test_one_click_is_a_whole_answer_with_receipt(client, come, invitation, kind, stance, heard):
    page = client.get(come(kind)["Location"])
    answer = client.post(_address(invitation, kind), {"name": "Eva Ek", "email": "eva@kommun.example"})

    response = Response.objects.get()
    figures = standing.cockpit(invitation.consultation).total
    assert page.status_code == 200
    assert answer["Location"] == reverse("consultations:receipt", args=[response.receipt_number])
    assert client.get(answer["Location"]).status_code == 200
    assert (response.stance, response.signed_by, response.invitation) == (stance, "Eva Ek", invitation)
    assert figures[heard] == 1
    assert "eva@kommun.example" in Letter.objects.filter(kind="receipt").values_list("recipient", flat=True)


def test_the_link_alone_sends_nothing(client, come, invitation):
    client.get(come()["Location"])

    assert (Response.objects.count(), Draft.objects.count()) == (0, 0)


def test_a_second_click_makes_no_second_answer(client, come, invitation):
    come()
    client.post(_address(invitation), {"name": "Eva Ek"})

    second = client.post(_address(invitation), {"name": "Eva Ek"})

    assert (second.status_code, Response.objects.count()) == (409, 1)
    assert Response.objects.get().receipt_number in second.content.decode()


@pytest.mark.parametrize(
    ("data", "field"), [({"name": " "}, "id_name"), ({"name": "Eva", "email": "eva@"}, "id_email")]
)
def test_bad_input_is_said_beside_the_field_and_kept(client, come, invitation, data, field):
    come()

    page = client.post(_address(invitation), data)

    assert (page.status_code, Response.objects.count()) == (422, 0)
    assert list(page.context["wrong"]) == [field]
    assert (page.context["name"], page.context["email"]) == (data["name"], data.get("email", invitation.contact_email))


def test_what_somebody_has_begun_is_neither_sent_nor_passed_by(client, come, invitation):
    draft = answers.begin(invitation.consultation, invitation=invitation)
    answers.save_fields(draft, {"overall.summary": "Ett hemligt utkast."})
    come()

    page = client.post(_address(invitation), {"name": "Eva Ek"})

    assert (page.status_code, Response.objects.count()) == (409, 0)
    assert "Ett hemligt utkast" not in page.content.decode()
    assert draft.fields.get(name="overall.summary").value == "Ett hemligt utkast."


def test_an_organisation_with_signatories_sends_by_them_alone(client, come, invitation, logged_in):
    organisation = invitation.organisation
    organisation.requires_signatory = True
    organisation.save()
    signatory = MembershipFactory(organisation=organisation, role=MemberRole.SIGNATORY).user
    come()

    refused = client.post(_address(invitation), {"name": "Vem som helst"})
    logged_in(signatory)
    come()
    sent = client.post(_address(invitation), {"name": str(signatory)})

    assert (refused.status_code, str(signatory) in refused.content.decode()) == (403, True)
    assert (sent.status_code, Response.objects.get().sent_by) == (302, signatory)


def test_strangers_find_no_such_page(client, invitation):
    assert client.get(_address(invitation)).status_code == 404
    assert client.post(_address(invitation), {"name": "Eva"}).status_code == 404


def test_the_letter_leads_there(invitation):
    letter = notifications.invitation(Invitation.objects.get(pk=invitation.pk))

    for kind in ("inga-synpunkter", "avstar"):
        assert f"/svara/kort/{kind}/?inbjudan={invitation.key}" in letter.text
        assert f"/svara/kort/{kind}/?inbjudan={invitation.key}" in letter.html


def test_other_stances_are_not_said_in_one_click(invitation):
    with pytest.raises(ValueError, match="one click"):
        brief.answer_briefly(invitation, Stance.OPPOSES, by=NOBODY, name="Eva")
