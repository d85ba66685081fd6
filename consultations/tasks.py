from celery import shared_task

from consultations import exports, paper_making
from consultations.models import Response


@shared_task
def prepare_receipt(response_id: int, language: str) -> None:
    """Have the sender's copy made before it is asked for."""
    exports.request_receipt(Response.objects.get(pk=response_id), language=language)


@shared_task
def make_draft_paper(paper_id: int) -> None:
    """Make the copy of a draft that somebody asked for, unless the draft has changed or been sent meanwhile."""
    paper_making.make(paper_id)
