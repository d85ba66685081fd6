"""Reads settings from the environment; a missing or bad one stops the start with a sentence that says what to set."""

import os
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def required(name, advice):
    """The value of an environment variable that has no safe default."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {advice}")
    return value


def text(name, default=""):
    """The value of an optional environment variable."""
    return os.environ.get(name, "").strip() or default


def flag(name):
    """True for 1, true, yes, on; False for 0, false, no, off and unset."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"Set {name} to 1 or 0, not to {value!r}.")


def words(name, default=""):
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def instant(name):
    """An ISO 8601 instant with offset, or None when unset."""
    value = text(name)
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ImproperlyConfigured(
            f"Set {name} to an instant with offset such as 2021-05-12T09:00:00+02:00, not to {value!r}."
        )
    return moment


def folder(name, advice):
    """The path of a `file:///…` address."""
    address = urlsplit(required(name, advice))
    if address.scheme != "file" or not address.path.startswith("/"):
        raise ImproperlyConfigured(f"Set {name} to an address such as file:///srv/portal/files.")
    return unquote(address.path)


MAIL_SCHEMES = {"smtp": False, "smtps": True, "smtp+tls": False}


def mailer(name):
    """Django's MAILERS entry for an EMAIL_URL: smtp://, smtp+tls://, smtps://, or outbox:// (none is sent)."""
    address = urlsplit(text(name, "outbox://"))
    if address.scheme == "outbox":
        return {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if address.scheme not in MAIL_SCHEMES or not address.hostname:
        raise ImproperlyConfigured(
            f"Set {name} to an address such as smtp+tls://user:password@mail.example:587."
        )
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": address.hostname,
            "port": address.port or (465 if address.scheme == "smtps" else 587),
            "username": unquote(address.username or ""),
            "password": unquote(address.password or ""),
            "use_ssl": address.scheme == "smtps",
            "use_tls": address.scheme == "smtp+tls",
            "timeout": 20,
        },
    }
