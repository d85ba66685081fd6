from celery import shared_task

from consultations import cleaning, paper_making
from consultations.models import WebFile


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
