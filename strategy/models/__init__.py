from strategy.models.documents import Document, DocumentKind
from strategy.models.evidence import Evidence, EvidenceKind, Participants
from strategy.models.principles import GuidingPrinciple, PrincipleAssessment
from strategy.models.sections import WEIGHED_KINDS, Section, SectionKind, SectionQuerySet, SectionRevision
from strategy.models.versions import Version, VersionEvent, VersionQuerySet, VersionSection, VersionSectionQuerySet

__all__ = [
    "WEIGHED_KINDS",
    "Document",
    "DocumentKind",
    "Evidence",
    "EvidenceKind",
    "GuidingPrinciple",
    "Participants",
    "PrincipleAssessment",
    "Section",
    "SectionKind",
    "SectionQuerySet",
    "SectionRevision",
    "Version",
    "VersionEvent",
    "VersionQuerySet",
    "VersionSection",
    "VersionSectionQuerySet",
]
