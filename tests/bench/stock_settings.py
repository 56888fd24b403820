"""The same apps and models under django-tenants as it comes, to compare with."""

from __future__ import annotations

import os

from config.settings import *  # noqa: F403  a settings module is its names
from config.settings import INSTALLED_APPS, database

INSTALLED_APPS = ["django_tenants", *INSTALLED_APPS]
DATABASES = {
    "default": {**database(os.environ["OWNER_DATABASE_URL"]), "ENGINE": "django_tenants.postgresql_backend"},
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
if os.environ.get("BENCH_MIGRATIONS"):
    MIGRATION_MODULES = {"audit": os.environ["BENCH_MIGRATIONS"]}
