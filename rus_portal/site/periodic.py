from celery import shared_task

from rus_portal.site.search import index


@shared_task
def keep_search_up_to_date():
    """Take up what has changed, so that whoever searches next need not wait for it."""
    index.catch_up()
