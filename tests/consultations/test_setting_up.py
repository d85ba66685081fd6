"""Setting up a round: what is planned, in which order, and what the check list says of it."""

from datetime import date

import pytest
from django.utils.translation import override

from consultations import checks, preparing, questions
from consultations.actions import rounds, setting_up
from consultations.models import Consultation, CoverageNote, InvitationState, Question, QuestionKind, RoundPart
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts.models import Category
from strategy.models import Version, VersionSection
from strategy.workflow import State
from tests.factories import (
    ConsultationFactory,
    CoverageNoteFactory,
    InvitationFactory,
    OfficialFactory,
    QuestionFactory,
    RoundPartFactory,
    VersionFactory,
    block,
    ready_to_open,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-01-12 09:00"), override("en"):
        yield


@pytest.fixture
def leader():
    return OfficialFactory()


def planned(**fields):
    defaults = {"state": RoundState.PLANNED, "version__state": State.FROZEN, "last_day": date(2021, 4, 30)}
    return ConsultationFactory(**defaults | fields)


def sections_of(consultation):
    return list(consultation.version.sections.order_by("order"))


# --- begin ------------------------------------------------------------------------------------------------------------
def test_only_frozen_versions_that_were_not_sent_out_can_be_chosen():
    frozen = VersionFactory(state=State.FROZEN)
    for state in set(State) - {State.FROZEN}:
        VersionFactory(state=state)

    assert list(setting_up.versions_to_send_out()) == [frozen]


def test_set_up_round_proposes_three_months(leader):
    version = VersionFactory(state=State.FROZEN)

    consultation = setting_up.set_up_round(version, title="Förslag", year=2021, slug="rus", by=leader)

    assert (consultation.state, consultation.last_day) == (RoundState.PLANNED, date(2021, 4, 12))
    assert (consultation.opens_by_itself, consultation.closing_day) == (False, None)
    assert [(event.transition, event.by) for event in consultation.events.all()] == [("create", leader)]


def test_two_rounds_cannot_have_one_address(leader):
    planned(slug="rus")

    with pytest.raises(setting_up.AddressTakenError):
        setting_up.set_up_round(VersionFactory(), title="Förslag", year=2021, slug="rus", by=leader)

    assert Consultation.objects.count() == 1


def test_another_version_takes_questions_and_parts_to_the_same_sections(leader):
    consultation = planned(version__sections=2)
    first, second = sections_of(consultation)
    new = Version.objects.create(document=consultation.version.document, number=9, label="Ny", title="Ny")
    same = VersionSection.objects.create(version=new, key=first.key, order=0, depth=1, number="1", heading="Samma")
    question = QuestionFactory(consultation=consultation, section=first)
    lost = QuestionFactory(consultation=consultation, section=second)
    part = RoundPartFactory(consultation=consultation, sections=[first, second])
    address = {"title": "Förslag", "year": 2021, "slug": "rus"}

    number = setting_up.change_version(consultation, new, **address, by=leader)

    assert number == 2
    assert Question.objects.get(pk=question.pk).section == same
    assert Question.objects.get(pk=lost.pk).section is None
    assert list(part.sections.all()) == [same]


def test_the_taken_address_of_another_round_leaves_everything_as_it_was(leader):
    planned(slug="tagen")
    consultation = planned(slug="rus")

    with pytest.raises(setting_up.AddressTakenError):
        setting_up.change_version(consultation, consultation.version, title="Ny", year=2021, slug="tagen", by=leader)

    consultation.refresh_from_db()
    assert (consultation.slug, consultation.title) == ("rus", "Förslag till regional utvecklingsstrategi")


# --- questions --------------------------------------------------------------------------------------------------------
def ask(consultation, text, leader, **fields):
    return setting_up.add_question(consultation, text=text, kind=QuestionKind.TEXT, by=leader, **fields)


def order_of(consultation):
    return list(consultation.questions.values_list("order", "text"))


def test_questions_stand_in_the_order_in_which_they_were_added(leader):
    consultation = planned()

    ask(consultation, "Vad är bra?", leader)
    ask(consultation, "Vad saknas?", leader)

    assert order_of(consultation) == [(1, "Vad är bra?"), (2, "Vad saknas?")]


@pytest.mark.parametrize(
    ("which", "steps", "order"),
    [(0, 1, "BAC"), (2, -1, "ACB"), (0, -1, "ABC"), (2, 1, "ABC"), (0, 2, "BCA"), (1, 0, "ABC")],
)
def test_a_question_moves_and_stays_at_the_ends(which, steps, order, leader):
    consultation = planned()
    asked = [ask(consultation, text, leader) for text in "ABC"]

    setting_up.move_question(asked[which], steps=steps, by=leader)

    assert order_of(consultation) == list(enumerate(order, start=1))


def test_a_removed_question_leaves_no_gap(leader):
    consultation = planned()
    asked = [ask(consultation, text, leader) for text in "ABC"]

    setting_up.remove_question(asked[0], by=leader)

    assert order_of(consultation) == [(1, "B"), (2, "C")]


def test_only_a_choice_keeps_alternatives(leader):
    consultation = planned()
    question = setting_up.add_question(
        consultation, text="Räcker det?", kind=QuestionKind.CHOICE, choices=["Ja", "Nej"], by=leader
    )

    setting_up.change_question(question, text="Räcker det?", kind=QuestionKind.STANCE, choices=["Ja"], by=leader)

    question.refresh_from_db()
    assert (question.kind, question.choices) == (QuestionKind.STANCE, [])


def test_a_question_without_a_short_name_gets_its_first_words(leader):
    question = ask(planned(), "Delar ni bilden av länets mål och prioriteringar?", leader)

    assert question.label == "Delar ni bilden av länets…"


def test_the_ready_set_is_swedish_and_is_put_in_once(leader):
    consultation = planned()
    ready = questions.ready_set()
    ask(consultation, ready[0].text, leader)

    assert setting_up.add_ready_questions(consultation, by=leader) == 5
    assert setting_up.add_ready_questions(consultation, by=leader) == 0
    assert [text for _order, text in order_of(consultation)] == [row.text for row in ready]


# --- times ------------------------------------------------------------------------------------------------------------
def plan(consultation, leader, **fields):
    defaults = {"opens_at": None, "last_day": date(2021, 6, 30), "closing_day": None}
    setting_up.plan_times(consultation, **defaults | fields, by=leader)
    consultation.refresh_from_db()


def test_a_planned_hour_opens_by_itself(leader, swedish_time):
    consultation = planned()

    plan(consultation, leader, opens_at=swedish_time("2021-04-06 08:00"), closing_day=date(2021, 7, 9))

    assert (consultation.opens_by_itself, consultation.opens_at) == (True, swedish_time("2021-04-06 08:00"))
    assert (consultation.last_day, consultation.closing_day) == (date(2021, 6, 30), date(2021, 7, 9))


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("last_day", {"last_day": date(2021, 1, 11)}),
        ("closing_day", {"closing_day": date(2021, 6, 29)}),
        ("opens_time", {"opens": "2021-01-12 09:00"}),
        ("last_day", {"opens": "2021-04-06 08:00", "last_day": date(2021, 4, 5)}),
    ],
)
def test_times_that_contradict_each_other_are_refused_beside_the_field(field, values, leader, swedish_time):
    consultation = planned()
    if opens := values.pop("opens", None):
        values["opens_at"] = swedish_time(opens)

    with pytest.raises(setting_up.NotPlannedSoError) as refusal:
        plan(consultation, leader, **values)

    assert refusal.value.field == field


