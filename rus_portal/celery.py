"""The Celery app: finds `tasks.py` (what actions leave behind) and `periodic.py` (the clock) in every app."""

from celery import Celery

app = Celery("rus_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="periodic")
