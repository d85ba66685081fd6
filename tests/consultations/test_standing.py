"""How a round stands: each number against a recount by hand, joint answers apart from own ones, words and reminders."""

import random
import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from consultations import standing
from consultations.models import (
    Extension,
    Invitation,
    InvitationState,
    Joining,
    LinkKind,
    Response,
    ResponseEvent,
    ResponseLink,
    SenderKind,
    Stance,
    Timeliness,
)
from consultations.standing import Where
from consultations.standing.figures import Figures
from consultations.workflow import JoiningState
from rus_portal import clock
from rus_portal.accounts.models import Category
from rus_portal.accounts.roles import Role
from rus_portal.notifications.models import Letter, PausedAddress
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    OfficialFactory,
    OrganisationFactory,
    ResponseFactory,
)

pytestmark = pytest.mark.django_db
LAST_DAY = date(2021, 6, 30)


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def consultation():
    return ConsultationFactory(slug="rus", last_day=LAST_DAY, version__sections=2)


def answer(invitation, **fields):
    return ResponseFactory(
        consultation=invitation.consultation,
        invitation=invitation,
        organisation=invitation.organisation,
        sender_kind=SenderKind.INVITED,
        **fields,
    )


def joint_answer(consultation, members):
    """A federation's answer in the name of these bodies."""
    response = Response.objects.create(
        consultation=consultation,
        organisation=OrganisationFactory(),
        sender_kind=SenderKind.ORGANISATION,
        draft_id=uuid.uuid4(),
        receipt_number=f"TEST-{uuid.uuid4().hex[:8]}",
        received_at=clock.now(),
        deadline_then=consultation.deadline.ends,
        timeliness=Timeliness.IN_TIME,
        hash="0" * 64,
    )
    response.joint_with.set([invitation.organisation for invitation in members])
    ResponseEvent.objects.create(response=response, transition="receive", at=response.received_at)
    return response


def letter(invitation, **fields):
    made = Letter.objects.create(
        recipient=invitation.contact_email,
        kind="invitation",
        about=f"invitation:{invitation.pk}",
        subject="Remiss",
        text="Hej",
        belongs_to=f"round:{invitation.consultation_id}",
        **fields,
    )
    Invitation.objects.filter(pk=invitation.pk).update(letter=made)
    return made


def extension(invitation, granted, day=date(2021, 8, 20)):
    decided = {} if granted is None else {"decided_at": clock.now()}
    last_day = {"last_day": day} if granted else {}
    return Extension.objects.create(
        invitation=invitation, asked_day=day, reason="Nämnden", granted=granted, **decided, **last_day
    )


def where(consultation):
    return {row.organisation.name: (row.state, row.words) for row in standing.rows(consultation)}


# --- scenario 9 -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("heard", "invited", "share"), [(5, 12, 42), (1, 8, 13), (0, 3, 0), (3, 3, 100), (299, 300, 99), (1, 300, 1)]
)
def test_a_share_is_rounded_but_some_are_never_all_nor_none(heard, invited, share):
    figures = Figures({"answered": heard, "joint": 0, "invited": invited})

    assert figures.share == share


def test_joint_and_own_answers_are_apart_and_each_municipality_counts_once(consultation):
    own, both, only_joint, silent = InvitationFactory.create_batch(4, consultation=consultation)
    answer(own)
    answer(both)
    joint_answer(consultation, [both, only_joint])

    cockpit = standing.cockpit(consultation)

    municipalities = cockpit.category[Category.MUNICIPALITY]
    assert (municipalities.invited, municipalities.answered, municipalities.joint, municipalities.silent) == (
        4,
        2,
        1,
        1,
    )
    assert (municipalities.heard, municipalities.share) == (3, 75)
    assert standing.others(consultation)["joint"] == 1
    assert silent.pk


def test_three_members_and_their_federation_are_three_of_three(consultation):
    members = InvitationFactory.create_batch(3, consultation=consultation)
    answer(members[0])
    joint_answer(consultation, members)

    figures = standing.cockpit(consultation).total

    assert (figures.answered, figures.joint, figures.heard, figures.share) == (1, 2, 3, 100)


