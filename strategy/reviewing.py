"""The content check of the working text, with what officials have set aside: what the pages beside the text show."""

from dataclasses import dataclass

from strategy import checking, numbering, references
from strategy.models import DismissedHint


@dataclass
class SectionReview:
    """What was found in a section: hints that stand, and those set aside as (hint, who, when and why)."""

    found: checking.CheckedSection
    standing: list
    aside: list

    @property
    def place(self):
        """Where the section stands."""
        return self.found.place

    @property
    def reading(self):
        """How hard it is to read."""
        return self.found.reading

    @property
    def hardest(self):
        """The sentences that make it so."""
        return self.found.hardest

    @property
    def blocking(self):
        """The hints that stand in the way of a freeze."""
        return [hint for hint in self.standing if hint.blocks]

    @property
    def advice(self):
        """Those that do not."""
        return [hint for hint in self.standing if not hint.blocks]


@dataclass
class Review:
    """The sections of a document in reading order."""

    sections: list
    reading: checking.Reading

    @property
    def standing(self):
        """All hints that stand, as (section, hint)."""
        return [(section, hint) for section in self.sections for hint in section.standing]

    @property
    def aside(self):
        """All that were set aside, as (section, hint, its row)."""
        return [(section, *one) for section in self.sections for one in section.aside]


def of_document(document):
    """Look through all of it, in three queries."""
    places = numbering.in_order(document.sections.present())
    return _review(document, places, references.titles(places))


def of_section(section, snapshot=None):
    """Look through one section; None when it has been taken away. `snapshot` is one of its document, with the texts."""
    places = snapshot.places if snapshot else numbering.in_order(section.document.sections.present())
    titles = snapshot.titles if snapshot else references.titles(places)
    return next(iter(_review(section.document, places, titles, only=section.pk).sections), None)


def _review(document, places, titles, only=None):
    pictures = dict(document.images.values_list("key", "contrast"))
    checked = checking.check(places, titles, pictures, only)
    dismissed = DismissedHint.objects.standing().filter(document=document).select_related("dismissed_by")
    known = {(one.at, one.kind, one.fingerprint): one for one in dismissed}
    return Review([_divided(section, known) for section in checked.sections], checked.reading)


def _divided(section, known):
    rows = [(hint, known.get((hint.at, hint.kind, hint.fingerprint))) for hint in section.hints]
    return SectionReview(
        section, [hint for hint, row in rows if row is None], [(hint, row) for hint, row in rows if row]
    )
