"""No task waits inside the queue (ETA, countdown): the clock's tick finds anew what is owed. A convention."""

import ast
from pathlib import Path

from django.conf import settings

TOP = Path(settings.BASE_DIR)
OF_TIME = {"eta", "countdown", "retry_backoff", "default_retry_delay", "autoretry_for"}


def test_no_task_is_given_an_hour_nor_a_delay():
    found = []
    for app in ("rus_portal", "strategy", "consultations", "timeline"):
        for path in (TOP / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.keyword) and node.arg in OF_TIME:
                    found.append(f"{path.relative_to(TOP)}:{node.value.lineno}: {node.arg}")
                if isinstance(node, ast.Attribute) and node.attr in {"retry", "apply_async"}:
                    found.append(f"{path.relative_to(TOP)}:{node.lineno}: {node.attr}")

    assert found == []


def test_the_timetable_has_no_task_with_a_delay():
    delayed = [name for name, row in settings.CELERY_BEAT_SCHEDULE.items() if OF_TIME & set(row.get("options", {}))]

    assert delayed == []