def test_a_withdrawn_joint_answer_leaves_its_members_silent(consultation):
    member = InvitationFactory(consultation=consultation)
    ResponseLink.objects.create(earlier=joint_answer(consultation, [member]), kind=LinkKind.WITHDRAWS)

    assert standing.cockpit(consultation).total.silent == 1


# --- the recount ------------------------------------------------------------------------------------------------------
def muddled(consultation, size, chance):
    """Bodies in every mixture of states."""
    for number in range(size):
        invitation = InvitationFactory(
            consultation=consultation,
            organisation__category=chance.choice(Category.values[:4]),
            organisation__area=chance.choice(["Öbo", "Åby", "Zinkby", ""]),
            state=chance.choice([InvitationState.SENT] * 4 + [InvitationState.PLANNED, InvitationState.BOUNCED]),
            confirmed_at=chance.choice([None, clock.now()]),
        )
        match chance.randrange(5):
            case 0:
                letter(invitation)
            case 1:
                letter(invitation, sent_at=clock.now())
            case 2:
                letter(invitation, sent_at=clock.now(), bounced_at=clock.now())
            case 3:
                letter(invitation, failed_at=clock.now(), failure="550 no such user")
        for granted in chance.sample([None, True, False], chance.randrange(3)):
            extension(invitation, granted)
        for stance in chance.sample([Stance.SUPPORTS, Stance.DECLINES, Stance.OPPOSES], chance.randrange(3)):
            given = answer(invitation, stance=stance, received_at=clock.now() + timedelta(seconds=number))
            if chance.random() < 0.3:
                ResponseLink.objects.create(earlier=given, kind=LinkKind.WITHDRAWS)
    members = chance.sample(list(consultation.invitations.select_related("organisation")), size // 4)
    response = joint_answer(consultation, members)
    for number, member in enumerate(members):
        if state := chance.choice(["", *JoiningState.values]):
            said = {"answered_at": clock.now(), "number": f"TEST-{response.pk}-{number}"} if state != "asked" else {}
            Joining.objects.create(response=response, organisation=member.organisation, state=state, **said)


def naive(consultation):
    """{invitation id: the figures that count it}, asked of one row after the other in the plainest way."""
    standing_answers = [
        response
        for response in Response.objects.filter(consultation=consultation)
        if not ResponseLink.objects.filter(earlier=response, kind__in=["withdraws", "replaces"]).exists()
    ]
    named = {body.pk for response in standing_answers for body in response.joint_with.all()}
    said = {one.organisation_id: one.state for one in Joining.objects.filter(response__in=standing_answers)}
    joint = {pk for pk in named if said.get(pk) != JoiningState.DECLINED}
    words = {"asked": "joint_named", "joined": "joint_joined", "differs": "joint_differs", "declined": "joint_declined"}
    counted = {}
    for invitation in Invitation.objects.filter(consultation=consultation):
        names = {"invited"}
        if invitation.organisation_id in named:
            names.add(words[said.get(invitation.organisation_id, "asked")])
        own = [response for response in standing_answers if response.invitation_id == invitation.pk]
        if own:
            last = max(own, key=lambda response: (response.received_at, response.pk))
            names.add("declined" if last.stance == Stance.DECLINES else "answered")
        else:
            names.add("joint" if invitation.organisation_id in joint else "silent")
        sent = invitation.letter
        bounced = invitation.state == InvitationState.BOUNCED or bool(sent and (sent.bounced_at or sent.failed_at))
        if bounced:
            names.add("bounced")
        if invitation.state == InvitationState.SENT and not bounced and (sent is None or sent.sent_at):
            names.add("delivered")
        if invitation.confirmed_at:
            names.add("confirmed")
        decided = [one.granted for one in invitation.extensions.all()]
        if None in decided:
            names.add("asks")
        if True in decided:
            names.add("granted")
        if False in decided and True not in decided:
            names.add("refused")
        counted[invitation.pk] = names
    return counted


def test_every_number_is_what_a_naive_recount_gives_and_what_its_list_holds(consultation, logged_in):
    muddled(consultation, 40, random.Random(1))
    InvitationFactory()
    expected = naive(consultation)
    reader = logged_in(OfficialFactory())

    cockpit = standing.cockpit(consultation)

    bodies = {one.pk: one.organisation for one in Invitation.objects.select_related("organisation")}
    parts = [("", "", cockpit.total, lambda body: True)]
    parts += [("kategori", p.value, p.figures, lambda b, v=p.value: b.category == v) for p in cockpit.by_category]
    parts += [("omrade", p.value or "-", p.figures, lambda b, v=p.value: b.area == v) for p in cockpit.by_area]
    address = reverse("consultations:workspace_invited", args=[2021, "rus"])
    looked_at = {("", ""), ("kategori", cockpit.by_category[0].value), ("omrade", "-")}
    for parameter, value, figures, belongs in parts:
        for name in standing.FIGURES:
            wanted = {pk for pk, names in expected.items() if name in names and belongs(bodies[pk])}
            assert figures[name] == len(wanted), (parameter, value, name)
            if (parameter, value) not in looked_at:
                continue
            listed = reader.get(address, {"visa": name if name != "invited" else "", parameter or "x": value})
            assert {row.invitation.pk for row in listed.context["rows"]} == wanted, (parameter, value, name)
    assert [part.value for part in cockpit.by_area] == ["Zinkby", "Åby", "Öbo", ""]


def test_figures_of_rows_are_those_of_the_database(consultation):
    muddled(consultation, 20, random.Random(3))

    assert standing.Figures.of(standing.rows(consultation)) == standing.cockpit(consultation).total


def test_a_round_without_anybody_has_zeros(consultation, logged_in):
    cockpit = standing.cockpit(consultation)

    assert set(cockpit.total.values()) == {0}
    assert (cockpit.total.share, cockpit.by_category, cockpit.by_area) == (0, [], [])
    page = logged_in(OfficialFactory()).get(reverse("consultations:workspace_round", args=[2021, "rus"]))
    assert page.status_code == 200


# --- words ------------------------------------------------------------------------------------------------------------
def test_every_state_has_its_words(consultation, at):
    made = {name: InvitationFactory(consultation=consultation, organisation__name=name) for name in Where.values}
    answer(made["answered"])
    answer(made["declined"], stance=Stance.DECLINES)
    joint_answer(consultation, [made["joint"]])
    Invitation.objects.filter(pk=made["planned"].pk).update(state=InvitationState.PLANNED)
    letter(made["bounced"], failed_at=clock.now(), failure="550 5.1.1 no such user")
    PausedAddress.objects.pause(made["paused"].contact_email.upper(), reason="550")
    extension(made["asks"], None)
    extension(made["extended"], True)
    extension(made["refused"], False)
    letter(made["owed"])
    Invitation.objects.filter(pk=made["received"].pk).update(confirmed_at=clock.now())
    letter(made["sent"], sent_at=clock.now())

    states = {name: state for name, (state, _words) in where(consultation).items()}

    late = "no_answer"
    assert states == {name: "sent" for name in Where.values} | {name: name for name in Where.values if name != late}
    rows = {row.organisation.name: row for row in standing.rows(consultation)}
    assert rows["bounced"].why == "550 5.1.1 no such user"
    assert all("%" not in row.words for row in rows.values())
    with at("2021-07-01 00:00"):
        later = {name: state for name, (state, _words) in where(consultation).items()}
    assert {name for name, state in later.items() if state == late} == {late, "refused", "owed", "received", "sent"}
    with at("2021-08-21 00:00"):
        assert where(consultation)["extended"][0] == late


def test_there_is_no_word_for_having_begun():
    assert not {"started", "begun", "opened", "draft"} & set(Where.values)


# --- reminders and letters --------------------------------------------------------------------------------------------
def test_the_cockpit_names_who_is_reminded_next_and_when(consultation, swedish_time):
    for name in ["Öbo", "Åbo", "Zinkbo", *(f"Bo {n}" for n in range(8))]:
        InvitationFactory(consultation=consultation, organisation__name=name)
    answer(InvitationFactory(consultation=consultation, organisation__name="Har svarat"))
    paused = InvitationFactory(consultation=consultation, organisation__name="Pausad")
    PausedAddress.objects.pause(paused.contact_email, reason="550")
    longer = InvitationFactory(consultation=consultation, organisation__name="Anstånd")
    extension(longer, True)

    soonest, later = standing.reminders_ahead(consultation)

    assert soonest.at == swedish_time("2021-06-02 08:00")
    assert (soonest.names, soonest.unnamed) == ([f"Bo {n}" for n in range(8)], 3)
    assert later.invitations == [longer.pk]


def test_the_list_of_a_reminder_holds_those_who_get_it(consultation, logged_in):
    waiting = InvitationFactory(consultation=consultation)
    answer(InvitationFactory(consultation=consultation))
    address = reverse("consultations:workspace_invited", args=[2021, "rus"])

    response = logged_in(OfficialFactory()).get(address, {"paminns": "2021-06-02"})

    assert [row.invitation for row in response.context["rows"]] == [waiting]
    assert not logged_in(OfficialFactory()).get(address, {"paminns": "2021-06-03"}).context["rows"]


def test_last_letters_are_counted_by_kind_for_those_who_may_see_letters(consultation):
    first, second, third = InvitationFactory.create_batch(3, consultation=consultation)
    letter(first, sent_at=clock.now())
    letter(second)
    letter(third, failed_at=clock.now(), failure="550")
    letter(InvitationFactory())

    (row,) = standing.last_letters(consultation, OfficialFactory())

    assert (row["kind"], row["sent"], row["waiting"], row["returned"]) == ("invitation", 1, 1, 1)
    assert standing.last_letters(consultation, OfficialFactory(role=Role.POLITICIAN)) == []


# --- size -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [10, 70])
def test_cockpit_and_list_ask_the_same_number_of_questions_whatever_the_size(
    size, consultation, logged_in, django_assert_num_queries
):
    for number, invitation in enumerate(InvitationFactory.create_batch(size, consultation=consultation)):
        letter(invitation, sent_at=clock.now())
        if number % 2:
            answer(invitation)
    reader = logged_in(OfficialFactory())

    with django_assert_num_queries(14):
        reader.get(reverse("consultations:workspace_round", args=[2021, "rus"]))
    with django_assert_num_queries(8):
        reader.get(reverse("consultations:workspace_invited", args=[2021, "rus"]))


def test_the_list_is_in_swedish_order_and_has_pages(consultation, logged_in):
    for name in ["Öland", "Åhus", "Ängelholm", "Zeta", "Örebro"]:
        InvitationFactory(consultation=consultation, organisation__name=name)
    InvitationFactory.create_batch(50, consultation=consultation)
    address = reverse("consultations:workspace_invited", args=[2021, "rus"])
    reader = logged_in(OfficialFactory())

    last = reader.get(address, {"sida": "2"})

    names = [row.organisation.name for row in last.context["rows"]]
    assert names == ["Zeta", "Åhus", "Ängelholm", "Öland", "Örebro"]
    assert reader.get(address, {"sida": "3"}).status_code == 404


def test_filters_of_the_list_ignore_what_makes_no_sense(consultation, logged_in):
    invitation = InvitationFactory(consultation=consultation, organisation__name="Exempelby", organisation__area="Öst")
    InvitationFactory(consultation=consultation, organisation__category="business")
    address = reverse("consultations:workspace_invited", args=[2021, "rus"])
    reader = logged_in(OfficialFactory())

    def listed(**query):
        return [row.invitation for row in reader.get(address, query).context["rows"]]

    assert listed(q="exempelBY") == [invitation]
    assert listed(omrade="Öst", kategori="municipality") == [invitation]
    assert len(listed(visa="drop table", kategori="x", omrade="finns inte", paminns="igår")) == 2
    assert len(listed(q="%00\x00", visa="planned")) == 0
