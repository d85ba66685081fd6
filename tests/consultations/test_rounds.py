from datetime import date

import pytest
from django.utils.translation import override

from consultations import checks
from consultations.actions import rounds
from consultations.models import Consultation, ConsultationEvent, Extension, Invitation, InvitationState
from consultations.workflow import ROUND_STEPS, RoundState, RoundTransition
from rus_portal import clock
from rus_portal.accounts.models import Category, Organisation
from rus_portal.notifications.models import Letter
from rus_portal.workflow import TransitionNotAllowedError
from strategy.models import Version
from strategy.workflow import State
from tests.factories import (
    ConsultationFactory,
    DocumentFactory,
    InvitationFactory,
    OfficialFactory,
    OrganisationFactory,
    ResponseFactory,
    ready_to_open,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def leader():
    return OfficialFactory()


@pytest.fixture
def english():
    with override("en"):
        yield


def planned(**fields):
    defaults = {"state": RoundState.PLANNED, "version__state": State.FROZEN, "last_day": date(2021, 6, 30)}
    return ready_to_open(ConsultationFactory(**defaults | fields))


def letters(kind=None):
    found = Letter.objects.filter(kind=kind) if kind else Letter.objects.all()
    return sorted(found.values_list("kind", "recipient"))


def test_open_round_sends_the_version_out_with_a_letter_to_each(leader):
    consultation = planned()
    invitations = InvitationFactory.create_batch(3, consultation=consultation, state=InvitationState.PLANNED)

    rounds.open_round(consultation, by=leader)

    consultation.refresh_from_db()
    assert (consultation.state, consultation.version.state) == (RoundState.OPEN, State.ON_CONSULTATION)
    assert consultation.opens_at == clock.now()
    assert letters() == sorted(("invitation", one.contact_email) for one in invitations)
    assert set(Invitation.objects.values_list("state", "sent_at")) == {("sent", clock.now())}


def test_the_invitation_holds_the_body_s_own_link(leader, settings):
    consultation = planned(slug="rus")
    invitation = InvitationFactory(consultation=consultation, state=InvitationState.PLANNED)

    rounds.open_round(consultation, by=leader)

    letter = Letter.objects.get()
    link = f"{settings.PORTAL_URL}/remisser/2021/rus/svara/?inbjudan={invitation.key}"
    assert link in letter.text.splitlines()
    assert f'href="{link}"' in letter.html
    assert (letter.about, letter.deadline) == (f"invitation:{invitation.pk}", consultation.deadline.ends)


def test_letters_are_swedish_and_unescaped_whatever_the_official_reads(leader):
    consultation = planned(title="Service & platser <2021>")
    InvitationFactory(consultation=consultation, state=InvitationState.PLANNED)

    with override("en"):
        rounds.open_round(consultation, by=leader)

    letter = Letter.objects.get()
    assert letter.language == "sv"
    assert "onsdag 30 juni 2021" in letter.text
    assert "Service & platser <2021>" in letter.text
    assert "Service &amp; platser &lt;2021&gt;" in letter.html


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"version__state": State.ON_CONSULTATION}, "sent out or abandoned before"),
        ({"letter": []}, "cover letter is missing"),
        ({"registry_number": ""}, "registry number is missing"),
        ({"contact_name": ""}, "contact person and address are missing"),
        ({"contact_email": ""}, "contact person and address are missing"),
        ({"personal_data": ""}, "personal data is missing"),
        ({"last_day": date(2021, 5, 11)}, "lies before the opening"),
    ],
)
def test_open_round_refuses_naming_what_is_missing(fields, words, leader, english):
    consultation = planned(**fields)
    InvitationFactory(consultation=consultation, state=InvitationState.PLANNED)

    with pytest.raises(rounds.RoundNotReadyError) as refusal:
        rounds.open_round(consultation, by=leader)

    (problem,) = refusal.value.problems
    assert words in problem
    consultation.refresh_from_db()
    assert (consultation.state, Letter.objects.count()) == (RoundState.PLANNED, 0)


