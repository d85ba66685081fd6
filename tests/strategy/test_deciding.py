"""A frozen version goes from body to body; what comes into force replaces what was."""

import pytest
from django.urls import reverse

from rus_portal.accounts.roles import Role
from rus_portal.workflow import TransitionNotAllowedError
from strategy import actions
from strategy.models import Version, VersionEvent
from strategy.workflow import State, Transition
from tests.factories import DocumentFactory, OfficialFactory, VersionFactory

pytestmark = pytest.mark.django_db

WAY = ["propose", "pass_to_board", "pass_to_council", "adopt", "take_force"]


@pytest.fixture
def document():
    return DocumentFactory()


def address(version):
    return reverse("strategy:version_step", args=[version.document.slug, version.number])


def test_secretary_records_the_way_into_force_and_the_earlier_version_is_replaced(logged_in, document):
    earlier = VersionFactory(document=document, number=1, state=State.IN_FORCE)
    out = VersionFactory(document=document, number=2, state=State.ON_CONSULTATION)
    version = VersionFactory(document=document, number=3, state=State.FROZEN)
    secretary = OfficialFactory(role=Role.COMMITTEE_SECRETARY)
    reader = logged_in(secretary)

    page = reader.get(reverse("strategy:workspace_version", args=[document.slug, 3])).content.decode()
    assert (page.count(address(version)), "PROPOSE" in page) == (2, False)
    for step in WAY:
        assert f'value="{step}"' in reader.get(address(version)).content.decode()
        answer = reader.post(address(version), {"step": step, "reason": f"§ 12: {step}"})
        assert answer.status_code == 302

    states = dict(Version.objects.values_list("number", "state"))
    assert states == {1: State.REPLACED, 2: State.ON_CONSULTATION, 3: State.IN_FORCE}
    noted = VersionEvent.objects.filter(version=version).values_list("transition", "reason", "by")
    assert list(noted) == [(step, f"§ 12: {step}", secretary.pk) for step in WAY]
    assert list(earlier.events.values_list("transition", "by")) == [("replace", secretary.pk)]
    assert actions.ways_onwards(out) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [({"step": "propose", "reason": ""}, "propose"), ({"step": "adopt", "reason": "Så blev det."}, "Så blev det.")],
    ids=["no reason", "a step that is not next"],
)
def test_refused_step_keeps_what_was_typed(logged_in, document, typed, kept):
    version = VersionFactory(document=document, number=1, state=State.FROZEN)

    answer = logged_in(OfficialFactory(role=Role.COMMITTEE_SECRETARY)).post(address(version), typed)

    version.refresh_from_db()
    assert (answer.status_code, version.state, version.events.count()) == (422, State.FROZEN, 0)
    assert kept in answer.content.decode()


def test_of_two_who_record_at_once_one_gets_through(document):
    version = VersionFactory(document=document, number=1, state=State.FROZEN)
    seen_by_another = Version.objects.get(pk=version.pk)
    actions.take_step(version, Transition.PROPOSE, reason="§ 1", by=None)

    with pytest.raises(TransitionNotAllowedError):
        actions.take_step(seen_by_another, Transition.PROPOSE, reason="§ 1", by=None)

    assert version.events.count() == 1


def test_strategy_needs_the_council_and_a_programme_does_not(document):
    version = VersionFactory(document=document, number=1, state=State.FROZEN)
    programme = VersionFactory(document=DocumentFactory(parent=document), number=1, state=State.FROZEN)

    assert actions.ways_onwards(version) == [Transition.PROPOSE, Transition.ABANDON]
    assert actions.ways_onwards(programme) == [Transition.PROPOSE, Transition.TAKE_FORCE, Transition.ABANDON]
    with pytest.raises(TransitionNotAllowedError):
        actions.take_step(version, Transition.TAKE_FORCE, reason="Genast", by=None)


def test_out_on_consultation_there_is_nothing_to_record(logged_in, document):
    version = VersionFactory(document=document, number=1, state=State.ON_CONSULTATION)
    reader = logged_in(OfficialFactory(role=Role.PROJECT_LEADER))

    page = reader.get(reverse("strategy:workspace_version", args=[document.slug, 1])).content.decode()

    assert (
        "<form method" not in reader.get(address(version)).content.decode().partition("<main")[2].partition("</main")[0]
    )
    assert reader.post(address(version), {"step": "abandon", "reason": "Nej"}).status_code == 422
    assert address(version) not in page
