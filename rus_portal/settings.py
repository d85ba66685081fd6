"""All settings. The environment is read at the top and nowhere else; `CELERY_BEAT_SCHEDULE` is the whole timetable."""

import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from celery.schedules import crontab
from django.http.request import validate_host
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from rus_portal import environment

BASE_DIR = Path(__file__).resolve().parent.parent

# --- what the environment says --------------------------------------------------------------------------------------
# What is needed in earnest has a default in the demo and while developing only.
DEBUG = environment.flag("DEBUG")
PORTAL_DEMO = environment.flag("PORTAL_DEMO")
EXAMPLE = DEBUG or PORTAL_DEMO
SECRET_KEY = environment.secret("SECRET_KEY", "a random text of 50 characters or more that only this portal knows")
PORTAL_NAME = environment.text("PORTAL_NAME", "Rus-portalen")
PORTAL_REGION = environment.text("PORTAL_REGION", "Region Blekinge")
PORTAL_URL = environment.address(
    "PORTAL_URL", "the portal's address, such as https://rus.region.example", "http://127.0.0.1:8000" if EXAMPLE else ""
)
# What the pulse asks each minute; a container may reach the web server by another name than its readers do.
PULSE_URL = environment.page("PULSE_URL", f"{PORTAL_URL}/")
PORTAL_NOW = environment.instant("PORTAL_NOW")
PORTAL_ALLOW_SET_CLOCK = environment.flag("PORTAL_ALLOW_SET_CLOCK")
# The first letters of every receipt number; an example must never look like the real thing.
RECEIPT_PREFIX = environment.letters("RECEIPT_PREFIX", "EX" if PORTAL_DEMO else "RUS")
ALLOWED_HOSTS = environment.hosts(
    "ALLOWED_HOSTS",
    "the portal's host names with commas between, such as rus.region.example",
    "127.0.0.1,localhost" if EXAMPLE else "",
)
STORAGE_FOLDER = environment.folder(
    "STORAGE_URL", "the folder for uploaded and made files, such as file:///srv/portal/files"
)
REDIS_URL = environment.broker("REDIS_URL", "the broker's address, such as redis://broker:6379/0")
DATABASES = {
    "default": environment.database(
        "DATABASE_URL", "the database's address, such as postgres://portal:password@db/portal"
    )
}
BEHIND_TLS = urlsplit(PORTAL_URL).scheme == "https"

if PORTAL_NOW and not (EXAMPLE or PORTAL_ALLOW_SET_CLOCK):
    raise environment.SettingError(
        "PORTAL_NOW moves every deadline: unset it, or set PORTAL_ALLOW_SET_CLOCK to 1 to show that you mean it."
    )
if not validate_host(urlsplit(PORTAL_URL).hostname, ALLOWED_HOSTS):
    raise environment.SettingError(
        f"Set ALLOWED_HOSTS so that it names {urlsplit(PORTAL_URL).hostname} too, the host of PORTAL_URL."
    )

# --- the parts -------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "rus_portal.clock",
    "rus_portal.uptime",
    "rus_portal.accounts",
    "rus_portal.notifications",
    "rus_portal.exports",
    "strategy",
    "consultations",
    "timeline",
    "rus_portal.site",
    "rus_portal.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth's page of sessions uses it
    "django.contrib.postgres",
    "django.forms",  # the templates of form controls, for FORM_RENDERER
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    # Only where there is a directory to ask: its client takes 5 MB of each web worker.
    *(["allauth.socialaccount.providers.openid_connect"] if environment.text("OIDC_SERVER_URL") else []),
    "crispy_forms",
    "rules",
]

MIDDLEWARE = [
    "rus_portal.site.middleware.RequestIdMiddleware",
    "rus_portal.site.middleware.PublicPageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "rus_portal.site.middleware.StaticGZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "rus_portal.accounts.middleware.OfficialsNeedMfaMiddleware",
    "rus_portal.accounts.middleware.RefusedFormMiddleware",
    "rus_portal.site.errors.NotAPageMiddleware",
]

ROOT_URLCONF = "rus_portal.urls"
WSGI_APPLICATION = "rus_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Actions are the transactions (atomic in each), not whole requests: a page never holds a lock while it renders.
DATABASES["default"]["ATOMIC_REQUESTS"] = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rus_portal.site.context.portal",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "rus_portal.site.templatetags.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "portal"
CRISPY_TEMPLATE_PACK = "portal"

# --- language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "rus_portal" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"

# --- who one is ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "site:start"
ACCOUNT_ADAPTER = "rus_portal.notifications.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900  # allauth gives three minutes: too short to find a letter (WCAG 2.2.1)
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "allauth.mfa.adapter.DefaultMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EXAMPLE
MFA_TOTP_ISSUER = PORTAL_NAME
# The law asks for it (cybersäkerhetslagen 2025:1506); only the demonstration goes without.
OFFICIALS_NEED_MFA = not PORTAL_DEMO
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": environment.log_in_directory(PORTAL_REGION)}}

# --- safety ----------------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # allauth's TOTP picture is a data: address
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "rus_portal.accounts.sessions"
CSRF_FAILURE_VIEW = "rus_portal.site.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PORTAL_URL] if BEHIND_TLS else []
# A whole answer as text is well under 2 MB; files stream to disk and have their own limit.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "rus_portal.exports.incoming.ToDiskUploadHandler",
]
# For how long an anonymous reader's page may be served again from memory.
PUBLIC_PAGE_SECONDS = environment.seconds("PUBLIC_PAGE_SECONDS", "1")
# Whether a page may be sent again when one query shows that nothing it is made from has changed.
REMEMBER_MARKED_PAGES = True

