"""Reads settings from the environment; a missing or bad one stops the start with a sentence that says what to set.

Each reader takes the variable's name, what it is for (the end of the sentence "Set NAME to …") and, where there is one,
a default. Without default the variable is required. Values that may hold a password are never repeated.
"""

import math
import os
import re
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

SHORTEST_SECRET, FEWEST_CHARACTERS = 50, 5  # as `check --deploy` asks for
HOST = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\]")
MAILBOX_SCHEMES = {"pop3", "pop3s", "imap", "imaps"}
MAIL_SCHEMES = {"smtp": False, "smtps": True, "smtp+tls": False}
BROKERS_ON_THE_NET, BROKERS_ON_A_SOCKET = {"redis", "rediss"}, {"unix", "redis+socket"}


class SettingError(ImproperlyConfigured):
    """What is missing or wrong, as one sentence for whoever starts the portal."""


def required(name, what):
    """The value of an environment variable that has no safe default."""
    value = text(name)
    if not value:
        raise SettingError(f"Set {name} to {what}.")
    return value


def text(name, default=""):
    """The value of an optional environment variable."""
    return os.environ.get(name, "").strip() or default


def _read(name, what, default):
    return text(name, default) or required(name, what)


def _wrong(name, what, value):
    return SettingError(f"Set {name} to {what}, not to {value!r}.")


def secret(name, what):
    """A text that nobody can guess."""
    value = required(name, what)
    if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_CHARACTERS:
        raise SettingError(f"Set {name} to {what}; the one that is set is too short or too simple.")
    return value


def flag(name):
    """True for 1, true, yes, on; False for 0, false, no, off and unset."""
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    raise _wrong(name, "1 or 0", value)


def seconds(name, default):
    """A length of time, zero or more."""
    value = text(name, default)
    try:
        length = float(value)
    except ValueError:
        length = math.nan
    if not 0 <= length < math.inf:
        raise _wrong(name, "a number of seconds, such as 1", value)
    return length


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
        raise _wrong(name, "an instant with offset such as 2021-05-12T09:00:00+02:00", value)
    return moment


def letters(name, default):
    """Two to six letters A–Z, as capitals."""
    value = text(name, default).upper()
    if not re.fullmatch("[A-Z]{2,6}", value):
        raise _wrong(name, "two to six letters A to Z", value)
    return value


def address(name, what, default=""):
    """The address of a website, `https://host` without anything after the host and the port."""
    value = _read(name, what, default).rstrip("/")
    parts = _split(value)
    is_site = parts and parts.scheme in {"http", "https"} and parts.hostname
    if not is_site or f"{parts.scheme}://{parts.netloc}" != value:
        raise _wrong(name, what, value)
    return value


def page(name, default):
    """The address of one page, with its path."""
    value = text(name, default)
    parts = _split(value)
    if not (parts and parts.scheme in {"http", "https"} and parts.hostname):
        raise _wrong(name, "the address of a page, such as https://rus.region.example/", value)
    return value


def hosts(name, what, default=""):
    """A comma-separated list of host names; one that begins with a dot stands for its subdomains too."""
    value = _read(name, what, default)
    found = [word.strip() for word in value.split(",") if word.strip()]
    if not found or not all(HOST.fullmatch(host) for host in found):
        raise _wrong(name, what, value)
    return found


def mailbox(name, what, default=""):
    """An e-mail address, with or without a name before it."""
    value = _read(name, what, default)
    try:
        validate_email(parseaddr(value)[1])
    except ValidationError:
        raise _wrong(name, what, value) from None
    return value


def folder(name, what):
    """The path of a `file:///…` address."""
    value = required(name, what)
    parts = _split(value)
    if parts is None or parts.scheme != "file" or parts.netloc or not parts.path.startswith("/"):
        raise _wrong(name, what, value)
    return unquote(parts.path)


def database(name, what):
    """Django's DATABASES entry for a PostgreSQL server."""
    value = required(name, what)
    try:
        found = dj_database_url.parse(value, conn_max_age=600, conn_health_checks=True)
    except ValueError:
        found = {"ENGINE": "", "NAME": ""}
    if found["ENGINE"] != "django.db.backends.postgresql" or not found["NAME"]:
        raise SettingError(
            f"Set {name} to {what}; the one that is set cannot be read (in a password, write / as %2F and @ as %40)."
        )
    return found


def broker(name, what):
    """The address of a Redis or Valkey server."""
    value = required(name, what)
    parts = _split(value)
    on_the_net = parts and parts.scheme in BROKERS_ON_THE_NET and parts.hostname
    if not on_the_net and not (parts and parts.scheme in BROKERS_ON_A_SOCKET and parts.path):
        raise SettingError(f"Set {name} to {what}; the one that is set cannot be read.")
    return value


def mailer(name, what, default=""):
    """Django's MAILERS entry for an EMAIL_URL: smtp://, smtp+tls://, smtps://, or outbox:// (none is sent)."""
    parts = _split(_read(name, what, default))
    if parts and parts.scheme == "outbox":
        return {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if not parts or parts.scheme not in MAIL_SCHEMES or not parts.hostname:
        raise SettingError(f"Set {name} to {what}; the one that is set cannot be read.")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp+tls",
            "timeout": 20,
        },
    }


def returns(name):
    """The address of the mailbox for undeliverable letters, or empty: maildir:///folder, pop3s:// or imaps://."""
    value = text(name)
    parts = _split(value)
    is_folder = parts and parts.scheme == "maildir" and not parts.netloc and parts.path.startswith("/")
    if value and not is_folder and not (parts and parts.scheme in MAILBOX_SCHEMES and parts.hostname):
        raise SettingError(
            f"Set {name} to the mailbox for returned letters, such as maildir:///srv/mail/rus or"
            " imaps://user:password@host/INBOX; the one that is set cannot be read."
        )
    return value


def scanner(name):
    """The address of a virus scanner (clamd), or empty: unix:///run/clamd.sock or tcp://host:3310."""
    value = text(name)
    parts = _split(value)
    is_socket = parts and parts.scheme == "unix" and not parts.netloc and len(parts.path) > 1
    if value and not is_socket and not (parts and parts.scheme == "tcp" and parts.hostname):
        raise _wrong(name, "the virus scanner's address, such as tcp://clamd:3310 or unix:///run/clamd.sock", value)
    return value


def log_in_directory(name):
    """allauth's entry for the region's own directory, in a list that is empty when OIDC_SERVER_URL is unset."""
    if not text("OIDC_SERVER_URL"):
        return []
    server = urlsplit(text("OIDC_SERVER_URL"))
    if server.scheme != "https" or not server.hostname:
        raise _wrong(
            "OIDC_SERVER_URL", "the directory's address, such as https://login.region.example", server.geturl()
        )
    return [
        {
            "provider_id": "region",
            "name": text("OIDC_NAME", name),
            "client_id": required("OIDC_CLIENT_ID", "the name under which the directory knows the portal"),
            "secret": required("OIDC_SECRET", "the password that the directory gave the portal"),
            "settings": {"server_url": server.geturl()},
        }
    ]


def _split(value):
    """The parts of an address, or None when it is not one."""
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises when it is no number
    except ValueError:
        return None
    return parts
