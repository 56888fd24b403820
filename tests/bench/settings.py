"""The platform's settings, and beside its database the same one seen by plain Django, to compare with."""

from __future__ import annotations

import os

from config.settings import *  # noqa: F403  a settings module is its names
from config.settings import DATABASES, database

PLAIN = "plain"
DATABASES[PLAIN] = {
    **database(os.environ["OWNER_DATABASE_URL"]),
    "ENGINE": "django.db.backends.postgresql",
    "OPTIONS": {"options": "-c search_path=c_offenbach,public"},
}
