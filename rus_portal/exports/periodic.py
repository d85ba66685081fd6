from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from rus_portal.exports import tasks
from rus_portal.exports.models import Export

# An export that nobody has touched for so long has lost its worker or its message.
FORGOTTEN_AFTER = timedelta(minutes=5)


@shared_task
def pick_up_exports():
    """Hand forgotten exports to a worker again."""
    forgotten = Export.objects.unfinished().filter(touched_at__lt=timezone.now() - FORGOTTEN_AFTER)
    for pk in forgotten.values_list("pk", flat=True):
        tasks.make_export.delay(pk)