def test_open_round_refuses_an_unsealed_version(leader, english):
    unsealed = Version.objects.create(document=DocumentFactory(), number=1, label="Utkast", title="Strategi")
    consultation = planned()
    Consultation.objects.filter(pk=consultation.pk).update(version=unsealed)
    consultation.refresh_from_db()
    InvitationFactory(consultation=consultation, state=InvitationState.PLANNED)

    with pytest.raises(rounds.RoundNotReadyError) as refusal:
        rounds.open_round(consultation, by=leader)

    assert refusal.value.problems == ["The version is not frozen: freeze it, so that it has a checksum."]


def test_open_round_names_all_problems_at_once(leader):
    consultation = planned(letter=[], registry_number="")

    with pytest.raises(rounds.RoundNotReadyError) as refusal:
        rounds.open_round(consultation, by=leader)

    assert len(refusal.value.problems) == 3


def test_open_round_twice_opens_once(leader):
    consultation = planned()
    InvitationFactory(consultation=consultation, state=InvitationState.PLANNED)
    other_tab = Consultation.objects.get(pk=consultation.pk)
    rounds.open_round(consultation, by=leader)

    with pytest.raises(TransitionNotAllowedError):
        rounds.open_round(other_tab, by=leader)

    assert len(letters()) == 1
    assert consultation.events.count() == 1


def test_coverage_gaps_name_the_groups_without_invited():
    consultation = planned()
    for category in (Category.MUNICIPALITY, Category.ACADEMIA):
        InvitationFactory(consultation=consultation, organisation__category=category)

    assert checks.gaps(consultation) == [
        Category.STATE_AGENCY,
        Category.BUSINESS,
        Category.CIVIL_SOCIETY,
        Category.YOUTH,
    ]


def test_invite_to_a_planned_round_sends_nothing_yet(leader):
    invitation = rounds.invite(
        planned(), OrganisationFactory(), contact_name="Registrator", contact_email="reg@kommun.example", by=leader
    )

    assert (invitation.state, letters()) == (InvitationState.PLANNED, [])


def test_invite_to_an_open_round_sends_at_once(leader):
    consultation = ConsultationFactory()
    new = rounds.NewOrganisation("Ny kommun", Category.MUNICIPALITY, "2321000081", "reg@ny.example")

    invitation = rounds.invite(consultation, new, contact_name="", contact_email="reg@ny.example", by=leader)

    assert (invitation.state, letters()) == (InvitationState.SENT, [("invitation", "reg@ny.example")])
    assert Organisation.objects.get(name="Ny kommun").number == "232100-0081"


def test_invite_twice_is_refused(leader):
    invitation = InvitationFactory()

    with pytest.raises(rounds.AlreadyInvitedError):
        rounds.invite(
            invitation.consultation, invitation.organisation, contact_name="", contact_email="a@b.example", by=leader
        )

    assert Invitation.objects.get().contact_email == invitation.contact_email


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.PROCESSING, RoundState.WITHDRAWN])
def test_nobody_is_invited_to_a_round_that_is_over(state, leader):
    with pytest.raises(TransitionNotAllowedError):
        rounds.invite(
            ConsultationFactory(state=state),
            OrganisationFactory(),
            contact_name="",
            contact_email="a@b.example",
            by=leader,
        )


def test_correct_contact_sends_the_letter_to_the_right_address(leader):
    invitation = InvitationFactory(state=InvitationState.BOUNCED)

    rounds.correct_contact(invitation, contact_name="Diariet", contact_email="ratt@kommun.example", by=leader)

    invitation.refresh_from_db()
    assert (invitation.state, letters()) == (InvitationState.SENT, [("invitation", "ratt@kommun.example")])


def test_close_round_waits_for_the_last_day_to_end(leader, at):
    consultation = ConsultationFactory(last_day=date(2021, 6, 30))

    with at("2021-06-30 23:59:59"), pytest.raises(rounds.RoundNotReadyError):
        rounds.close_round(consultation, by=leader)
    with at("2021-07-01 00:00"):
        rounds.close_round(consultation, by=leader)

    consultation.refresh_from_db()
    assert consultation.state == RoundState.CLOSED


def test_begin_processing_lets_the_version_be_reworked(leader):
    consultation = ConsultationFactory(state=RoundState.CLOSED)

    rounds.begin_processing(consultation, by=leader)

    consultation.refresh_from_db()
    assert (consultation.state, consultation.version.state) == (RoundState.PROCESSING, State.REWORKED)


