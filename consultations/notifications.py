"""The letters of a round: one function for each, written and not yet owed (`rus_portal.notifications.actions.owe_all`).

Letters are written in the portal's own language, whatever language the official reads the portal in.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations import checks
from consultations.deadlines import Deadline
from consultations.models import Invitation
from consultations.reminders import Plan
from rus_portal.accounts.models import Organisation
from rus_portal.accounts.roles import Right
from rus_portal.notifications import actions
from rus_portal.notifications.models import DRAFT
from rus_portal.notifications.writing import as_text

LANGUAGE = settings.LANGUAGE_CODE


def invitation(invited, *, ordinal=0):
    """The letter that sends the round out: what, until when, how, and the body's own links.

    `ordinal` tells one that is sent again from those before it.
    """
    links = {
        "received_link": personal_link(invited, "consultations:confirm_receipt"),
        "no_comments_link": personal_link(invited, "consultations:brief_link", "inga-synpunkter"),
        "declines_link": personal_link(invited, "consultations:brief_link", "avstar"),
    }
    return _to_invited("invitation", invited, deadline=invited.consultation.deadline, ordinal=ordinal, **links)


def sample_invitation(consultation):
    """The invitation's words for officials to read beforehand; its link leads to nobody's answer."""
    body = Organisation(name=_("The invited organisation"))
    sample = Invitation(consultation=consultation, organisation=body, contact_email="", key="•••")
    return invitation(sample)


def reminder(invited, kind, deadline):
    """To a body that has not answered; `kind` is one of `reminders.KINDS`."""
    return _to_invited(kind, invited, deadline=deadline, template="reminder")


def moved_deadline(invited, *, before, reason, own, ordinal=0):
    """The new last day leads; the old one and the reason follow. `own` is the body's own deadline after the move.

    `ordinal` is that of the move: moved to a day, away and there again, a body is told three times.
    """
    facts = {"before": before, "reason": reason, "own": own, "ordinal": ordinal}
    return _to_invited("moved_deadline", invited, deadline=invited.consultation.deadline, **facts)


def reminder_of_parts(invited, kind, plan):
    """To a body that has not answered: some parts are wanted sooner. `kind` is one of `reminders.PART_KINDS`."""
    facts = {"parts": plan.parts, "whole": Plan.of(invited).deadline}
    return _to_invited(kind, invited, deadline=plan.deadline, template="part_reminder", **facts)


def moved_part(invited, *, move):
    """The new last day of one part leads; the old one and the reason follow. `move` is its event."""
    facts = {"part": move.part, "before": Deadline(move.last_day_before), "reason": move.reason}
    whole = invited.consultation.deadline
    # The move's own number: two parts moved to one day, or one moved away and back, are two letters each.
    return _to_invited("moved_part", invited, deadline=move.part.deadline, ordinal=move.pk, whole=whole, **facts)


def withdrawn(invited, *, reason):
    """That the round has been withdrawn, and that nothing need be done."""
    return _to_invited("withdrawn", invited, deadline=None, reason=reason)


def paused(invited, *, reason, ordinal):
    """That the round rests: answers are received, nobody is reminded. `ordinal` tells a second pause from the first."""
    return _to_invited("paused", invited, deadline=invited.consultation.deadline, ordinal=ordinal, reason=reason)


def resumed(invited, *, before, own, reason, ordinal):
    """That the round goes on, and until when. `own` is the body's own deadline now."""
    facts = {"before": before, "own": own, "reason": reason}
    return _to_invited("resumed", invited, deadline=invited.consultation.deadline, ordinal=ordinal, **facts)


def opening_blocked(consultation, recipient, problems):
    """To whoever runs consultations: the planned opening did not come about, and why."""
    with override(LANGUAGE):
        path = reverse("consultations:workspace_setup", args=[consultation.year, consultation.slug, checks.CHECK])
    return write(
        "opening_blocked",
        recipient=recipient.email,
        recipient_name=str(recipient),
        about=f"round:{consultation.pk}",
        deadline=consultation.opens_at,
        context={"consultation": consultation, "problems": problems, "link": f"{settings.PORTAL_URL}{path}"},
    )


