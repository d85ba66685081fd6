from strategy.models.comparisons import StoredComparison, StoredComparisonQuerySet
from strategy.models.documents import Document, DocumentKind
from strategy.models.evidence import Evidence, EvidenceKind, Participants
from strategy.models.images import Image, ImageQuerySet
from strategy.models.principles import AssessmentRevision, GuidingPrinciple, PrincipleAssessment
from strategy.models.sections import WEIGHED_KINDS, Section, SectionKind, SectionQuerySet, SectionRevision
from strategy.models.versions import Version, VersionEvent, VersionQuerySet, VersionSection, VersionSectionQuerySet
from strategy.models.writing import Happening, HeldText, HeldTextQuerySet, SectionEvent, SectionPresence

__all__ = [
    "WEIGHED_KINDS",
    "AssessmentRevision",
    "Document",
    "DocumentKind",
    "Evidence",
    "EvidenceKind",
    "GuidingPrinciple",
    "Happening",
    "HeldText",
    "HeldTextQuerySet",
    "Image",
    "ImageQuerySet",
    "Participants",
    "PrincipleAssessment",
    "Section",
    "SectionEvent",
    "SectionKind",
    "SectionPresence",
    "SectionQuerySet",
    "SectionRevision",
    "StoredComparison",
    "StoredComparisonQuerySet",
    "Version",
    "VersionEvent",
    "VersionQuerySet",
    "VersionSection",
    "VersionSectionQuerySet",
]
