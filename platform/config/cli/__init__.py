"""The console script ``zusage``."""

from config.cli.main import main

__all__ = ["main"]