# --- files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
# The demo serves its files from where they lie, and collects none.
STATIC_ROOT = None if EXAMPLE else BASE_DIR / "var" / "static"
# The editor's files are used as they are packed: finding the package does not load it.
_EDITOR = Path(find_spec("django_prose_editor").origin).parent / "static" / "django_prose_editor"
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor/editor", _EDITOR)]
WHITENOISE_USE_FINDERS = EXAMPLE
STORAGES = {
    "default": {
        "BACKEND": "rus_portal.exports.storage.DurableStorage",
        "OPTIONS": {"location": STORAGE_FOLDER},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EXAMPLE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# The virus scanner that the worker shows each file from outside; empty when there is none.
CLAMD_URL = environment.scanner("CLAMD_URL")

# --- cache: rate limits and counters only; pages are kept by PublicPageMiddleware ------------------------------------
_REDIS_FOR_CACHE = REDIS_URL.replace("redis+socket://", "unix://")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _REDIS_FOR_CACHE},
    # The frame of every page (templates/base.html): it changes with the code, so each process may keep its own.
    "template_fragments": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "frame"},
}

# --- mail ------------------------------------------------------------------------------------------------------------
MAILERS = {
    "default": environment.mailer(
        "EMAIL_URL",
        "the mail server, such as smtp+tls://user:password@mail.region.example:587, or to outbox:// to send no letters",
        "outbox://" if EXAMPLE else "",
    )
}
DEFAULT_FROM_EMAIL = environment.mailbox(
    "MAIL_FROM",
    "the sender of all letters, such as Rus-portalen <rus@region.example>",
    f"{PORTAL_NAME} <rus@portal.example>" if EXAMPLE else "",
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Who reads messages to the project group and about accessibility.
CONTACT_EMAIL = environment.mailbox(
    "CONTACT_EMAIL", "the project group's e-mail address", "rus@portal.example" if EXAMPLE else ""
)
# The mailbox to which MAIL_FROM's undeliverable letters are returned; empty when nobody reads it.
BOUNCES_URL = environment.returns("BOUNCES_URL")

# --- work in the background ------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    # Every minute: what is owed is found anew each time, so a missed or a doubled tick does no harm.
    "remind-consultees": {"task": "consultations.periodic.remind_consultees", "schedule": crontab()},
    "send-planned-invitations": {
        "task": "consultations.periodic.send_planned_invitations",
        "schedule": crontab(),
    },
    "pick-up-imports": {"task": "consultations.periodic.pick_up_imports", "schedule": crontab()},
    "pick-up-word-documents": {"task": "strategy.periodic.pick_up_imports", "schedule": crontab()},
    "measure-pictures": {"task": "strategy.periodic.measure_pictures", "schedule": crontab(minute="*/5")},
    "inspect-held-files": {"task": "consultations.periodic.inspect_held_files", "schedule": crontab()},
    "sweep-files": {"task": "consultations.periodic.sweep_files", "schedule": crontab(hour=3, minute=47)},
    "open-and-close-rounds": {"task": "consultations.periodic.open_and_close_rounds", "schedule": crontab()},
    # Receipts leave by it: people wait for them.
    "relay-letters": {
        "task": "rus_portal.notifications.periodic.relay_letters",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "keep-search-up-to-date": {
        "task": "rus_portal.site.periodic.keep_search_up_to_date",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "announce-to-subscribers": {"task": "consultations.periodic.announce_to_subscribers", "schedule": crontab()},
    "read-returned-mail": {
        "task": "rus_portal.notifications.periodic.read_returned_mail",
        "schedule": crontab(minute="*/5"),
    },
    "forget-unconfirmed": {
        "task": "rus_portal.notifications.periodic.forget_unconfirmed",
        "schedule": crontab(hour=3, minute=37),
    },
    "pick-up-exports": {
        "task": "rus_portal.exports.periodic.pick_up_exports",
        "schedule": crontab(minute="*/5"),
    },
    # Late, it says nothing of its minute any more.
    "feel-pulse": {
        "task": "rus_portal.uptime.periodic.feel_pulse",
        "schedule": crontab(),
        "options": {"expires": 50},
    },
    "propose-after-outages": {
        "task": "consultations.periodic.propose_after_outages",
        "schedule": crontab(minute="*/5"),
    },
    "clear-internal-comments": {
        "task": "consultations.periodic.clear_internal_comments",
        "schedule": crontab(hour=3, minute=7),
    },
    "forget-pulses": {"task": "rus_portal.uptime.periodic.forget_pulses", "schedule": crontab(hour=3, minute=27)},
    "clear-sessions": {
        "task": "rus_portal.accounts.periodic.clear_sessions",
        "schedule": crontab(hour=3, minute=17),
    },
}

# --- what is happening -----------------------------------------------------------------------------------------------
DEFAULT_EXCEPTION_REPORTER_FILTER = "rus_portal.site.logs.WordlessReports"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "rus_portal.site.logs.RequestIdFilter"}},
    "formatters": {
        "json": {
            "()": "rus_portal.site.logs.WordlessFormatter",
            "fmt": "%(levelname)s %(name)s %(message)s %(request_id)s",
            "rename_fields": {"levelname": "level", "name": "logger"},
            "timestamp": "time",
        }
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "formatter": "json",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "flufl.bounce": {"level": "WARNING"},
        "pypdf": {"level": "CRITICAL"},  # it repeats what stands in files from outside
        "celery.app.trace": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS = []
