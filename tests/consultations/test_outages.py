"""An outage in the last 72 hours proposes more time; the project leader answers with one click."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from consultations import outages, periodic
from consultations.actions import outages as decisions
from consultations.actions.refusals import RoundNotReadyError
from consultations.workflow import RoundState
from rus_portal.accounts.roles import Role
from rus_portal.notifications.models import Letter
from rus_portal.uptime.models import MINUTE, Pulse
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation():
    return ConsultationFactory(
        slug="rus", year=2021, last_day=date(2021, 6, 30), contact_email="registrator@region.example"
    )


@pytest.fixture
def outage(swedish_time):
    """The portal answers all the time, but for one stretch: outage("2021-06-29 10:00", "2021-06-29 12:00")."""

    def stop(began, ended, *, since="2021-06-27 00:00", until="2021-07-01 08:00"):
        first, end = swedish_time(since), swedish_time(until)
        minutes = [first + n * MINUTE for n in range(int((end - first) / MINUTE))]
        Pulse.objects.bulk_create(
            Pulse(minute=minute, answered=not swedish_time(began) <= minute < swedish_time(ended)) for minute in minutes
        )

    return stop


def address(consultation):
    return reverse("consultations:workspace_outage", args=[consultation.year, consultation.slug])


def test_an_outage_before_the_deadline_proposes_the_next_working_day(consultation, outage, at, swedish_time):
    outage("2021-06-29 10:00", "2021-06-29 12:00")

    with at("2021-06-29 12:10"):
        proposal = outages.proposal_for(consultation)

    assert (proposal.minutes, proposal.last_day, proposal.is_over) == (120, date(2021, 7, 1), True)
    with override("en"):
        assert "for 2 hours in the last three days" in proposal.reason
    # Of what began before the three days, only what lies in them counts.
    Pulse.objects.filter(minute__lt=swedish_time("2021-06-29 01:13")).delete()
    Pulse.objects.create(minute=swedish_time("2021-06-20 00:00"), answered=True)
    with at("2021-06-29 12:10"), override("en"):
        assert outages.proposal_for(consultation).lasted == "27 hours and 13 minutes"


def test_the_proposed_day_is_never_a_holiday(outage, at):
    consultation = ConsultationFactory(last_day=date(2021, 6, 24))
    outage("2021-06-23 10:00", "2021-06-23 12:00", since="2021-06-21 00:00", until="2021-06-23 13:00")

    with at("2021-06-23 12:10"):
        # Midsummer Eve, Saturday, Sunday.
        assert outages.proposal_for(consultation).last_day == date(2021, 6, 28)


def test_an_outage_earlier_than_72_hours_before_proposes_nothing(consultation, outage, at):
    outage("2021-06-27 10:00", "2021-06-27 12:00", since="2021-06-26 00:00")

    with at("2021-06-29 12:10"):
        assert outages.proposal_for(consultation) is None


def test_an_outage_over_midnight_is_proposed_after_the_deadline(consultation, outage, at):
    outage("2021-06-30 23:00", "2021-07-01 01:00")

    with at("2021-07-01 07:00"):
        proposal = outages.proposal_for(consultation)

    assert (proposal.minutes, proposal.last_day) == (120, date(2021, 7, 2))


def test_an_outage_that_goes_on_is_not_over(consultation, outage, at):
    outage("2021-06-29 10:00", "2021-07-01 08:00")

    with at("2021-06-29 11:00"):
        assert outages.proposal_for(consultation).is_over is False


@pytest.mark.parametrize("state", [state for state in RoundState if state != RoundState.OPEN])
def test_only_an_open_round_is_given_more_time(consultation, outage, at, state):
    type(consultation).objects.filter(pk=consultation.pk).update(state=state)
    consultation.refresh_from_db()
    outage("2021-06-29 10:00", "2021-06-29 12:00")

    with at("2021-06-29 12:10"):
        assert outages.proposal_for(consultation) is None


def test_one_click_moves_the_last_day_and_tells_all(consultation, outage, at, logged_in):
    invitation = InvitationFactory(consultation=consultation)
    outage("2021-06-29 10:00", "2021-06-29 12:00")

    with at("2021-06-29 12:10"):
        client = logged_in(OfficialFactory(role=Role.PROJECT_LEADER))
        page = client.get(reverse("consultations:workspace_round", args=[2021, "rus"])).content.decode()
        answer = client.post(address(consultation), {"decision": "accept", "reason": "Avbrott i två timmar."})
        again = client.post(address(consultation), {"decision": "accept", "reason": "Avbrott i två timmar."})

    consultation.refresh_from_db()
    letter = Letter.objects.get(kind="moved_deadline", recipient=invitation.contact_email)
    assert 'name="decision" value="accept"' in page
    assert (answer.status_code, again.status_code, consultation.last_day) == (302, 302, date(2021, 7, 1))
    assert "Avbrott i två timmar." in letter.text
    assert consultation.events.filter(transition="move_deadline").count() == 1


def test_dismissing_asks_for_a_reason_and_is_kept(consultation, outage, at, logged_in):
    outage("2021-06-29 10:00", "2021-06-29 12:00")

    with at("2021-06-29 12:10"):
        client = logged_in(OfficialFactory(role=Role.PROJECT_LEADER))
        refused = client.post(address(consultation), {"decision": "dismiss", "reason": " "})
        taken = client.post(address(consultation), {"decision": "dismiss", "reason": "Det var natt."})
        left = outages.proposal_for(consultation)

    event = consultation.events.get(transition="dismiss_outage")
    assert (refused.status_code, taken.status_code, left, event.reason) == (422, 302, None, "Det var natt.")


def test_a_second_outage_after_the_decision_is_proposed_anew(consultation, outage, at):
    outage("2021-06-29 10:00", "2021-06-29 12:00")
    with at("2021-06-29 12:10"):
        decisions.dismiss_proposal(consultation, reason="Det var kort.", by=OfficialFactory())
    Pulse.objects.filter(minute__hour__in=[15, 16], minute__day=29).delete()

    with at("2021-06-29 22:00"):
        proposal = outages.proposal_for(consultation)

    assert proposal.minutes == 120


def test_dismissing_without_reason_is_refused(consultation):
    with pytest.raises(RoundNotReadyError):
        decisions.dismiss_proposal(consultation, reason="", by=OfficialFactory())


def test_the_contact_is_told_once_for_each_outage(consultation, outage, at):
    outage("2021-06-29 10:00", "2021-06-29 12:00")

    with at("2021-06-29 12:10"):
        periodic.propose_after_outages()
        periodic.propose_after_outages()

    letter = Letter.objects.get(kind="outage_proposal")
    assert letter.recipient == "registrator@region.example"
    assert "torsdag 1 juli 2021" in letter.text


def test_nobody_is_told_while_the_outage_goes_on(consultation, outage, at):
    outage("2021-06-29 10:00", "2021-07-01 08:00")

    with at("2021-06-29 11:00"):
        periodic.propose_after_outages()

    assert not Letter.objects.exists()


def test_officials_without_the_right_see_it_and_cannot_answer(consultation, outage, at, logged_in):
    outage("2021-06-29 10:00", "2021-06-29 12:00")

    with at("2021-06-29 12:10"):
        client = logged_in(OfficialFactory(role=Role.ANALYST))
        page = client.get(reverse("consultations:workspace_round", args=[2021, "rus"])).content.decode()
        answer = client.post(address(consultation), {"decision": "accept"})

    assert 'id="avbrott"' in page
    assert 'name="decision" value="accept"' not in page
    assert answer.status_code == 403


def test_a_round_without_outage_shows_no_proposal(consultation, at, logged_in):
    with at("2021-06-29 12:10"):
        client = logged_in(OfficialFactory(role=Role.PROJECT_LEADER))
        page = client.get(reverse("consultations:workspace_round", args=[2021, "rus"])).content.decode()
        rounds_left = client.post(address(consultation), {"decision": "accept"})

    consultation.refresh_from_db()
    assert 'id="avbrott"' not in page
    assert (rounds_left.status_code, consultation.last_day) == (302, date(2021, 6, 30))


def test_an_unknown_decision_is_not_found(consultation, logged_in):
    client = logged_in(OfficialFactory(role=Role.PROJECT_LEADER))

    assert client.post(address(consultation), {"decision": "maybe"}).status_code == 404
