"""The facts of a round, and the questions that can be asked of them."""

from consultations.models.access_requests import AccessRequest, AccessRequestEvent
from consultations.models.compilation import CompilationText, CompilationVersion
from consultations.models.confirming import Confirmation, ConfirmationFile
from consultations.models.drafting import (
    CameBy,
    DraftEvent,
    DraftLink,
    DraftNote,
    DraftPaper,
    DraftTask,
    PaperKind,
    PaperState,
)
from consultations.models.drafts import Draft, DraftField, DraftFile, DraftQuerySet
from consultations.models.files import DraftUpload, FileCheck, FileCheckEvent, FileRole, StoredFile
from consultations.models.imports import Finding, ImportEvent, ImportRow, InvitationImport, Verdict
from consultations.models.invitations import (
    Extension,
    Invitation,
    InvitationEvent,
    InvitationQuerySet,
    InvitationState,
)
from consultations.models.joining import Joining, JoiningEvent, JoiningPoint
from consultations.models.registry import Campaign, CampaignLetter, ProtectedReading, RegistryEntry
from consultations.models.response_marks import UNCOUNTED, UNPUBLISHABLE, MarkKind, ResponseMark
from consultations.models.responses import (
    Answer,
    Attachment,
    Channel,
    LinkKind,
    Response,
    ResponseEvent,
    ResponseLink,
    ResponseQuerySet,
    SectionComment,
    SenderKind,
    Timeliness,
)
from consultations.models.round_parts import RoundPart
from consultations.models.rounds import (
    Consultation,
    ConsultationEvent,
    ConsultationQuerySet,
    CoverageNote,
    Question,
    QuestionKind,
)
from consultations.models.values import Stance, new_key
from consultations.models.web_versions import Decision, PassageKind, Redaction, WebFile
from consultations.models.word_forms import (
    DraftWordForm,
    DraftWordFormEvent,
    DraftWordFormPassage,
    Handling,
    WordFormKind,
)

__all__ = [
    "UNCOUNTED",
    "UNPUBLISHABLE",
    "AccessRequest",
    "AccessRequestEvent",
    "Answer",
    "Attachment",
    "CameBy",
    "Campaign",
    "CampaignLetter",
    "Channel",
    "CompilationText",
    "CompilationVersion",
    "Confirmation",
    "ConfirmationFile",
    "Consultation",
    "ConsultationEvent",
    "ConsultationQuerySet",
    "CoverageNote",
    "Decision",
    "Draft",
    "DraftEvent",
    "DraftField",
    "DraftFile",
    "DraftLink",
    "DraftNote",
    "DraftPaper",
    "DraftQuerySet",
    "DraftTask",
    "DraftUpload",
    "DraftWordForm",
    "DraftWordFormEvent",
    "DraftWordFormPassage",
    "Extension",
    "FileCheck",
    "FileCheckEvent",
    "FileRole",
    "Finding",
    "Handling",
    "ImportEvent",
    "ImportRow",
    "Invitation",
    "InvitationEvent",
    "InvitationImport",
    "InvitationQuerySet",
    "InvitationState",
    "Joining",
    "JoiningEvent",
    "JoiningPoint",
    "LinkKind",
    "MarkKind",
    "PaperKind",
    "PaperState",
    "PassageKind",
    "ProtectedReading",
    "Question",
    "QuestionKind",
    "Redaction",
    "RegistryEntry",
    "Response",
    "ResponseEvent",
    "ResponseLink",
    "ResponseMark",
    "ResponseQuerySet",
    "RoundPart",
    "SectionComment",
    "SenderKind",
    "Stance",
    "StoredFile",
    "Timeliness",
    "Verdict",
    "WebFile",
    "WordFormKind",
    "new_key",
]