def outage_proposal(proposal):
    """To the region's contact: the portal could not be reached shortly before the deadline, and proposes more time."""
    consultation = proposal.consultation
    with override(LANGUAGE):
        path = reverse("consultations:workspace_round", args=[consultation.year, consultation.slug])
    return write(
        "outage_proposal",
        recipient=consultation.contact_email,
        recipient_name=consultation.contact_name,
        about=f"round:{consultation.pk}",
        # One letter for each outage.
        deadline=proposal.outages[-1].began,
        context={"proposal": proposal, "consultation": consultation, "link": f"{settings.PORTAL_URL}{path}"},
    )


def extension_asked(extension):
    """To the region's contact: somebody waits for a decision."""
    consultation = extension.invitation.consultation
    path = reverse("consultations:workspace_round", args=[consultation.year, consultation.slug])
    return write(
        "extension_asked",
        recipient=consultation.contact_email,
        recipient_name=consultation.contact_name,
        about=f"extension:{extension.pk}",
        context={"extension": extension, "consultation": consultation, "link": f"{settings.PORTAL_URL}{path}"},
    )


def extension_decision(extension):
    """Granted, with the new last day; or refused, with the old one."""
    invited = extension.invitation
    return _to_invited(
        "extension_decision", invited, deadline=invited.deadline, about=f"extension:{extension.pk}", extension=extension
    )


def published_answer(response, recipient, *, ordinal=0):
    """To whoever answered: the web version of the answer stands here."""
    consultation = response.consultation
    with override(response.language):
        place = [consultation.year, consultation.slug, response.receipt_number]
        page = reverse("consultations:published_answer", args=place)
    return write(
        "published_answer",
        recipient=recipient,
        recipient_name=response.sender,
        about=f"response:{response.pk}",
        ordinal=ordinal,
        language=response.language,
        needs_right=Right.READ_RESPONSES,
        context={"consultation": consultation, "response": response, "link": f"{settings.PORTAL_URL}{page}"},
    )


def access_request_received(request):
    """To the region: somebody asks to read a document. What is asked for stands in the portal only."""
    with override(LANGUAGE):
        path = reverse("consultations:workspace_access_request", args=[request.number])
    return write(
        "access_request_received",
        recipient=settings.CONTACT_EMAIL,
        about=f"access_request:{request.pk}",
        belongs_to="",
        context={"access_request": request, "link": f"{settings.PORTAL_URL}{path}"},
    )


def _to_invited(kind, invited, *, deadline, template=None, about=None, ordinal=0, **facts):
    context = {
        "invitation": invited,
        "consultation": invited.consultation,
        "deadline": deadline,
        "kind": kind,
        "link": personal_link(invited),
        **facts,
    }
    return write(
        kind,
        recipient=invited.contact_email,
        recipient_name=invited.contact_name or str(invited.organisation),
        about=about or f"invitation:{invited.pk}",
        deadline=deadline.ends if deadline else None,
        ordinal=ordinal,
        template=template,
        context=context,
    )


def personal_link(invited, page="consultations:answer", *place):
    """The way into the body's own answer. Whoever it is forwarded to may write there."""
    consultation = invited.consultation
    with override(LANGUAGE):
        path = reverse(page, args=[consultation.year, consultation.slug, *place])
    return f"{settings.PORTAL_URL}{path}?inbjudan={invited.key}"


def write(kind, *, context, template=None, language=LANGUAGE, **fields):
    """A letter from its three templates. It belongs to the round, unless it is about somebody's draft."""
    name = f"consultations/email/{template or kind}"
    context |= {"portal_name": settings.PORTAL_NAME, "portal_url": settings.PORTAL_URL}
    if (consultation := context.get("consultation")) and not fields["about"].startswith(DRAFT):
        fields.setdefault("belongs_to", belongs_to(consultation))
    with override(language):
        return actions.letter(
            kind=kind,
            subject=as_text(f"{name}.subject.txt", context),
            text=as_text(f"{name}.txt", context),
            html=render_to_string(f"{name}.html", context),
            language=language,
            **fields,
        )


def belongs_to(consultation):
    """How the letters of a round are found again."""
    return f"round:{consultation.pk}"
