"""An invited body's answer in one click: no comments, or that it declines to answer."""

from django.db import transaction

from consultations import fields, signing, writers
from consultations.actions import answers
from consultations.models import CameBy, Draft, Invitation, Response, Stance
from consultations.writers import Writer
from rus_portal.accounts.models import MemberRole

# What can be said in one click.
STANCES = (Stance.NO_COMMENTS, Stance.DECLINES)


class AnsweredAlreadyError(Exception):
    """The body has an answer that stands: `response`."""

    def __init__(self, response):
        super().__init__(str(response))
        self.response = response


class SomethingIsWrittenError(Exception):
    """A draft of the body says something already: it is not sent with one click, and not left behind either."""


@transaction.atomic
def answer_briefly(invitation: Invitation, stance: str, *, by, name: str, email: str = "") -> tuple:
    """Send the body's whole answer, a stance. Returns (answer, the way into it for whoever sent it).

    Clicked twice it is one answer: the second click gets AnsweredAlreadyError.
    """
    if stance not in STANCES:
        raise ValueError(f"{stance!r} is not said in one click.")
    # One at a time for each body: the second click waits for the first one's answer.
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
    if standing := standing_answer(invitation):
        raise AnsweredAlreadyError(standing)
    if not signing.may_sign(invitation.organisation, by, holds_link=True):
        raise answers.MayNotSendError
    if says_something(unsent_draft(invitation)):
        raise SomethingIsWrittenError
    draft = answers.begin(invitation.consultation, user=by, invitation=invitation)
    link = writers.join(draft, came_by=CameBy.INVITATION, user=by if by.is_authenticated else None)
    if name and not link.name:
        link.name = name
        link.save(update_fields=["name"])
    answers.save_fields(draft, {"overall.stance": stance, "about.email": email}, by=by, who=name)
    is_member = by.is_authenticated and by.pk in writers.roles_of_members(draft.organisation_id)
    writer = Writer(link.user, link, name, MemberRole.SIGNATORY, is_member=is_member)
    return answers.send(draft, by=by, writer=writer), link


def standing_answer(invitation) -> Response | None:
    """The body's newest answer that counts."""
    return Response.objects.standing().filter(invitation=invitation).first()


def unsent_draft(invitation) -> Draft | None:
    """The body's draft, for those who came by its invitation."""
    return Draft.objects.unsent().filter(invitation=invitation).first()


def says_something(draft) -> bool:
    """Whether anything would be sent with it that the sender of one click has not seen."""
    if draft is None:
        return False
    values = dict(draft.fields.values_list("name", "value"))
    return draft.is_frozen or not fields.is_empty(values, files=draft.files.exists())
