"""Why an action is refused."""


class SectionChangedError(Exception):
    """Somebody saved the section in between; `section` is as it stands now."""

    def __init__(self, section):
        super().__init__(section)
        self.section = section


class PlaceNotAllowedError(Exception):
    """A section cannot stand there: below itself, under something taken away, or too deep."""


class NotReadyError(Exception):
    """The text cannot be frozen yet; `problems` says why, by name."""

    def __init__(self, problems):
        super().__init__(*problems)
        self.problems = problems
