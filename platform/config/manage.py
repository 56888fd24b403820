"""Django's own commands: ``python -m config.manage makemigrations``."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("SECRET_KEY", "only-for-commands-that-sign-nothing")
    execute_from_command_line(sys.argv)
