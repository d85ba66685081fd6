"""The letters of a round: one function for each, written and not yet owed (`rus_portal.notifications.actions.owe_all`).

Letters are written in the portal's own language, whatever language the official reads the portal in.
"""

import re

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations.models import Invitation
from rus_portal.accounts.models import Organisation
from rus_portal.notifications import actions

LANGUAGE = settings.LANGUAGE_CODE


def invitation(invited):
    """The letter that sends the round out: what, until when, how, and the body's own link."""
    return _to_invited("invitation", invited, deadline=invited.consultation.deadline)


def sample_invitation(consultation):
    """The invitation's words for officials to read beforehand; its link leads to nobody's answer."""
    body = Organisation(name=_("The invited organisation"))
    sample = Invitation(consultation=consultation, organisation=body, contact_email="", key="•••")
    return invitation(sample)


def reminder(invited, kind, deadline):
    """To a body that has not answered; `kind` is one of `reminders.KINDS`."""
    return _to_invited(kind, invited, deadline=deadline, template="reminder")


def moved_deadline(invited, *, before, reason, own):
    """The new last day leads; the old one and the reason follow. `own` is the body's own deadline after the move."""
    facts = {"before": before, "reason": reason, "own": own}
    return _to_invited("moved_deadline", invited, deadline=invited.consultation.deadline, **facts)


def withdrawn(invited, *, reason):
    """That the round has been withdrawn, and that nothing need be done."""
    return _to_invited("withdrawn", invited, deadline=None, reason=reason)


def extension_asked(extension):
    """To the region's contact: somebody waits for a decision."""
    consultation = extension.invitation.consultation
    path = reverse("consultations:workspace_round", args=[consultation.year, consultation.slug])
    return _letter(
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


def _to_invited(kind, invited, *, deadline, template=None, about=None, **facts):
    context = {
        "invitation": invited,
        "consultation": invited.consultation,
        "deadline": deadline,
        "kind": kind,
        "link": personal_link(invited),
        **facts,
    }
    return _letter(
        kind,
        recipient=invited.contact_email,
        recipient_name=invited.contact_name or str(invited.organisation),
        about=about or f"invitation:{invited.pk}",
        deadline=deadline.ends if deadline else None,
        template=template,
        context=context,
    )


def personal_link(invited):
    """The way into the body's own answer. Whoever it is forwarded to may write there."""
    consultation = invited.consultation
    with override(LANGUAGE):
        path = reverse("consultations:answer", args=[consultation.year, consultation.slug])
    return f"{settings.PORTAL_URL}{path}?inbjudan={invited.key}"


def _letter(kind, *, context, template=None, **fields):
    name = f"consultations/email/{template or kind}"
    context |= {"portal_name": settings.PORTAL_NAME, "portal_url": settings.PORTAL_URL}
    with override(LANGUAGE):
        return actions.letter(
            kind=kind,
            subject=_plain(f"{name}.subject.txt", context),
            text=_plain(f"{name}.txt", context),
            html=render_to_string(f"{name}.html", context),
            language=LANGUAGE,
            **fields,
        )


def _plain(name, context):
    """Text as text: nothing is escaped, and what the template's tags leave of empty lines is tidied."""
    text = get_template(name).template.render(Context(context, autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
