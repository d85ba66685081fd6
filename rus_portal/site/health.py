"""Liveness, readiness and figures for those who run the portal."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from kombu import Connection
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from rus_portal.exports import scanner


@login_not_required
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations():
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError("migrations are waiting")


def _broker():
    if not settings.CELERY_BROKER_URL.startswith("memory"):
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    cache.get("readyz")


def _storage():
    folder = Path(default_storage.path(""))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".writable").write_text("ok", encoding="ascii")


CHECKS = {"database": _database, "migrations": _migrations, "broker": _broker, "storage": _storage}
# Said, but no reason to take the portal away from its readers: files are held meanwhile.
NOTED = {"scanner": scanner.ping}


@login_not_required
def readyz(request):
    """Everything the portal leans on answers; 503 and the name of what does not."""
    states = {name: _state(check) for name, check in CHECKS.items()}
    ready = set(states.values()) == {"ok"}
    noted = {name: _state(check) for name, check in NOTED.items() if scanner.is_set()}
    return JsonResponse({"ready": ready, **states, **noted}, status=200 if ready else 503)


def _state(check):
    try:
        check()
    except Exception as fault:
        return type(fault).__name__
    return "ok"


@login_not_required
def metrics(request):
    """Figures for Prometheus. Keep it off the open net in the proxy."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
