"""The way of a frozen version through the bodies that decide, until it is in force."""

from django.db import transaction

from rus_portal.workflow import TransitionNotAllowedError
from strategy.workflow import STEPS, State, Transition

# A round that opens and closes takes these itself, and a version that is out on one waits for it.
TAKEN_BY_THE_ROUND = frozenset({Transition.SEND_OUT, Transition.REWORK})
# What comes into force replaces what was: nobody takes that step by itself.
FOLLOWS = frozenset({Transition.REPLACE})


def ways_onwards(version) -> list[Transition]:
    """The steps that a person can take with the version now, in the order of the table."""
    if version.state == State.ON_CONSULTATION:
        return []
    steps = [step for step, way in STEPS.items() if version.state in way.sources]
    return [step for step in steps if step not in TAKEN_BY_THE_ROUND | FOLLOWS and _is_for(version, step)]


def _is_for(version, step):
    # The council lays a strategy down (förordning 2017:583); a programme may come into force without it.
    is_straight_into_force = step == Transition.TAKE_FORCE and version.state == State.FROZEN
    return not is_straight_into_force or version.document.parent_id is not None


@transaction.atomic
def take_step(version, step, *, reason, by):
    """Record what a body has decided. What comes into force replaces the document's earlier versions.

    TransitionNotAllowedError when the version cannot take the step, or somebody else was first.
    """
    if step not in ways_onwards(version):
        raise TransitionNotAllowedError(step)
    version.advance(step, by=by, reason=reason)
    if step == Transition.TAKE_FORCE:
        earlier = version.document.versions.sealed().filter(number__lt=version.number)
        for one in earlier.filter(state__in=STEPS[Transition.REPLACE].sources):
            one.advance(Transition.REPLACE, by=by, reason=reason)
