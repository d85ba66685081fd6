"""`appoint anna@region.example project_leader`: how the first official of a new portal comes in."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from rus_portal.accounts import actions
from rus_portal.accounts.roles import Role


class Command(BaseCommand):
    help = "Give a person one of the region's roles; the person then logs in by a mailed code. --end takes it away."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--name", default="", help="the person's name, for a new account")
        parser.add_argument("--end", action="store_true", help="take the role away")

    def handle(self, *, email, role, name, end, **options):
        """Says what the person has now."""
        try:
            validate_email(email)
        except ValidationError as fault:
            raise CommandError(f"{email!r} is not an e-mail address.") from fault
        if end and not actions.dismiss(email, role, by=None):
            raise CommandError(f"{email} does not have the role {role}.")
        if not end:
            actions.appoint(email, role, by=None, name=name)
        self.stdout.write(f"{email} {'no longer has' if end else 'has'} the role {role}.")
