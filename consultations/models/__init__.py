"""The facts of a round, and the questions that can be asked of them."""

from consultations.models.drafts import Draft, DraftField, DraftFile, DraftQuerySet
from consultations.models.files import StoredFile
from consultations.models.invitations import Extension, Invitation, InvitationQuerySet, InvitationState
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
from consultations.models.rounds import Consultation, ConsultationEvent, ConsultationQuerySet, Question
from consultations.models.values import Stance, new_key

__all__ = [
    "Answer",
    "Attachment",
    "Consultation",
    "ConsultationEvent",
    "ConsultationQuerySet",
    "Draft",
    "DraftField",
    "DraftFile",
    "DraftQuerySet",
    "Extension",
    "Invitation",
    "InvitationQuerySet",
    "InvitationState",
    "LinkKind",
    "Question",
    "Response",
    "ResponseEvent",
    "ResponseLink",
    "ResponseQuerySet",
    "SectionComment",
    "SenderKind",
    "Stance",
    "StoredFile",
    "Timeliness",
    "new_key",
]
