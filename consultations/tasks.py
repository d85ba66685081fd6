from celery import shared_task

from consultations import cleaning, exports, paper_making
from consultations.models import Response, WebFile
from rus_portal.notifications import tasks as letters


@shared_task
def follow_up(response_id: int, language: str, letter_ids: list[int]) -> None:
    """After an answer has come in: have the sender's copy made before it is asked for, and send the receipt.

    Without broker nothing is lost: the relay sends the letters, and the copy is made when it is asked for.
    """
    exports.request_receipt(Response.objects.get(pk=response_id), language=language)
    for letter_id in letter_ids:
        letters.send_letter(letter_id)


@shared_task
def make_draft_paper(paper_id: int) -> None:
    """Make the copy of a draft that somebody asked for, unless the draft has changed or been sent meanwhile."""
    paper_making.make(paper_id)


@shared_task
def clean_web_file(pk: int) -> None:
    """Take out what a masked copy says of its writer; from then on it is shown. Done once."""
    web_file = WebFile.objects.filter(pk=pk, is_clean=False).exclude(file="").first()
    if web_file:
        cleaning.clean(web_file)