def test_withdraw_round_tells_all_who_were_invited_and_stops_the_rest(leader):
    invitation = InvitationFactory()
    InvitationFactory(consultation=invitation.consultation, state=InvitationState.PLANNED)

    rounds.withdraw_round(invitation.consultation, reason="Pandemin", by=leader)

    assert letters() == [("withdrawn", invitation.contact_email)]
    assert "Pandemin" in Letter.objects.get().text


def test_withdraw_round_wants_a_reason(leader):
    with pytest.raises(rounds.RoundNotReadyError):
        rounds.withdraw_round(ConsultationFactory(), reason=" ", by=leader)


@pytest.mark.parametrize("state", RoundState)
@pytest.mark.parametrize("transition", RoundTransition)
def test_advance_follows_the_table(state, transition, leader):
    consultation = ConsultationFactory(state=state)
    step = ROUND_STEPS[transition]
    allowed = state in step.sources

    if allowed:
        consultation.advance(transition, by=leader)
    else:
        with pytest.raises(TransitionNotAllowedError):
            consultation.advance(transition, by=leader)

    consultation.refresh_from_db()
    assert consultation.state == (step.target if allowed else state)
    assert consultation.events.count() == allowed


def test_move_deadline_keeps_the_old_day_and_the_reason(leader):
    consultation = ConsultationFactory(last_day=date(2021, 6, 30))

    rounds.move_deadline(consultation, date(2021, 7, 14), reason="Driftstopp", by=leader)

    consultation.refresh_from_db()
    event = consultation.events.get()
    assert consultation.last_day == date(2021, 7, 14)
    assert (event.transition, event.last_day_before, event.reason, event.by) == (
        ConsultationEvent.MOVE_DEADLINE,
        date(2021, 6, 30),
        "Driftstopp",
        leader,
    )


def test_move_deadline_tells_those_who_have_not_answered(leader):
    consultation = ConsultationFactory(last_day=date(2021, 6, 30))
    waiting, answered, unsent = InvitationFactory.create_batch(3, consultation=consultation)
    Invitation.objects.filter(pk=unsent.pk).update(state=InvitationState.PLANNED)
    ResponseFactory(
        consultation=consultation,
        invitation=answered,
        organisation=answered.organisation,
        sender_kind="invited",
    )

    rounds.move_deadline(consultation, date(2021, 7, 14), reason="Driftstopp", by=leader)

    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient) == ("moved_deadline", waiting.contact_email)
    text = letter.text
    assert text.index("onsdag 14 juli 2021") < text.index("onsdag 30 juni 2021") < text.index("Driftstopp")


def test_move_deadline_says_that_a_longer_extension_still_holds(leader):
    invitation = InvitationFactory(consultation__last_day=date(2021, 6, 30))
    Extension.objects.create(
        invitation=invitation,
        asked_day=date(2021, 8, 20),
        reason="Nämnden",
        granted=True,
        last_day=date(2021, 8, 20),
        decided_at=clock.now(),
    )

    rounds.move_deadline(invitation.consultation, date(2021, 7, 14), reason="Driftstopp", by=leader)

    assert "fredag 20 augusti 2021" in Letter.objects.get().text


@pytest.mark.parametrize(
    ("day", "reason"), [(date(2021, 7, 14), "  "), (date(2021, 5, 11), "Fel"), (date(2021, 6, 30), "Samma")]
)
def test_move_deadline_refuses(day, reason, leader):
    consultation = ConsultationFactory(last_day=date(2021, 6, 30))

    with pytest.raises(rounds.DeadlineNotMovedError):
        rounds.move_deadline(consultation, day, reason=reason, by=leader)

    consultation.refresh_from_db()
    assert (consultation.last_day, consultation.events.count()) == (date(2021, 6, 30), 0)


def test_two_who_move_the_deadline_at_once_move_it_once(leader):
    consultation = ConsultationFactory(last_day=date(2021, 6, 30))
    other_tab = Consultation.objects.get(pk=consultation.pk)
    rounds.move_deadline(consultation, date(2021, 7, 14), reason="Driftstopp", by=leader)

    with pytest.raises(TransitionNotAllowedError):
        rounds.move_deadline(other_tab, date(2021, 7, 7), reason="Driftstopp", by=leader)

    assert Consultation.objects.get().last_day == date(2021, 7, 14)


