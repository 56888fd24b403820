"""The cities' keys, from where the settings say."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kernel.crypto import CityKeys, FileKeys


@lru_cache(maxsize=1)
def city_keys() -> CityKeys:
    return FileKeys(Path(settings.KEY_DIR))
