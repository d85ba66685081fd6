"""What the fields of a draft say, in the words of the form."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations import fields
from consultations.models import Stance
from rus_portal.accounts.models import Organisation

DAYS = ("decision.date", "decision.expected")


def readable(name, value):
    """A saved value in the words of the form."""
    if name.startswith("question.") and value in Stance.values:
        return Stance(value).label
    if name.endswith(".stance"):
        return Stance(value).label if value in Stance.values else Stance.NOT_STATED.label
    if name in ("about.protected", "decision.preliminary"):
        return _("Yes") if value == "1" else _("No")
    if name == "overall.seconds":
        return ", ".join(fields.seconds({name: value})) or _("Nobody")
    if name == "about.joint":
        chosen = Organisation.objects.filter(pk__in=fields.joint({name: value})).in_swedish_order()
        return ", ".join(str(organisation) for organisation in chosen) or _("Nobody else")
    return (day(value) if name in DAYS else value) or _("Nothing")


def day(text):
    """`2021-06-14` as 14 juni 2021; what is no day stands as it was written."""
    try:
        return date_format(fields.day(text), "j F Y")
    except ValueError:
        return text
