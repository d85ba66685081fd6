"""Writing an answer: begin, save, attach. Nobody but its writers reaches a draft; see also `sending`."""

from django.db import transaction

from consultations import earlier, fields
from consultations.actions.attaching import attach, detach
from consultations.actions.saving import FieldsChangedError, save_fields
from consultations.actions.sending import (
    AnswerIncompleteError,
    AnswersNotTakenError,
    DraftIsFrozenError,
    DraftIsSentError,
    MayNotSendError,
    ReplacedError,
    send,
    withdraw,
)
from consultations.models import Consultation, Draft, Invitation
from rus_portal.exports.uploads import FileRefusedError

__all__ = [
    "AnswerIncompleteError",
    "AnswersNotTakenError",
    "DraftIsFrozenError",
    "DraftIsSentError",
    "FieldsChangedError",
    "FileRefusedError",
    "MayNotSendError",
    "ReplacedError",
    "attach",
    "begin",
    "detach",
    "save_fields",
    "send",
    "withdraw",
]


@transaction.atomic
def begin(
    consultation: Consultation, *, user=None, invitation=None, organisation=None, supplements=None, replaces=None
) -> Draft:
    """A draft to write in. The people of one organisation share theirs: whoever comes second gets the first one's."""
    if not consultation.accepts_answers:
        raise AnswersNotTakenError
    invitation = invitation or _invitation(consultation, organisation)
    organisation = invitation.organisation if invitation else organisation
    owner = user if user is not None and user.is_authenticated else None
    draft = _shared_draft(consultation, invitation, organisation, owner)
    _note_what_it_follows(draft, supplements, replaces)
    kind = fields.INVITED if invitation else fields.ORGANISATION if organisation else ""
    known = {"about.kind": kind} if kind else {}
    if follows := supplements or replaces:
        known = earlier.values_of(follows, whole=replaces is not None) | known
    if known and not draft.fields.exists():
        save_fields(draft, known, by=owner)
    return draft


def _invitation(consultation, organisation):
    if organisation is None:
        return None
    return Invitation.objects.filter(consultation=consultation, organisation=organisation).first()


def _shared_draft(consultation, invitation, organisation, owner):
    if invitation:
        # Whoever was shown out of an earlier draft does not come in again by the letter.
        closed = Draft.objects.filter(invitation=invitation, is_closed_to_invitation=True)
        facts = {"consultation": consultation, "organisation": organisation, "owner": owner}
        facts |= {"is_closed_to_invitation": closed.exists}
        draft, _new = Draft.objects.get_or_create(invitation=invitation, sent_at=None, defaults=facts)
        return draft
    if organisation:
        unsent = Draft.objects.unsent().filter(consultation=consultation, organisation=organisation)
        if draft := unsent.order_by("created_at").first():
            return draft
    return Draft.objects.create(consultation=consultation, organisation=organisation, owner=owner)


def _note_what_it_follows(draft, supplements, replaces):
    follows = supplements or replaces
    if follows is None:
        return
    draft.follows, draft.follows_as = follows, "supplements" if supplements else "replaces"
    draft.save(update_fields=["follows", "follows_as"])
