"""The letters to those who are mentioned in a comment: one for each mention, not yet owed."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from rus_portal.accounts.models import User
from rus_portal.notifications import actions
from rus_portal.notifications.registry import Kind, register

MENTIONED = "strategy_mention"
LANGUAGE = settings.LANGUAGE_CODE


def register_all():
    """Called when the app is ready."""
    register(Kind(MENTIONED, gettext_lazy("Mention in a comment on the strategy"), to_region=True))


def officials():
    """Those who can be mentioned: everyone who may enter the workspace, by name."""
    return User.objects.filter(is_active=True, official_roles__isnull=False).distinct().order_by("name", "email")


def mentioned(comment, people):
    """To each of them: who says what about which words, and where to answer."""
    section = comment.thread.section
    with override(LANGUAGE):
        path = reverse("strategy:section_marks", args=[section.document.slug, section.key])
        facts = {
            "who": comment.by,
            "section": section.heading,
            "title": section.document.title,
            "quoted": comment.thread.quoted or section.heading,
            "text": comment.text,
            "link": f"{settings.PORTAL_URL}{path}#kommentar-{comment.thread_id}",
        }
        subject = _("%(who)s mentions you in a comment on “%(section)s”") % facts
        said = (
            _("%(who)s writes about “%(quoted)s” in %(title)s:\n\n%(text)s\n\nRead and answer here: %(link)s") % facts
        )
        return [
            actions.letter(
                recipient=person.email,
                recipient_name=str(person),
                kind=MENTIONED,
                about=f"comment:{comment.pk}",
                subject=subject,
                text=said % facts,
                language=LANGUAGE,
            )
            for person in people
        ]
