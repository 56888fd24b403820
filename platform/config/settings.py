"""Settings, all from the environment. What has no safe default must be given; `make run` gives everything."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from config.logging import LOGGING as LOGGING

REPOSITORY = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("VAR_DIR", REPOSITORY / "var"))

DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = ["*"]  # tenants.middleware decides: a host that no city has gets a plain page
PLATFORM_DOMAIN = os.environ.get("PLATFORM_DOMAIN", "localhost")
PLATFORM_PORT = os.environ.get("PLATFORM_PORT", "8000")
# Where the workers reach the web processes inside the house, as http://web:8000; empty: by their public address.
OWN_ADDRESS = os.environ.get("OWN_ADDRESS", "")
PUBLIC_SCHEME = os.environ.get("PUBLIC_SCHEME", "http")
SECURE = PUBLIC_SCHEME == "https"

PUBLIC_APPS = [
    "tenants.apps.TenantsConfig",
    "accounts.operators.apps.OperatorsConfig",
    "configuration.federal.apps.FederalConfig",
    "billing.invoicing.apps.InvoicingConfig",
    "onboarding.rollout.apps.RolloutConfig",
]
SHARED_APPS = PUBLIC_APPS
TENANT_APPS = [
    "django.contrib.contenttypes",
    "configuration.apps.ConfigurationConfig",
    "accounts.staff.apps.StaffConfig",
    "audit.apps.AuditConfig",
    "outbox.apps.OutboxConfig",
    "declarations.apps.DeclarationsConfig",
    "creditcheck.apps.CreditcheckConfig",
    "notifications.apps.NotificationsConfig",
    "documents.apps.DocumentsConfig",
    "identity.apps.IdentityAppConfig",
    "connectors.apps.ConnectorsConfig",
    "billing.payments.apps.PaymentsConfig",
    "billing.usage.apps.UsageConfig",
    "billing.books.apps.BooksConfig",
    "appointments.apps.AppointmentsConfig",
    "casework.apps.CaseworkConfig",
    "onboarding.readiness.apps.ReadinessConfig",
    "onboarding.rehearsal.apps.RehearsalConfig",
    "onboarding.golive.apps.GoLiveConfig",
]
PAGES = [
    "django.forms",
    "django.contrib.staticfiles",
    "ui.apps.UiConfig",
    "portal.apps.PortalConfig",
    "onboarding.console.apps.ConsoleConfig",
    "desk.apps.DeskConfig",
    "config.apps.PlatformConfig",
]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS, *PAGES]

TENANT_MODEL = "tenants.City"
TENANT_DOMAIN_MODEL = "tenants.Domain"
AUTH_USER_MODEL = "accounts_staff.Staff"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_ROUTERS = ["tenants.router.CityRouter"]


def database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    return {
        "ENGINE": "tenants.backend",
        "NAME": parts.path.lstrip("/") or "zusage",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", "postgres://127.0.0.1/zusage")),
    "owner": database(os.environ.get("OWNER_DATABASE_URL", "postgres://127.0.0.1/zusage")),
}
# Straight to PostgreSQL, past a pooler in transaction mode: what is heard there belongs to a session.
LISTEN_DATABASE_URL = os.environ.get("LISTEN_DATABASE_URL", os.environ.get("DATABASE_URL", ""))
CITIES_PER_CONNECTION = int(os.environ.get("CITIES_PER_CONNECTION", "200"))
SPARE_CITIES = int(os.environ.get("SPARE_CITIES", "3"))  # made in advance by the scheduler
MIGRATION_LOCK_TIMEOUT_MS = 4000
MIGRATION_STATEMENT_TIMEOUT_MS = 60_000
TEMPLATE_DIR = Path(os.environ.get("TEMPLATE_DIR", VAR / "template"))

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.RequestReference",
    "config.middleware.BodyBound",
    "csp.middleware.CSPMiddleware",
    "tenants.middleware.CityMiddleware",
    "config.middleware.Language",
    "config.preview.Preview",
    "config.unopened.Unopened",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls_unknown"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "config.context.of_request",
                "portal.context.of_city",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "ui.renderer.Renderer"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
LANGUAGE_COOKIE_NAME = "sprache"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", REPOSITORY / "build" / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_SSL_REDIRECT = False
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *os.environ.get("FORM_TARGETS", "").split()],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024  # never on a disk unsealed; larger requests are refused before
LARGEST_REQUEST_BYTES = 64 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("name", "email")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]

KEY_DIR = Path(os.environ.get("KEY_DIR", VAR / "keys"))
BACKUP_DAYS = int(os.environ.get("BACKUP_DAYS", "35"))  # how long the database's backups are kept
KEY_BACKUP_DAYS = int(os.environ.get("KEY_BACKUP_DAYS", "7"))  # and those of the keys
STORAGE_DIR = Path(os.environ.get("STORAGE_DIR", VAR / "files"))
S3_BUCKET = os.environ.get("S3_BUCKET", "")
S3_ENDPOINT = os.environ.get("S3_ENDPOINT", "")
CLAMD_ADDRESS = os.environ.get("CLAMD_ADDRESS", "")
CLAMD_MAY_BE_AWAY = os.environ.get("CLAMD_MAY_BE_AWAY", "") == "1"
DELIVERY_DIR = Path(os.environ.get("DELIVERY_DIR", VAR / "delivered"))
# Private networks in which a city's system may stand, such as 10.20.0.0/16; the others are never called.
DELIVERY_NETWORKS = os.environ.get("DELIVERY_NETWORKS", "").split()
XAUSLAENDER_SCHEMA_DIR = os.environ.get("XAUSLAENDER_SCHEMA_DIR", "")
# Where cities that are not live yet are open to everybody: on a developer's machine, never where real people come.
OPEN_BEFORE_LIVE = os.environ.get("OPEN_BEFORE_LIVE", "") == "1"
# Where a city may choose connectors and payment services that only try things out: as OPEN_BEFORE_LIVE. Twins always may.
SANDBOXES = os.environ.get("SANDBOXES", "") == "1"
LEGAL_ROLE = os.environ.get("LEGAL_ROLE", "on_behalf")  # of new cities; or online_service
PORTAL_ID = os.environ.get("PORTAL_ID", "alp:000000000000")  # our entry in the directory DVDV; this one is nobody's
PORTAL_NAME = os.environ.get("PORTAL_NAME", "Zusage")
PORTAL_EMAIL = os.environ.get("PORTAL_EMAIL", os.environ.get("MAIL_FROM", "antrag@zusage.example"))
PORTAL_ADDRESS = os.environ.get("PORTAL_ADDRESS", "")  # street|number|postal code|town

INVOICE_SELLER = os.environ.get(
    "INVOICE_SELLER", ""
)  # the operator on its invoices, as JSON: docs/operations/invoicing.md
STRIPE_API_BASE = os.environ.get("STRIPE_API_BASE", "")
STRIPE_SECRET_KEY = os.environ.get("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRET = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
EID_IDP_URL = os.environ.get("EID_IDP_URL", "")
# "1" where the identity service is a simulator that knows made-up people only: then rehearsals may use it.
EID_SIMULATED = os.environ.get("EID_SIMULATED", "") == "1"
EID_KEY_DIR = Path(os.environ.get("EID_KEY_DIR", VAR / "eid"))
EID_IDP_METADATA = os.environ.get("EID_IDP_METADATA", "")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("SMTP_TLS", "") == "1"
EMAIL_TIMEOUT = 10
MAIL_DOMAINS = os.environ.get("MAIL_DOMAINS", "").split()  # of cities that allowed our mail server (SPF, DKIM)
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "antrag@zusage.example")

CELERY_BROKER_URL = os.environ.get("BROKER_URL", "redis://127.0.0.1:6379/0")
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]

SENTRY_DSN = os.environ.get("SENTRY_DSN", "")
