"""What follows an answer: the registry's letter, and later answers that supplement, replace, second or withdraw."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from consultations import canonical, leading, receipt_letter, verification
from consultations.actions import answers, seconding
from consultations.models import CompilationVersion, Consultation, Draft, LinkKind, Response
from consultations.workflow import RoundState
from rus_portal.accounts.roles import Role
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


def publish(response):
    Response.objects.filter(pk=response.pk).update(state="published")


def other(invitation, **values):
    """Another body's answer in the same round, not yet sent."""
    draft = answers.begin(invitation.consultation, invitation=InvitationFactory(consultation=invitation.consultation))
    answers.save_fields(draft, values)
    return draft


def test_seconding_a_published_answer_is_an_answer_and_stands_both_ways(client, invitation, logged_in):
    first = send(invitation)
    publish(first)
    draft = other(invitation)
    assert seconding.add(draft, first.receipt_number, by=None)
    second = answers.send(draft)

    place = [first.consultation.year, first.consultation.slug]
    page = client.get(reverse("consultations:published_answer", args=[*place, first.receipt_number]))
    official = logged_in(OfficialFactory())
    shown = [
        official.get(reverse("consultations:workspace_response", args=[*place, one.receipt_number])).content.decode()
        for one in (first, second)
    ]
    assert list(second.links_back.values_list("kind", "earlier")) == [(LinkKind.SECONDS, first.pk)]
    assert page.context["seconding"].count == 1
    assert list(page.context["later"]) == []
    assert (str(second.organisation) in shown[0], str(first.organisation) in shown[1]) == (True, True)
    assert set(Response.objects.standing()) == {first, second}
    assert first.receipt_number in canonical.canonical(second, canonical.parts_of(second)).decode()
    assert list(verification.check()) == []


def test_what_is_not_published_cannot_be_seconded(invitation):
    first = send(invitation)
    draft = other(invitation, **{"overall.stance": "supports"})

    assert not seconding.add(draft, first.receipt_number, by=None)
    answers.save_fields(draft, {"overall.seconds": f'["{first.receipt_number}", 7, "{"9" * 40}"]'})
    assert not answers.send(draft).links_back.exists()


def test_from_the_published_page_into_a_new_answer(client, invitation):
    first = send(invitation)
    publish(first)
    place = [first.consultation.year, first.consultation.slug]
    page = reverse("consultations:second", args=[*place, first.receipt_number])
    shown = client.get(page)
    start = client.post(page)["Location"]
    begun = client.post(start, {"who": "organisation", "instammer": first.receipt_number})
    whole = client.get(reverse("consultations:answer_part", args=[*place, "helheten"]))
    again = client.post(page)

    draft = Draft.objects.unsent().get()
    assert (shown.status_code, client.get(start).status_code, begun.status_code) == (200, 200, 302)
    assert draft.fields.get(name="overall.seconds").value == f'["{first.receipt_number}"]'
    assert first.receipt_number in whole.content.decode()
    assert again["Location"].endswith("/helheten/")


def test_unticking_takes_the_seconding_away(client, invitation):
    first = send(invitation)
    publish(first)
    place = [first.consultation.year, first.consultation.slug]
    client.post(reverse("consultations:answer", args=place), {"who": "organisation", "instammer": first.receipt_number})
    draft = Draft.objects.unsent().get()

    client.post(
        reverse("consultations:answer_part", args=[*place, "helheten"]),
        {"draft": draft.pk, "version.overall.seconds": "1", "base.overall.seconds": f'["{first.receipt_number}"]'},
    )

    assert draft.fields.get(name="overall.seconds").value == ""


def follow(response, kind):
    """A draft that supplements or replaces the answer, begun before anything else happens."""
    draft = Draft.objects.create(
        consultation=response.consultation, organisation=response.organisation, follows=response, follows_as=kind
    )
    answers.save_fields(draft, {"about.kind": "organisation", "overall.stance": "opposes"})
    return draft


def test_of_two_replacements_at_once_the_second_replaces_the_first(invitation):
    first = send(invitation)
    drafts = [follow(first, "replaces"), follow(first, "replaces")]

    second, third = [answers.send(draft) for draft in drafts]

    assert (second.links_back.get().earlier, third.links_back.get().earlier) == (first, second)
    assert Response.objects.standing().get() == third
    assert [leading.leading(one) for one in (first, second, third)] == [third] * 3
    assert [leading.first(one) for one in (first, second, third)] == [first] * 3


def test_a_supplement_to_what_was_replaced_meanwhile_supplements_the_leading_one(invitation):
    first = send(invitation)
    late = follow(first, "supplements")
    second = answers.send(follow(first, "replaces"))

    supplement = answers.send(late)

    assert supplement.links_back.get().earlier == second
    assert set(Response.objects.standing()) == {second, supplement}