def ask(invitation, day=date(2021, 8, 20)):
    return rounds.ask_extension(invitation, asked_day=day, reason="Nämnden möts i augusti")


def test_ask_extension_tells_the_region_s_contact():
    invitation = InvitationFactory(consultation__last_day=date(2021, 6, 30))

    extension = ask(invitation)

    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient) == ("extension_asked", "rus@region.example")
    assert (letter.about, "Nämnden möts i augusti" in letter.text) == (f"extension:{extension.pk}", True)
    assert invitation.key not in letter.text + letter.html


@pytest.mark.parametrize("day", [date(2021, 6, 30), date(2021, 6, 1)])
def test_ask_extension_wants_a_later_day(day):
    with pytest.raises(rounds.ExtensionNotAllowedError):
        ask(InvitationFactory(consultation__last_day=date(2021, 6, 30)), day)


def test_ask_extension_twice_is_one_request():
    invitation = InvitationFactory(consultation__last_day=date(2021, 6, 30))
    ask(invitation)

    with pytest.raises(rounds.ExtensionNotAllowedError):
        ask(invitation)

    assert Extension.objects.count() == 1


def test_grant_extension_moves_the_own_deadline_and_tells_the_body(leader):
    invitation = InvitationFactory(consultation__last_day=date(2021, 6, 30))
    extension = ask(invitation)

    rounds.grant_extension(extension, last_day=date(2021, 8, 13), by=leader)

    letter = Letter.objects.get(kind="extension_decision")
    assert Invitation.objects.get().deadline.last_day == date(2021, 8, 13)
    assert (letter.recipient, "fredag 13 augusti 2021" in letter.subject) == (invitation.contact_email, True)
    extension.refresh_from_db()
    assert (extension.granted, extension.decided_by, extension.decided_at) == (True, leader, clock.now())


def test_refuse_extension_leaves_the_deadline(leader):
    invitation = InvitationFactory(consultation__last_day=date(2021, 6, 30))

    rounds.refuse_extension(ask(invitation), reason=" Beslutet fattas i juli. ", by=leader)

    letter = Letter.objects.get(kind="extension_decision")
    assert Invitation.objects.get().deadline.last_day == date(2021, 6, 30)
    assert "onsdag 30 juni 2021" in letter.subject
    assert all("Beslutet fattas i juli." in body for body in (letter.text, letter.html))


def test_an_extension_is_not_refused_without_a_reason(leader):
    extension = ask(InvitationFactory(consultation__last_day=date(2021, 6, 30)))

    with pytest.raises(rounds.ExtensionNotAllowedError):
        rounds.refuse_extension(extension, reason=" ", by=leader)

    assert Extension.objects.get().granted is None


def test_a_request_is_decided_once(leader):
    extension = ask(InvitationFactory(consultation__last_day=date(2021, 6, 30)))
    other_tab = Extension.objects.get()
    rounds.refuse_extension(extension, reason="Beslutet fattas i juli.", by=leader)

    with pytest.raises(rounds.ExtensionNotAllowedError):
        rounds.grant_extension(other_tab, last_day=date(2021, 8, 20), by=leader)

    assert Extension.objects.get().granted is False


def test_no_more_time_once_the_answers_are_compiled(leader):
    extension = ask(InvitationFactory(consultation__last_day=date(2021, 6, 30)))
    Consultation.objects.update(state=RoundState.COMPILED)

    with pytest.raises(rounds.ExtensionNotAllowedError):
        rounds.grant_extension(Extension.objects.get(), last_day=date(2021, 8, 20), by=leader)
    extension.refresh_from_db()

    assert extension.granted is None


@pytest.mark.parametrize("bodies", [3, 60])
def test_open_round_asks_the_same_number_of_questions_whatever_the_number_of_bodies(
    bodies, leader, django_assert_num_queries
):
    consultation = planned()
    InvitationFactory.create_batch(bodies, consultation=consultation, state=InvitationState.PLANNED)

    with django_assert_num_queries(25):
        rounds.open_round(consultation, by=leader)

    assert Letter.objects.count() == bodies
