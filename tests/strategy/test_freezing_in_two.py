"""One person asks for a freeze, another confirms it; what happens when they meet, change the text, or go away."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from rus_portal.accounts.models import OfficialRole
from rus_portal.accounts.roles import Role
from rus_portal.notifications.models import Letter
from rus_portal.workflow import TransitionNotAllowedError
from strategy import actions, canonical, log, verification
from strategy.models import FreezeEvent, FreezeRequest, Section, Version, WrongPersonError
from strategy.workflow import BY_ANOTHER, BY_THE_ASKER, FREEZE_STEPS, FreezeState, FreezeStep, Transition
from tests.factories import EvidenceFactory, OfficialFactory, UserFactory
from tests.strategy.meeting import at_once
from tests.strategy.writing import body, section, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker():
    return OfficialFactory(role=Role.STRATEGIST)


@pytest.fixture
def leader():
    return OfficialFactory(role=Role.PROJECT_LEADER)


@pytest.fixture
def asked(asker):
    return ask(write(), asker)


def ask(document, by, label="Remissversion"):
    return actions.ask_freeze(document, label=label, reason="Inför remissen.", by=by)


def change(document, text="Något nytt."):
    goal = section(document, "Alla når service")
    facts = {"heading": goal.heading, "kind": goal.kind, "expected_revision": goal.revision}
    return actions.save_section(goal, body=body(text), by=None, **facts)


def to(name, request):
    return reverse(f"strategy:{name}", args=[request.document.slug, *([request.pk] if name != "freeze" else [])])


def test_another_person_confirms_and_both_stand_by_the_version(asked, asker, leader):
    version = actions.confirm_freeze(asked, by=leader)

    asked.refresh_from_db()
    assert (version.asked_by, version.frozen_by, version.reason) == (asker, leader, "Inför remissen.")
    assert (asked.state, asked.version, asked.decided_by) == (FreezeState.CONFIRMED, version, leader)
    assert canonical.digest_of_meant(version) == asked.digest
    assert list(verification.check()) == []
    assert list(asked.events.values_list("transition", "by__email", "reason")) == [
        ("ask", asker.email, "Inför remissen."),
        ("confirm", leader.email, ""),
    ]


def test_the_table_says_who_may_take_each_step():
    assert set(FREEZE_STEPS) == set(FreezeStep) - {FreezeStep.ASK}
    assert ({FreezeStep.CONFIRM, FreezeStep.REFUSE}, {FreezeStep.WITHDRAW}) == (BY_ANOTHER, BY_THE_ASKER)
    assert all(step.sources == {FreezeState.ASKED} for step in FREEZE_STEPS.values())


def test_nobody_confirms_what_one_has_asked_for(asked, leader, logged_in):
    own = ask(write(), leader)

    with pytest.raises(WrongPersonError):
        actions.confirm_freeze(own, by=leader)
    with pytest.raises(WrongPersonError):
        own.advance(FreezeStep.CONFIRM, by=leader)
    with pytest.raises(WrongPersonError):
        actions.refuse_freeze(own, reason="Nej.", by=leader)
    with pytest.raises(WrongPersonError):
        actions.withdraw_freeze(asked, by=leader)
    client = logged_in(leader)
    answers = [client.post(to(name, own)).status_code for name in ("confirm_freeze", "refuse_freeze")]
    assert [*answers, client.post(to("withdraw_freeze", asked)).status_code] == [403, 403, 403]
    assert Version.objects.count() == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE strategy_freezerequest SET decided_by_id = asked_by_id",
        "UPDATE strategy_freezerequest SET state = 'confirmed'",
        "UPDATE strategy_freezerequest SET state = 'refused'",
    ],
)
def test_the_database_knows_that_it_takes_two(asked, sql):
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_version_is_never_of_one_person_twice(asker):
    with pytest.raises(IntegrityError, match="version_takes_two_persons"):
        Version.objects.create(document=write(), number=1, label="Ett", title="T", asked_by=asker, frozen_by=asker)


def test_nothing_is_sealed_that_only_one_person_stands_for(leader):
    document = write()
    facts = {"document": document, "label": "Ett", "title": "T", "hash": "0" * 64, "frozen_by": leader}
    Version.objects.create(number=1, **facts)

    for sealing in (
        lambda: Version.objects.update(sealed=True),
        lambda: Version.objects.bulk_create([Version(number=2, sealed=True, **facts)]),
    ):
        with pytest.raises(IntegrityError, match="sealed by two persons"), transaction.atomic():
            sealing()


def test_there_is_no_action_that_freezes_without_the_other_person():
    assert [name for name in actions.__all__ if "freeze" in name] == [
        "ask_freeze",
        "confirm_freeze",
        "refuse_freeze",
        "withdraw_freeze",
    ]


KEPT = [
    "UPDATE strategy_freezerequest SET reason = 'Annat'",
    "UPDATE strategy_freezerequest SET answer = 'Annat'",
    "DELETE FROM strategy_freezerequest",
    "UPDATE strategy_freezeevent SET reason = 'Annat'",
    "DELETE FROM strategy_freezeevent",
    "UPDATE strategy_version SET asked_by_id = NULL",
    "UPDATE strategy_version SET coverage = '[1]'",
    "UPDATE strategy_principlerevision SET number = 9",
    "DELETE FROM strategy_principlerevision",
]


def test_what_has_been_answered_stays(asked, leader):
    actions.confirm_freeze(asked, by=leader)

    for sql in KEPT:
        with (
            pytest.raises(IntegrityError, match="frozen text is frozen"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    for again in (
        lambda: FreezeRequest.objects.update(label="Annat"),
        lambda: FreezeRequest.objects.all()._raw_delete("default"),
        lambda: FreezeEvent.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="frozen text is frozen"), transaction.atomic():
            again()


def test_a_changed_text_must_be_asked_for_anew(asked, leader, logged_in):
    change(asked.document)
    client = logged_in(leader)

    page = client.get(to("freeze", asked))
    answer = client.post(to("confirm_freeze", asked), follow=True)
    with pytest.raises(actions.TextChangedError):
        actions.confirm_freeze(asked, by=leader)
    anew = ask(asked.document, leader)

    asked.refresh_from_db()
    assert (page.context["is_outdated"], page.context["may_ask"]) == (True, True)
    assert to("confirm_freeze", asked) not in page.content.decode()
    assert 'role="alert"' in answer.content.decode() or "note-stop" in answer.content.decode()
    assert (asked.state, anew.state, Version.objects.count()) == (FreezeState.REPLACED, FreezeState.ASKED, 0)


@pytest.mark.parametrize("what", ["weighing", "evidence", "coverage"])
def test_the_checksum_is_of_all_that_is_frozen(asked, leader, what):
    document = asked.document
    goal = section(document, "Alla når service")
    if what == "weighing":
        cell = goal.assessments.first()
        actions.assess(goal, cell.principle, is_relevant=False, text="Ändrad.", by=None)
    elif what == "evidence":
        actions.link_evidence(EvidenceFactory(document=document), [goal], by=None)
    else:
        judge_goals(document, [goal])

    with pytest.raises(actions.TextChangedError):
        actions.confirm_freeze(asked, by=leader)


def judge_goals(document, sections):
    from strategy.requirements import BY_KEY  # noqa: PLC0415

    facts = {"sections": sections, "evidence": [], "note": "", "expected_revision": 0, "by": None}
    return actions.judge(document, BY_KEY["mal"], **facts)


def test_a_change_that_is_undone_is_no_change(asked, leader):
    goal = section(asked.document, "Alla når service")
    before = goal.body
    change(asked.document)
    actions.save_section(goal, heading=goal.heading, kind=goal.kind, body=before, expected_revision=2, by=None)

    version = actions.confirm_freeze(asked, by=leader)

    assert version.number == 1


def test_asking_twice_asks_once(asked, leader):
    with pytest.raises(actions.AlreadyAskedError) as refused:
        ask(asked.document, leader, label="Annat namn")

    assert refused.value.request == asked
    assert FreezeRequest.objects.count() == 1


@pytest.mark.parametrize("leaving", ["inactive", "roleless"])
def test_who_asked_and_left_does_not_stand_for_a_version(asked, asker, leader, leaving):
    if leaving == "inactive":
        asker.is_active = False
        asker.save()
    else:
        OfficialRole.objects.filter(user=asker).delete()

    with pytest.raises(actions.AskerGoneError):
        actions.confirm_freeze(asked, by=leader)
    anew = ask(asked.document, OfficialFactory(role=Role.ANALYST))

    version = actions.confirm_freeze(anew, by=leader)
    assert version.asked_by == anew.asked_by


def test_refused_with_a_reason_and_asked_again(asked, asker, leader, logged_in):
    client = logged_in(leader)

    empty = client.post(to("refuse_freeze", asked), {"answer": " "})
    client.post(to("refuse_freeze", asked), {"answer": "Avsnitt 2 är inte klart."})
    again = ask(asked.document, asker)

    asked.refresh_from_db()
    assert (empty.status_code, list(empty.context["refusing"].errors)) == (422, ["answer"])
    assert (asked.state, asked.answer, asked.decided_by) == (FreezeState.REFUSED, "Avsnitt 2 är inte klart.", leader)
    assert again.state == FreezeState.ASKED
    with pytest.raises(TransitionNotAllowedError):
        actions.confirm_freeze(asked, by=leader)


def test_letters_to_those_who_may_confirm_and_back(asker, leader):
    OfficialFactory(role=Role.ANALYST)
    OfficialFactory(role=Role.PROJECT_LEADER, is_active=False)
    second = OfficialFactory(role=Role.STRATEGIST)

    request = ask(write(), asker)
    actions.confirm_freeze(request, by=leader)

    sent = Letter.objects.filter(about=f"freeze:{request.pk}").order_by("pk")
    assert list(sent.values_list("kind", "recipient")) == [
        *(("freeze_asked", one.email) for one in sorted((leader, second), key=lambda one: one.pk)),
        ("freeze_answered", asker.email),
    ]
    assert f"/arbetsyta/strategi/{request.document.slug}/frys/" in sent[0].text
    assert "/version/1/" in sent[2].text


def test_priorities_without_evidence_are_listed_and_stop_nothing(asker, leader, logged_in):
    request = ask(write(), asker)
    actions.comment(request.document.sections.first(), text="Räcker det?", by=leader)

    page = logged_in(leader).get(to("freeze", request)).content.decode()
    version = actions.confirm_freeze(request, by=leader)

    assert request.warnings["without_evidence"] == ["1.1.1 Stärk service på landsbygden"]
    assert "1.1.1 Stärk service på landsbygden" in page
    assert page.count(f"{reverse('strategy:marks', args=[request.document.slug])}?slag=comment") == 2
    assert version.number == 1


def test_the_log_says_who_when_and_why(asked, asker, leader, logged_in):
    version = actions.confirm_freeze(asked, by=leader)
    version.advance("send_out", by=leader, reason="Enligt beslut.")
    client = logged_in(OfficialFactory(role=Role.REGISTRAR))

    log = client.get(reverse("strategy:version_events", args=[asked.document.slug])).context["events"]
    beside = client.get(reverse("strategy:workspace_version", args=[asked.document.slug, 1])).context["events"]

    assert [(one.transition, one.who, one.reason) for one in log] == [
        ("send_out", leader.name, "Enligt beslut."),
        ("confirm", leader.name, ""),
        ("ask", asker.name, "Inför remissen."),
    ]
    assert beside == log


def test_the_next_step_is_said_to_whoever_takes_it(asked, asker, leader, logged_in):
    seen = [logged_in(one).get(to("freeze", asked)).context["awaits_you"] for one in (leader, asker)]
    version = actions.confirm_freeze(asked, by=leader)
    page = logged_in(leader).get(reverse("strategy:workspace_version", args=[version.document.slug, version.number]))

    assert seen == [True, False]
    assert reverse("consultations:workspace_new_round") in page.content.decode()


def test_the_version_says_that_it_is_what_was_asked_for(asked, leader, logged_in, monkeypatch):
    version = actions.confirm_freeze(asked, by=leader)
    page = reverse("strategy:workspace_version", args=[version.document.slug, version.number])

    seen = logged_in(leader).get(page)
    monkeypatch.setattr(canonical, "digest_of_meant", lambda version: "0" * 64)
    differing = logged_in(leader).get(page)

    assert (seen.context["verified"], asked.digest in seen.content.decode()) == (asked, True)
    assert (differing.context["verified"], asked.digest in differing.content.decode()) == (None, False)


def test_every_step_has_a_line_in_the_log():
    assert set(log.LABELS) == {*FreezeStep, *Transition}


def test_what_came_to_be_missing_stops_the_confirming(asked, leader):
    section(asked.document, "Alla når service").held_texts.create(place="heading", text="Annat", revision=1)

    with pytest.raises(actions.NotReadyError):
        actions.confirm_freeze(asked, by=leader)

    asked.refresh_from_db()
    assert (asked.state, Version.objects.count()) == (FreezeState.ASKED, 0)


@pytest.fixture
def silent(monkeypatch):
    monkeypatch.setattr("rus_portal.exports.tasks.make_export.delay_on_commit", lambda pk: None)


@pytest.mark.django_db(transaction=True)
def test_two_people_confirming_at_once_make_one_version(silent, asked):
    others = [OfficialFactory(), OfficialFactory()]

    outcomes = at_once(*(lambda one=one: actions.confirm_freeze(asked, by=one) for one in others))

    assert outcomes == ["TransitionNotAllowedError", "Version"]
    assert (Version.objects.count(), FreezeEvent.objects.filter(transition="confirm").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_people_asking_at_once_ask_once(silent):
    document, people = write(), [OfficialFactory(), OfficialFactory()]

    outcomes = at_once(*(lambda one=one: ask(document, one) for one in people))

    assert outcomes == ["AlreadyAskedError", "FreezeRequest"]


@pytest.mark.django_db(transaction=True)
def test_confirming_during_an_edit_freezes_what_was_asked_for_or_nothing(silent, asked, leader):
    document = asked.document

    outcomes = at_once(lambda: actions.confirm_freeze(asked, by=leader), lambda: change(document))

    assert outcomes in (["Section", "Version"], ["Section", "TextChangedError"])
    assert Section.objects.get(document=document, heading="Alla når service").revision == 2
    for version in Version.objects.all():
        assert canonical.digest_of_meant(version) == asked.digest


@pytest.mark.django_db(transaction=True)
def test_confirming_and_refusing_at_once_do_one_of_them(silent, asked):
    one, other = OfficialFactory(), OfficialFactory()

    outcomes = at_once(
        lambda: actions.confirm_freeze(asked, by=one), lambda: actions.refuse_freeze(asked, reason="Nej.", by=other)
    )

    asked.refresh_from_db()
    assert "TransitionNotAllowedError" in outcomes
    assert Version.objects.count() == (asked.state == FreezeState.CONFIRMED)


def test_outsiders_and_others_do_not_get_in(asked, logged_in):
    statuses = [
        logged_in(person).post(to("confirm_freeze", asked)).status_code
        for person in (UserFactory(), OfficialFactory(role=Role.ANALYST), OfficialFactory(role=Role.REGISTRAR))
    ]

    assert statuses == [404, 403, 403]
