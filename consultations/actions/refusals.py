"""Why a step of a round cannot be taken, as errors that the pages understand."""


class RoundNotReadyError(Exception):
    """The step cannot be taken yet. `problems` says why, a sentence for each."""

    def __init__(self, problems):
        super().__init__(" ".join(problems))
        self.problems = problems


class DeadlineNotMovedError(Exception):
    """The last day cannot become this day; the message says why."""
