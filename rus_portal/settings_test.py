"""Tests: fast hashing, mail in memory, tasks at once, plain static files. The services come from `manage.py test`."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("PORTAL_URL", "http://127.0.0.1:8000")
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost")
os.environ.setdefault("EMAIL_URL", "outbox://")
os.environ.setdefault("MAIL_FROM", "Rus-portalen <rus@portal.example>")
os.environ.setdefault("CONTACT_EMAIL", "rus@portal.example")
os.environ.setdefault("STORAGE_URL", "file://" + tempfile.mkdtemp(prefix="portal-test-"))

from rus_portal.settings import *  # noqa: F403 – a settings file is meant to be extended this way
from rus_portal.settings import CACHES, DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "template_fragments": CACHES["template_fragments"],
}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
PUBLIC_PAGE_SECONDS = 0
REMEMBER_MARKED_PAGES = False
# The immutable tables refuse TRUNCATE too; only the test's own session may empty them between tests.
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "options": "-c portal.may_truncate=on"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