def test_a_moved_last_day_takes_the_closing_day_with_it(leader):
    consultation = planned(last_day=date(2021, 4, 30), closing_day=date(2021, 5, 7))

    rounds.move_deadline(consultation, date(2021, 5, 14), reason="Fler ska hinna", by=leader)

    consultation.refresh_from_db()
    assert (consultation.last_day, consultation.closing_day) == (date(2021, 5, 14), date(2021, 5, 21))


# --- parts ------------------------------------------------------------------------------------------------------------
def test_a_part_is_a_name_for_sections_with_a_last_day(leader):
    consultation = planned(version__sections=3)
    first, second, _third = sections_of(consultation)

    setting_up.add_part(consultation, name="Mål", last_day=date(2021, 3, 31), sections=[first, second], by=leader)

    (part,) = consultation.parts_in_short
    assert (part.name, part.deadline.last_day, part.section_names) == ("Mål", date(2021, 3, 31), ["1", "2"])


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", {"name": "Mål"}),
        ("last_day", {"last_day": date(2021, 5, 1)}),
        ("sections", {"which": 0}),
    ],
)
def test_a_part_that_clashes_is_refused_beside_the_field(field, values, leader):
    consultation = planned(version__sections=2)
    sections = sections_of(consultation)
    RoundPartFactory(consultation=consultation, name="Mål", sections=sections[:1])
    facts = {"name": "Genomförande", "last_day": date(2021, 3, 31), "sections": [sections[values.pop("which", 1)]]}

    with pytest.raises(setting_up.NotPlannedSoError) as refusal:
        setting_up.add_part(consultation, **facts | values, by=leader)

    assert (refusal.value.field, RoundPart.objects.count()) == (field, 1)


