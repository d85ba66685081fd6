"""Why an action is refused."""


class SectionChangedError(Exception):
    """Somebody saved the section in between; `section` is as it stands now."""

    def __init__(self, section):
        super().__init__(section)
        self.section = section


class PlaceNotAllowedError(Exception):
    """A section cannot stand there: below itself, under something taken away, or too deep."""


class DocumentChangedError(Exception):
    """Sections have been added, moved, renamed or taken away since it was shown where new ones would stand."""


class NotReadyError(Exception):
    """The text cannot be frozen yet; `problems` says why, by name."""

    def __init__(self, problems):
        super().__init__(*problems)
        self.problems = problems


class AlreadyAskedError(Exception):
    """Somebody has asked for a freeze of this text already; `request` waits for somebody else."""

    def __init__(self, request):
        super().__init__(request)
        self.request = request


class TextChangedError(Exception):
    """The text is no longer the one that the freeze was asked for: it must be asked anew."""


class AskerGoneError(Exception):
    """Whoever asked for the freeze no longer works with the strategy: somebody else must ask anew."""


class EvidenceChangedError(Exception):
    """Somebody saved the evidence in between; `evidence` is as it stands now."""

    def __init__(self, evidence):
        super().__init__(evidence)
        self.evidence = evidence


class PrincipleChangedError(Exception):
    """Somebody saved the principle in between; `principle` is as it stands now."""

    def __init__(self, principle):
        super().__init__(principle)
        self.principle = principle


class CoverageChangedError(Exception):
    """Somebody judged the requirement in between; `coverage` is as it stands now."""

    def __init__(self, coverage):
        super().__init__(coverage)
        self.coverage = coverage


class CellChangedError(Exception):
    """Somebody weighed the cell in between; `cell` is as it stands now."""

    def __init__(self, cell):
        super().__init__(cell)
        self.cell = cell


class WordsGoneError(Exception):
    """The words that a suggestion is about do not stand in the saved text."""


class NothingSuggestedError(Exception):
    """The suggestion would change nothing."""


class SuggestionOutdatedError(Exception):
    """The words have changed since it was suggested: it can only be taken by hand."""


class SeveralPlacesError(Exception):
    """The words stand in several paragraphs; `paragraphs` are their numbers, 0 being the heading."""

    def __init__(self, paragraphs):
        super().__init__(paragraphs)
        self.paragraphs = paragraphs


class SummaryChangedError(Exception):
    """Somebody saved the summary in between; `summary` is as it stands now."""

    def __init__(self, summary):
        super().__init__(summary)
        self.summary = summary


class HintBlocksError(Exception):
    """What stands in the way of a freeze cannot be set aside."""

    def __init__(self, hint):
        super().__init__(hint)
        self.hint = hint
