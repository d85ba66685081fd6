"""allauth's letters go the way of all others: a row, then the worker."""

import uuid

from allauth.account.adapter import DefaultAccountAdapter

from rus_portal.notifications import actions


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix, email, context):
        """Owe the letter instead of sending it inside the request."""
        message = self.render_mail(template_prefix, email, context)
        actions.owe(
            recipient=email,
            kind="account",
            # Each is a letter of its own: two asked-for codes are two letters.
            about=f"account:{uuid.uuid4().hex}",
            subject=message.subject,
            text=message.body,
        )
