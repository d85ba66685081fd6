"""The letters about a freeze: to those who may confirm it, and back to the one who asked. Not yet owed."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from rus_portal.accounts.models import User
from rus_portal.accounts.roles import ROLES, Right
from rus_portal.notifications import actions
from rus_portal.notifications.registry import Kind, register
from strategy.models import FreezeRequest
from strategy.workflow import FreezeState

ASKED, ANSWERED = "freeze_asked", "freeze_answered"
LANGUAGE = settings.LANGUAGE_CODE


def register_all():
    """Called when the app is ready."""
    register(
        Kind(ASKED, gettext_lazy("Request to freeze a version"), _is_still_owed, to_region=True),
        Kind(ANSWERED, gettext_lazy("Answer to a request to freeze a version"), to_region=True),
    )


def asked(request):
    """To each who may confirm, but for the one who asks."""
    with override(LANGUAGE):
        subject = _("Freeze “%(label)s” of %(title)s?") % {"label": request.label, "title": request.document.title}
        said = _(
            "%(who)s asks that “%(label)s” of %(title)s be frozen. Somebody else must confirm it.\n\n"
            "Why: %(reason)s\n\nRead the text and confirm or refuse here: %(link)s"
        )
        facts = {
            "who": request.asked_by,
            "label": request.label,
            "title": request.document.title,
            "reason": request.reason,
            "link": _link("strategy:freeze", request.document.slug),
        }
        return [_letter(ASKED, request, person, subject, said % facts) for person in confirmers(request.asked_by)]


def answered(request):
    """To the one who asked: by whom it was confirmed or refused, and why."""
    with override(LANGUAGE):
        facts = {
            "who": request.decided_by,
            "label": request.label,
            "title": request.document.title,
            "reason": request.answer,
        }
        if request.version:
            subject = _("“%(label)s” of %(title)s is frozen") % facts
            said = _("%(who)s has confirmed that “%(label)s” of %(title)s is frozen.\n\nRead it here: %(link)s")
            link = _link("strategy:workspace_version", request.document.slug, request.version.number)
        else:
            subject = _("“%(label)s” of %(title)s was not frozen") % facts
            said = _("%(who)s has said no to freezing “%(label)s” of %(title)s.\n\nWhy: %(reason)s\n\nGo on: %(link)s")
            link = _link("strategy:freeze", request.document.slug)
        return _letter(ANSWERED, request, request.asked_by, subject, said % (facts | {"link": link}))


def confirmers(asker):
    """Those who may confirm what this person asks for."""
    roles = [role for role, description in ROLES.items() if Right.FREEZE_VERSION in description.rights]
    found = User.objects.filter(is_active=True, official_roles__role__in=roles).exclude(pk=asker.pk)
    return found.distinct().order_by("pk")


def _letter(kind, request, person, subject, text):
    return actions.letter(
        recipient=person.email,
        recipient_name=str(person),
        kind=kind,
        about=f"freeze:{request.pk}",
        subject=subject,
        text=text,
        language=LANGUAGE,
    )


def _link(name, *args):
    return f"{settings.PORTAL_URL}{reverse(name, args=args)}"


def _is_still_owed(letter):
    waiting = FreezeRequest.objects.filter(pk=letter.about.partition(":")[2], state=FreezeState.ASKED)
    return waiting.exists()
