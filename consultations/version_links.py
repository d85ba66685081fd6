"""The way from a version's page to the round that is open on it."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.models import Consultation
from strategy.links import Link, register


def open_round(version):
    """The open round on this version, if there is one."""
    consultation = Consultation.objects.open().filter(version=version).order_by("last_day").first()
    if consultation is None:
        return None
    detail = _("no later than %(day)s") % {"day": date_format(consultation.last_day, "l j F Y")}
    answer = reverse("consultations:answer", args=[consultation.year, consultation.slug])
    return Link(consultation.get_absolute_url(), _("Answer the consultation"), detail, paragraph=f"{answer}?stycke=")


def register_all():
    """Called when the app is ready."""
    register(open_round)
