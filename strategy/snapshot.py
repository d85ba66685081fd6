"""A document as it stands this moment: what the workspace shows, and what a version is made from."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch
from django.utils.translation import override

from strategy import checking, numbering, references, requirements, rules
from strategy.models import (
    Evidence,
    GuidingPrinciple,
    HeldText,
    PrincipleAssessment,
    Suggestion,
    Version,
    VersionSection,
)


@dataclass
class Snapshot:
    """The tree with its numbers, the principles and the cells of the matrix, read in a handful of queries."""

    document: object
    places: list
    principles: list
    assessments: dict = field(default_factory=dict)

    @classmethod
    def take(cls, document):
        """Read it all; the number of queries does not depend on the number of sections."""
        sections = document.sections.present().prefetch_related(
            "builds_on", Prefetch("evidence", Evidence.objects.present())
        )
        found = PrincipleAssessment.objects.filter(principle__document=document)
        return cls(
            document,
            numbering.in_order(sections),
            list(GuidingPrinciple.objects.present().filter(document=document)),
            {(cell.section_id, cell.principle_id): cell for cell in found},
        )

    @classmethod
    def outline(cls, document):
        """The same without any text: what the tree and the gaps need."""
        found = PrincipleAssessment.objects.filter(principle__document=document)
        return cls(
            document,
            numbering.in_order(document.sections.present().defer("body")),
            list(GuidingPrinciple.objects.present().filter(document=document).defer("text")),
            dict.fromkeys(found.values_list("section_id", "principle_id"), True),
        )

    @classmethod
    def with_evidence(cls, document):
        """The places alone, with what each stands on."""
        prefetch = Prefetch("evidence", Evidence.objects.present().only("pk"))
        return cls(
            document, numbering.in_order(document.sections.present().defer("body").prefetch_related(prefetch)), []
        )

    @cached_property
    def weighed(self):
        """The places whose sections are weighed against the principles."""
        return [place for place in self.places if place.section.is_weighed]

    @cached_property
    def gaps(self):
        """The empty cells, as (place, principle)."""
        return rules.gaps(self.places, self.principles, self.assessments)

    @cached_property
    def problems(self):
        """Why it cannot be frozen yet, as sentences."""
        return [*self.missing, *rules.text_problems(self.blocking)]

    @cached_property
    def missing(self):
        """The same without what must be mended in the text."""
        held = HeldText.objects.waiting().filter(section__document=self.document).values_list("section_id", flat=True)
        return [
            *rules.freeze_problems(self.document, self.places, self.principles, self.assessments),
            *rules.held_problems(self.places, set(held)),
        ]

    @cached_property
    def blocking(self):
        """What the content check wants mended in the text before a freeze, as (place, hint)."""
        pictures = dict(self.document.images.values_list("key", "contrast"))
        return list(checking.blocking(self.places, self.titles, pictures))

    @cached_property
    def without_evidence(self):
        """The places of priorities that stand on nothing. They do not stand in the way of a freeze; they are told."""
        return rules.without_evidence(self.places)

    @cached_property
    def with_suggestions(self):
        """The places whose sections have suggestions that nobody has decided. They do not stand in the way either."""
        waiting = Suggestion.objects.unsettled().filter(section__document=self.document).order_by()
        sections = set(waiting.values_list("section_id", flat=True))
        return [place for place in self.places if place.section.pk in sections]

    @cached_property
    def coverage(self):
        """The required content and where it is met, line by line; see strategy/requirements.py."""
        judged = self.document.coverage.prefetch_related("sections", "evidence")
        return requirements.checklist(self.document, self.places, judged)

    @cached_property
    def titles(self):
        """What references lead to, in words; see strategy/references.py."""
        return references.titles(self.places)

    def place_of(self, section):
        """Where this section stands, or None when it has been taken away."""
        return next((place for place in self.places if place.section.pk == section.pk), None)

    def frozen_principles(self):
        """The principles as a version keeps them."""
        names = ("number", "slug", "name", "summary", "text", "glyph")
        return [{name: getattr(principle, name) for name in names} for principle in self.principles]

    def frozen_coverage(self):
        """Where the requirements are met, as a version keeps it."""
        return requirements.to_freeze(self.coverage)

    def frozen_sections(self, version):
        """Unsaved rows of a version's sections."""
        foundations = self._foundations()
        # The words of references are written into the text, which is Swedish whoever freezes it.
        with override("sv"):
            return [self._frozen(version, order, place, foundations) for order, place in enumerate(self.places)]

    def _frozen(self, version, order, place, foundations):
        section = place.section
        return VersionSection(
            version=version,
            key=section.key,
            order=order,
            depth=place.depth,
            number=place.number,
            kind=section.kind,
            heading=section.heading,
            body=references.body_resolved(section.body, self.titles),
            assessments=self._weighing(section),
            builds_on=[foundations[other.key] for other in section.builds_on.all() if other.key in foundations],
            evidence=[{"slug": item.slug, "title": item.title} for item in section.evidence.all()],
        )

    def _weighing(self, section):
        cells = [(principle, self.assessments.get((section.pk, principle.pk))) for principle in self.principles]
        return [
            {"principle": principle.slug, "is_relevant": cell.is_relevant, "text": cell.text}
            for principle, cell in cells
            if cell and section.is_weighed
        ]

    def _foundations(self):
        """The sections of the parent's current version, by key: a programme builds on what is published."""
        parent = self.document.parent
        current = Version.objects.published().filter(document=parent).current_first().first() if parent else None
        if current is None:
            return {}
        return {
            section.key: {
                "document": parent.slug,
                "version": current.number,
                "key": str(section.key),
                "number": section.number,
                "heading": section.heading,
            }
            for section in current.sections.all()
        }
