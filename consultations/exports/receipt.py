"""The copy of an answer as PDF: the receipt and all that was said."""

import logging

from django.conf import settings
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from consultations import canonical
from consultations.models import Response
from rus_portal.exports import actions, pdf, registry
from rus_portal.exports.models import Export

logger = logging.getLogger(__name__)
RECEIPT = "receipt"


def _find(subject):
    related = ("consultation__version", "organisation", "invitation", "sent_by")
    return Response.objects.select_related(*related).defer("consultation__version__rendered").get(pk=subject)


def _make(response, progress):
    parts = canonical.parts_of(response)
    progress(20)
    context = {
        "response": response,
        "consultation": response.consultation,
        "parts": parts,
        "region": settings.PORTAL_REGION,
    }
    return pdf.render("consultations/pdf/receipt.html", context)


def _file_name(response):
    return _("receipt-%(number)s.pdf") % {"number": response.receipt_number}


def _may_download(user, response):
    """Officials, by their rights. The senders come through the page of their receipt."""
    return Response.objects.visible_to(user).filter(pk=response.pk).exists()


KIND = registry.Kind(RECEIPT, _find, _make, _file_name, _may_download)


def request_receipt(response, *, language=None):
    """Ask for the copy, or get the one that is made already."""
    return actions.request(RECEIPT, response.pk, response.fingerprint, language=language)


def receipt_copy(response, language):
    """The finished copy. While there is none it is asked for, so that it is made before somebody opens it."""
    made = Export.objects.ready().filter(kind=RECEIPT, subject=str(response.pk), fingerprint=response.fingerprint)
    if copy := made.filter(language=language).first():
        return copy
    try:
        request_receipt(response, language=language)
    except OperationalError:
        logger.warning("no broker, the copy will be made later")
    return None
