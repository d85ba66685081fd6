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


class CellChangedError(Exception):
    """Somebody weighed the cell in between; `cell` is as it stands now."""

    def __init__(self, cell):
        super().__init__(cell)
        self.cell = cell


class ImageRefusedError(Exception):
    """The picture cannot be taken; `reason` is one word, see actions.illustrating."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason
