"""Where a body's letters went last time, or else its registry: what a new invitation begins with."""

from consultations.models import Invitation
from rus_portal.accounts.models import Organisation


def last_contacts(organisations=None):
    """{organisation id: (contact name, address)} of these organisations, or of all; without those that have none."""
    known = Organisation.objects.exclude(registry_email="")
    invited = Invitation.objects.order_by("organisation", "-pk").distinct("organisation")
    if organisations is not None:
        known, invited = known.filter(pk__in=organisations), invited.filter(organisation__in=organisations)
    contacts = {pk: ("", address) for pk, address in known.values_list("pk", "registry_email")}
    rows = invited.values_list("organisation", "contact_name", "contact_email")
    return contacts | {pk: (name, address) for pk, name, address in rows}
