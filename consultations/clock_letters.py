"""The letters that nobody sends with a click: what the clock, a mail server or the end of a round makes us owe.

Written and not yet owed, as those of `notifications`.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from consultations import draft_letters, notifications, receipt_letter
from consultations.notifications import LANGUAGE
from rus_portal.accounts.roles import Right
from rus_portal.notifications import subscribing
from rus_portal.notifications.models import DRAFT


def unsent_draft(holder, kind, plan):
    """To somebody who holds a draft that is not sent. It says nothing of what is in it, nor whose it is.

    `plan` (a `reminders.Plan`) says by when, and which parts it is about when not the whole.
    """
    draft = holder.draft
    return notifications.write(
        kind,
        template="unsent_part" if plan.parts else "unsent_draft",
        recipient=holder.address,
        about=f"{DRAFT}{draft.pk}",
        deadline=plan.deadline.ends,
        context={
            "consultation": draft.consultation,
            "deadline": plan.deadline,
            "parts": plan.parts,
            # Whoever has been given more time has it for the parts too, and is not told of them.
            "whole": draft.consultation.deadline,
            "is_last": kind.endswith("_1"),
            "has_own_link": holder.link is not None,
            "link": draft_letters.address(holder.link) if holder.link else _page("consultations:my_responses"),
        },
    )


def missing_answer(invited, deadline):
    """After the closing, once: we have had no answer; one that comes late is received all the same."""
    return notifications.write(
        "missing_answer",
        recipient=invited.contact_email,
        recipient_name=invited.contact_name or str(invited.organisation),
        about=f"invitation:{invited.pk}",
        context={
            "invitation": invited,
            "consultation": invited.consultation,
            # Not stored with the letter: it is owed once, whatever deadline it names.
            "deadline": deadline,
            "link": notifications.personal_link(invited),
        },
    )


def outcome(response, recipient):
    """The round is finished: where the answers, their compilation and one's own stand."""
    consultation = response.consultation
    place = [consultation.year, consultation.slug]
    return notifications.write(
        "outcome",
        recipient=recipient,
        recipient_name=response.sender,
        about=f"round:{consultation.pk}",
        language=response.language,
        needs_right=Right.READ_RESPONSES,
        context={
            "consultation": consultation,
            "response": response,
            "report": _page("consultations:report", *place, language=response.language),
            "answers": _page("consultations:published_responses", *place, language=response.language),
            "receipt": receipt_letter.address(response),
        },
    )


def address_bounced(invitation, letter):
    """To the region's contact: letters to a body do not arrive. `letter` is the one that came back."""
    consultation = invitation.consultation
    path = reverse("consultations:workspace_contact", args=[consultation.year, consultation.slug, invitation.pk])
    return notifications.write(
        "address_bounced",
        recipient=consultation.contact_email,
        recipient_name=consultation.contact_name,
        about=f"invitation:{invitation.pk}",
        ordinal=letter.pk,
        context={
            "invitation": invitation,
            "consultation": consultation,
            "letter": letter,
            "link": f"{settings.PORTAL_URL}{path}",
        },
    )


def news(subscription, happening):
    """To a subscriber: what has happened. `happening` is one of `actions.announcing`."""
    with override(subscription.language):
        return notifications.write(
            "subscription_news",
            recipient=subscription.email,
            about=f"{subscription.about}:{happening.source}",
            belongs_to="",
            language=subscription.language,
            one_click=subscribing.one_click_link(subscription),
            context={
                "consultation": happening.consultation,
                "happening": happening,
                "subject": happening.subject,
                "says": happening.says,
                "link": f"{settings.PORTAL_URL}{happening.address}",
                "end_link": subscribing.link_to(subscription),
            },
        )


def _page(name, *place, language=LANGUAGE):
    with override(language):
        return f"{settings.PORTAL_URL}{reverse(name, args=place)}"
