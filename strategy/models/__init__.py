from strategy.models.beside import (
    Erratum,
    ErratumQuerySet,
    Summary,
    SummaryEvent,
    SummaryQuerySet,
    SummaryRevision,
)
from strategy.models.comparisons import StoredComparison, StoredComparisonQuerySet
from strategy.models.coverage import Coverage, CoverageRevision
from strategy.models.documents import Document, DocumentKind
from strategy.models.evidence import Evidence, EvidenceKind, EvidenceRevision, Participants
from strategy.models.freezing import FreezeEvent, FreezeRequest, WrongPersonError
from strategy.models.hints import DismissedHint, DismissedHintQuerySet
from strategy.models.images import Image, ImageQuerySet
from strategy.models.imports import DocumentImport, DocumentImportEvent, ImportedPicture, ImportPlace
from strategy.models.marking import (
    Comment,
    CommentEvent,
    CommentThread,
    CommentThreadQuerySet,
    Suggestion,
    SuggestionEvent,
    SuggestionKind,
    SuggestionQuerySet,
)
from strategy.models.principles import AssessmentRevision, GuidingPrinciple, PrincipleAssessment, PrincipleRevision
from strategy.models.sections import WEIGHED_KINDS, Section, SectionKind, SectionQuerySet, SectionRevision
from strategy.models.versions import Version, VersionEvent, VersionQuerySet, VersionSection, VersionSectionQuerySet
from strategy.models.writing import Happening, HeldText, HeldTextQuerySet, SectionEvent, SectionPresence

__all__ = [
    "WEIGHED_KINDS",
    "AssessmentRevision",
    "Comment",
    "CommentEvent",
    "CommentThread",
    "CommentThreadQuerySet",
    "Coverage",
    "CoverageRevision",
    "DismissedHint",
    "DismissedHintQuerySet",
    "Document",
    "DocumentImport",
    "DocumentImportEvent",
    "DocumentKind",
    "Erratum",
    "ErratumQuerySet",
    "Evidence",
    "EvidenceKind",
    "EvidenceRevision",
    "FreezeEvent",
    "FreezeRequest",
    "GuidingPrinciple",
    "Happening",
    "HeldText",
    "HeldTextQuerySet",
    "Image",
    "ImageQuerySet",
    "ImportPlace",
    "ImportedPicture",
    "Participants",
    "PrincipleAssessment",
    "PrincipleRevision",
    "Section",
    "SectionEvent",
    "SectionKind",
    "SectionPresence",
    "SectionQuerySet",
    "SectionRevision",
    "StoredComparison",
    "StoredComparisonQuerySet",
    "Suggestion",
    "SuggestionEvent",
    "SuggestionKind",
    "SuggestionQuerySet",
    "Summary",
    "SummaryEvent",
    "SummaryQuerySet",
    "SummaryRevision",
    "Version",
    "VersionEvent",
    "VersionQuerySet",
    "VersionSection",
    "VersionSectionQuerySet",
    "WrongPersonError",
]
