"""What every state machine of the portal has in common: a table of steps, and one writer that compares and swaps."""

from dataclasses import dataclass

from django.db import transaction


@dataclass(frozen=True)
class Step:
    """From which states a step may be taken, and where it leads."""

    sources: frozenset
    target: str


class TransitionNotAllowedError(Exception):
    """The thing is no longer in a state from which this step can be taken."""


class Advancing:
    """A row with a `state`, its `events` and a table `steps` {transition: Step}."""

    steps: dict

    @transaction.atomic
    def advance(self, step_taken, *, by, reason=""):
        """Take one step of the workflow and record who took it. The only writer of state."""
        step = self.steps[step_taken]
        # Compare and swap: of two people clicking at once, only one gets through.
        unchanged = type(self).objects.filter(pk=self.pk, state=self.state)
        if self.state not in step.sources or not unchanged.update(state=step.target):
            raise TransitionNotAllowedError(step_taken)
        self.events.create(transition=step_taken, by=by, reason=reason)
        self.state = step.target
