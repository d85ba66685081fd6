"""The facts of a round, and the questions that can be asked of them."""

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
from consultations.models.files import StoredFile
from consultations.models.imports import Finding, ImportEvent, ImportRow, InvitationImport, Verdict
from consultations.models.invitations import (
    Extension,
    Invitation,
    InvitationEvent,
    InvitationQuerySet,
    InvitationState,
)
from consultations.models.responses import (
    Answer,
    Attachment,
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

__all__ = [
    "Answer",
    "Attachment",
    "CameBy",
    "Consultation",
    "ConsultationEvent",
    "ConsultationQuerySet",
    "CoverageNote",
    "Draft",
    "DraftEvent",
    "DraftField",
    "DraftFile",
    "DraftLink",
    "DraftNote",
    "DraftPaper",
    "DraftQuerySet",
    "DraftTask",
    "Extension",
    "Finding",
    "ImportEvent",
    "ImportRow",
    "Invitation",
    "InvitationEvent",
    "InvitationImport",
    "InvitationQuerySet",
    "InvitationState",
    "LinkKind",
    "PaperKind",
    "PaperState",
    "Question",
    "QuestionKind",
    "Response",
    "ResponseEvent",
    "ResponseLink",
    "ResponseQuerySet",
    "RoundPart",
    "SectionComment",
    "SenderKind",
    "Stance",
    "StoredFile",
    "Timeliness",
    "Verdict",
    "new_key",
]