def test_a_part_can_keep_its_own_name_and_sections(leader):
    consultation = planned(version__sections=2)
    sections = sections_of(consultation)
    part = RoundPartFactory(consultation=consultation, name="Mål", sections=sections[:1])

    setting_up.change_part(part, name="Mål", last_day=date(2021, 3, 1), sections=sections, by=leader)

    assert list(part.sections.order_by("order")) == sections


def test_a_part_never_ends_after_the_whole():
    part = RoundPartFactory(consultation__last_day=date(2021, 4, 30), last_day=date(2021, 4, 20))

    part.consultation.last_day = date(2021, 4, 10)

    assert part.deadline.last_day == date(2021, 4, 10)


# --- what is out ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [state for state in RoundState if state != RoundState.PLANNED])
def test_a_round_that_is_out_does_not_change(state, leader):
    consultation = planned(state=state, version__sections=1)
    question = QuestionFactory(consultation=consultation)
    part = RoundPartFactory(consultation=consultation)
    words = {"text": "Ny", "kind": QuestionKind.TEXT, "by": leader}
    day = {"name": "Ny", "last_day": date(2021, 3, 1), "sections": [], "by": leader}
    address = {"title": "Ny", "year": 2021, "slug": "ny", "by": leader}
    changes = [
        lambda: setting_up.change_version(consultation, VersionFactory(), **address),
        lambda: setting_up.write_letter(consultation, lead="", letter=[], signed_by="", by=leader),
        lambda: setting_up.state_facts(consultation, registry_number="RUN 1", by=leader),
        lambda: plan(consultation, leader),
        lambda: setting_up.add_question(consultation, **words),
        lambda: setting_up.change_question(question, **words),
        lambda: setting_up.move_question(question, steps=1, by=leader),
        lambda: setting_up.remove_question(question, by=leader),
        lambda: setting_up.add_ready_questions(consultation, by=leader),
        lambda: setting_up.add_part(consultation, **day),
        lambda: setting_up.change_part(part, **day),
        lambda: setting_up.remove_part(part, by=leader),
        lambda: setting_up.note_coverage(consultation, reasons={Category.YOUTH: "Hörda"}, by=leader),
    ]
    before = Consultation.objects.filter(pk=consultation.pk).values().get()

    for change in changes:
        with pytest.raises(setting_up.RoundIsOutError):
            change()

    assert Consultation.objects.filter(pk=consultation.pk).values().get() == before
    assert (Question.objects.count(), RoundPart.objects.count(), CoverageNote.objects.count()) == (1, 1, 0)


def test_the_contact_may_change_after_the_opening_and_the_old_one_is_kept(leader):
    consultation = planned(state=RoundState.OPEN)

    for _twice in range(2):
        setting_up.change_contact(consultation, contact_name="Nya", contact_email="ny@region.example", by=leader)

    event = consultation.events.get()
    assert (event.transition, event.by) == ("change_contact", leader)
    assert event.reason == "Projektledaren, rus@region.example → Nya, ny@region.example"


# --- the check list ---------------------------------------------------------------------------------------------------
def with_list(consultation):
    InvitationFactory(consultation=consultation, state=InvitationState.PLANNED)
    return consultation


def test_a_round_with_everything_has_no_problems():
    assert checks.problems(ready_to_open(with_list(planned()))) == []


def test_an_empty_group_asks_for_a_reason():
    consultation = ready_to_open(with_list(planned()))
    CoverageNote.objects.filter(category=Category.YOUTH).delete()

    (problem,) = checks.problems(consultation)

    assert (problem.step, "Young people" in problem.text) == (checks.CHECK, True)


def test_a_reason_is_not_needed_for_a_group_that_the_law_does_not_name():
    missing = {group.category for group in checks.coverage(with_list(planned())) if group.lacks_reason}

    assert missing == set(checks.EXPECTED) - {Category.MUNICIPALITY}


def test_reasons_are_kept_changed_and_taken_away(leader):
    consultation = planned()

    setting_up.note_coverage(consultation, reasons={Category.YOUTH: " Hörda i dialogen. "}, by=leader)
    setting_up.note_coverage(consultation, reasons={Category.YOUTH: "Svarar genom rådet."}, by=leader)
    assert list(CoverageNote.objects.values_list("category", "reason", "by")) == [
        ("youth", "Svarar genom rådet.", leader.pk)
    ]

    setting_up.note_coverage(consultation, reasons={Category.YOUTH: "  "}, by=leader)
    assert CoverageNote.objects.count() == 0


@pytest.mark.parametrize(
    ("day", "with_sections", "words"),
    [
        (date(2021, 3, 1), 0, "has no section"),
        (date(2021, 1, 11), 1, "lies before the opening"),
        (date(2021, 5, 1), 1, "lies after the last day of the whole"),
    ],
)
def test_parts_that_do_not_fit_keep_the_round_from_opening(day, with_sections, words):
    consultation = ready_to_open(with_list(planned()))
    sections = sections_of(consultation)[:with_sections]
    RoundPartFactory(consultation=consultation, last_day=day, sections=sections)

    (problem,) = checks.problems(consultation)

    assert (problem.step, words in problem.text) == (checks.TIMES, True)


