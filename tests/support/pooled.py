"""The platform's settings with psycopg's pool, fewer connections than threads, so that each one serves every city."""

from __future__ import annotations

import os

from config.settings import *  # noqa: F403  a settings module is its names
from config.settings import DATABASES

if os.environ.get("HAMMER_POOL") == "1":
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5, "pool": {"min_size": 2, "max_size": 4, "timeout": 60}}
