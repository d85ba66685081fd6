from celery import shared_task

from consultations import exports
from consultations.models import Response


@shared_task
def prepare_receipt(response_id: int, language: str) -> None:
    """Have the sender's copy made before it is asked for."""
    exports.request_receipt(Response.objects.get(pk=response_id), language=language)