def test_a_last_day_before_the_planned_opening_is_a_problem(swedish_time):
    consultation = ready_to_open(
        with_list(planned(opens_by_itself=True, opens_at=swedish_time("2021-05-01 08:00"), last_day=date(2021, 4, 30)))
    )

    assert [problem.step for problem in checks.problems(consultation)] == [checks.TIMES]


def concerns(**fields):
    return [concern.text for concern in checks.concerns(planned(publication_notice="Så publiceras svaren.", **fields))]


SHORT = "The time to answer is shorter than three months."
JULY = "The time to answer lies over July."
OFF = "The last day is a day off."


@pytest.mark.parametrize(
    ("opens", "last_day", "expected"),
    [
        ("2021-01-12", date(2021, 4, 11), [SHORT, OFF]),
        ("2021-01-12", date(2021, 4, 12), []),
        ("2021-11-30", date(2022, 2, 27), [SHORT, OFF]),
        ("2021-11-30", date(2022, 2, 28), []),
        ("2021-03-01", date(2021, 6, 30), []),
        ("2021-03-01", date(2021, 7, 1), [JULY]),
        ("2021-06-24", date(2021, 9, 30), [JULY]),
        ("2021-08-02", date(2021, 11, 30), []),
        ("2021-08-02", date(2022, 8, 31), [JULY]),
        ("2021-02-01", date(2021, 5, 13), [OFF]),
        ("2021-07-20", date(2021, 10, 31), [JULY, OFF]),
    ],
)
def test_short_times_and_july_are_said_with_a_reason(opens, last_day, expected, at):
    with at(f"{opens} 09:00"):
        assert concerns(last_day=last_day) == expected


def test_a_letter_that_names_a_day_may_come_to_lie():
    found = concerns(letter=[block("Svara senast onsdag 30 april 2021.")])

    assert found == ["The cover letter names a day."]


def test_a_version_behind_a_newer_one_or_frozen_for_something_else_is_spoken_of():
    version = VersionFactory(number=1, label="Intern granskning", reason="Vi läser den tillsammans", state=State.FROZEN)
    assert concerns(version=version) == [
        "The version was frozen for something else than a consultation: “Intern granskning”."
    ]

    VersionFactory(document=version.document, number=3, state=State.ON_CONSULTATION)

    assert concerns(version=version, slug="annan") == [
        "Version 1 is not the newest of this text.",
        "The version was frozen for something else than a consultation: “Intern granskning”.",
    ]
    (offered,) = setting_up.versions_to_send_out()
    assert offered.has_newer


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2021, 1, 31), 1, date(2021, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2021, 11, 30), 3, date(2022, 2, 28)),
        (date(2021, 12, 31), 0, date(2021, 12, 31)),
        (date(2021, 9, 1), 3, date(2021, 12, 1)),
    ],
)
def test_months_after_ends_with_the_month(day, months, expected):
    assert checks.months_after(day, months) == expected


# --- the thread -------------------------------------------------------------------------------------------------------
def test_the_thread_shows_what_is_done_and_what_is_missing():
    consultation = planned(letter=[], registry_number="")

    problems = checks.problems(consultation)
    shown = preparing.thread(consultation, current=checks.QUESTIONS, problems=problems)

    assert [(one.slug, one.kind) for one in shown] == [
        ("version", "done"),
        ("missiv", "planned"),
        ("fragor", "now"),
        ("fakta", "planned"),
        ("tider", "done"),
        ("inbjudna", "planned"),
        ("kontroll", "planned"),
    ]
    assert preparing.first_open(problems) == checks.LETTER


@pytest.mark.parametrize("bodies", [2, 20])
def test_the_check_list_asks_the_same_number_of_questions_whatever_the_list(bodies, django_assert_num_queries):
    consultation = planned()
    InvitationFactory.create_batch(bodies, consultation=consultation)
    RoundPartFactory.create_batch(bodies, consultation=consultation, sections=[])
    consultation = Consultation.objects.select_related("version").get()

    with django_assert_num_queries(7):
        checks.concerns(consultation)
        problems = checks.problems(consultation)
        preparing.thread(consultation, current=checks.CHECK, problems=problems[:1])


def test_a_note_says_who_wrote_it_and_when(leader):
    note = CoverageNoteFactory(by=leader)

    assert (str(note), note.at) == ("Young people: Ungdomsrådet har hörts i dialogen.", clock.now())