def test_a_supplement_to_what_was_taken_back_meanwhile_stands_by_itself(invitation):
    first = send(invitation)
    late = follow(first, "supplements")
    answers.withdraw(first)

    supplement = answers.send(late)

    assert not supplement.links_back.exists()
    assert Response.objects.standing().get() == supplement


def test_a_replacement_of_what_was_taken_back_meanwhile_is_kept_as_one(invitation):
    first = send(invitation)
    late = follow(first, "replaces")
    answers.withdraw(first)

    later = answers.send(late)

    assert later.links_back.get().earlier == first
    assert Response.objects.standing().get() == later


def test_what_is_replaced_cannot_be_taken_back_and_does_not_come_back(invitation):
    first = send(invitation)
    second = answers.send(follow(first, "replaces"))

    with pytest.raises(answers.ReplacedError):
        answers.withdraw(first)
    answers.withdraw(second)

    assert not Response.objects.standing().exists()


def test_taken_back_after_publication_it_stays_readable_and_says_so(client, invitation):
    response = send(invitation)
    publish(response)
    answers.withdraw(response)

    place = [response.consultation.year, response.consultation.slug, response.receipt_number]
    page = client.get(reverse("consultations:published_answer", args=place))

    assert page.status_code == 200
    assert [link.kind for link, _later in page.context["later"]] == ["withdraws"]


def test_an_old_page_leads_to_the_receipt_that_says_which_answer_leads(client, invitation):
    first = send(invitation)
    second = answers.send(follow(first, "replaces"))
    receipt = reverse("consultations:receipt", args=[first.receipt_number])
    client.get(receipt, {"nyckel": first.key})

    again = client.post(reverse("consultations:follow_up", args=[first.receipt_number]), {"kind": "replaces"})
    taking = client.get(reverse("consultations:withdraw", args=[first.receipt_number]))
    taken = client.post(reverse("consultations:withdraw", args=[first.receipt_number]), {})
    page = client.get(receipt)

    assert [one["Location"] for one in (again, taking, taken)] == [receipt] * 3
    assert (Draft.objects.unsent().exists(), leading.is_withdrawn(first)) == (False, False)
    assert page.context["leading"] == second
    assert reverse("consultations:follow_up", args=[first.receipt_number]) not in page.content.decode()


def test_a_registrar_lifts_the_flag_with_a_reason_and_it_can_be_said_again(client, disowning, logged_in):
    response, link = disowning
    client.post(f"/{link}", {"name": "Registrator Ek"})
    place = [response.consultation.year, response.consultation.slug, response.receipt_number]
    lift = reverse("consultations:workspace_lift_disowning", args=place)
    browser = logged_in(OfficialFactory(role=Role.REGISTRAR))

    refused = browser.post(lift, {"reason": " "})
    lifted = browser.post(lift, {"reason": "Kommundirektören ringde"}, follow=True)

    assert refused.status_code == 422
    assert 'id="id_lift_reason"' in refused.content.decode()
    assert "Kommundirektören ringde" in lifted.content.decode()
    assert list(Response.objects.disowned()) == []
    assert [event.transition for event in response.events.all()][-2:] == ["disown", "lift_disowning"]
    browser.post(lift, {"reason": "Igen"})
    assert response.events.filter(transition="lift_disowning").count() == 1
    client.post(f"/{link}", {"name": "Registrator Ek"})
    assert list(Response.objects.disowned()) == [response]


def test_who_may_not_register_lifts_no_flag(disowning, logged_in):
    response, _link = disowning
    place = [response.consultation.year, response.consultation.slug, response.receipt_number]

    answer = logged_in(OfficialFactory(role=Role.ANALYST)).post(
        reverse("consultations:workspace_lift_disowning", args=place), {"reason": "x"}
    )

    assert answer.status_code == 403


def test_the_receipt_says_what_holds_in_each_state_of_the_round(client, at):
    early = send(InvitationFactory(consultation=ConsultationFactory(last_day=date(2021, 6, 30))))
    consultation = early.consultation
    with at("2021-12-01 10:00"):
        late = send(InvitationFactory(consultation=consultation))
    with at("2021-11-01 10:00"):
        kept = {"signed_by": "Chefen", "texts": {}, "figures": {}}
        CompilationVersion.objects.create(consultation=consultation, number=1, **kept)

    def page(response):
        return client.get(
            reverse("consultations:receipt", args=[response.receipt_number]), {"nyckel": response.key}, follow=True
        )

    def knots(response):
        return page(response).content.decode().count('class="is-done"')

    done = {}
    for state in (RoundState.CLOSED, RoundState.PROCESSING, RoundState.COMPILED, RoundState.FINISHED):
        Consultation.objects.update(state=state)
        done[state] = (knots(early), knots(late))

    # It has come in; then it is read; then the compilation is published. What came too late gets no further.
    assert done == {"closed": (1, 1), "processing": (1, 1), "compiled": (2, 1), "finished": (3, 1)}
    assert [page(one).context["is_compiled_in"] for one in (early, late)] == [True, False]
