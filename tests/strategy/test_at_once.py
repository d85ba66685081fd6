"""Two who do the same to the working text in one moment, and a section whose key stands in a frozen version."""

import pytest
from django.db import IntegrityError, connection, transaction

from strategy import actions, blocks, canonical, comparing
from strategy.merging import Text
from strategy.models import Section, Suggestion
from strategy.snapshot import Snapshot
from strategy.workflow import SuggestionState, SuggestionStep
from tests.factories import DocumentFactory, OfficialFactory
from tests.strategy.meeting import at_once
from tests.strategy.writing import add, body, frozen, section

pytestmark = pytest.mark.django_db
TEXT = "Tåg ska gå ofta.\n\nBuss ska gå sent."


@pytest.fixture
def spoken():
    """A section, and what somebody suggests in it: "varje timme" for "ofta"."""
    made = add(DocumentFactory(), None, "Resor", "text", TEXT, None)
    by = OfficialFactory()
    return actions.suggest_words(made, block=made.body[0]["id"], quoted="ofta", words="varje timme", by=by)


def text_now(suggestion):
    return blocks.plain_text(Section.objects.get(pk=suggestion.section_id).body)


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_the_same_suggestion_take_it_once(spoken):
    people = [OfficialFactory(), OfficialFactory()]

    outcomes = at_once(*(lambda one=one: actions.accept(fresh(spoken), by=one) for one in people))

    spoken.refresh_from_db()
    assert outcomes == ["Suggestion", "TransitionNotAllowedError"]
    assert text_now(spoken).count("varje timme") == 1
    assert (spoken.events.count(), spoken.revision, spoken.section.revisions.count()) == (1, 2, 2)


@pytest.mark.django_db(transaction=True)
def test_accepting_and_taking_back_at_once_do_one_of_them(spoken):
    outcomes = at_once(
        lambda: actions.accept(fresh(spoken), by=OfficialFactory()),
        lambda: actions.withdraw_suggestion(fresh(spoken), by=spoken.by),
    )

    spoken.refresh_from_db()
    assert "TransitionNotAllowedError" in outcomes
    assert ("varje timme" in text_now(spoken)) == (spoken.state == SuggestionState.ACCEPTED)
    assert spoken.events.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_undo_the_same_decision_undo_it_once(spoken):
    actions.accept(spoken, by=OfficialFactory())

    outcomes = at_once(*(lambda: actions.reopen_suggestion(fresh(spoken), by=None) for _again in range(2)))

    spoken.refresh_from_db()
    assert outcomes == ["Suggestion", "TransitionNotAllowedError"]
    assert (text_now(spoken).count("ofta"), spoken.section.revisions.count(), spoken.events.count()) == (1, 3, 2)


@pytest.mark.django_db(transaction=True)
def test_accepting_while_somebody_writes_keeps_both(spoken):
    saved = spoken.section
    ours = [saved.body[0], {**saved.body[1], "html": "<p>Buss ska gå hela natten.</p>"}]

    outcomes = at_once(
        lambda: actions.accept(fresh(spoken), by=OfficialFactory()),
        lambda: actions.write_section(saved, ours=Text("Resor", "text", ours), base=1, by=OfficialFactory()),
    )

    assert outcomes == ["Suggestion", "Written"]
    assert text_now(spoken).split("\n") == ["Tåg ska gå varje timme.", "Buss ska gå hela natten."]
    assert list(saved.revisions.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_about_many_at_once_do_not_wait_for_each_other():
    document, anna, bo = DocumentFactory(), OfficialFactory(), OfficialFactory()
    one, other = (add(document, None, heading, "text", TEXT, None) for heading in ("Ett", "Två"))
    for by, order in ((anna, (one, other)), (bo, (other, one))):
        for made in order:
            quoted, words = ("ofta", "jämt") if by == anna else ("sent", "jämt")
            block = made.body[0 if by == anna else 1]["id"]
            actions.suggest_words(made, block=block, quoted=quoted, words=words, by=by)

    outcomes = at_once(
        *(
            lambda by=by: actions.decide_all(
                Suggestion.objects.filter(by=by).select_related("section").order_by("at", "pk"),
                step=SuggestionStep.ACCEPT,
                by=OfficialFactory(),
            )
            for by in (anna, bo)
        )
    )

    assert outcomes == ["tuple", "tuple"]
    for made in (one, other):
        text = blocks.plain_text(Section.objects.get(pk=made.pk).body)
        assert text == "Tåg ska gå jämt.\nBuss ska gå jämt."


def fresh(suggestion):
    return Suggestion.objects.get(pk=suggestion.pk)


def test_editing_a_section_whose_key_is_frozen_leaves_the_frozen_one_and_is_told_of():
    version = frozen()
    goal = section(version.document, "Alla når service")
    before = canonical.content(version)

    facts = {"kind": goal.kind, "expected_revision": 1, "by": None}
    actions.save_section(goal, heading="Alla når vård", body=body("Inom en timme."), **facts)
    after = canonical.working_content(Snapshot.take(version.document))

    assert canonical.content(version) == before
    [changed] = [one for one in comparing.compare(before, after).sections if one.facts.changed("heading")]
    assert (changed.facts.was["heading"], changed.facts.now["heading"]) == ("Alla når service", "Alla når vård")
    assert changed.facts.same["key"] == str(goal.key)


def test_the_key_itself_is_never_another_one():
    goal = section(frozen().document, "Alla når service")

    for change in (
        lambda: Section.objects.filter(pk=goal.pk).update(key="0" * 32),
        lambda: Section.objects.filter(pk=goal.pk).update(document=DocumentFactory()),
        lambda: connection.cursor().execute("UPDATE strategy_section SET key = gen_random_uuid()"),
    ):
        with pytest.raises(IntegrityError, match="keeps its key"), transaction.atomic():
            change()

    assert Section.objects.get(pk=goal.pk).key == goal.key
