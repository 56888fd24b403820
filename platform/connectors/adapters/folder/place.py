"""Where a city's messages lie. No option leads out of the city's own folder, not even through a link."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from connectors.base import Misconfigured
from tenants.binding import current_city


def city_root() -> Path:
    """The delivery folder of the city that is bound."""
    return Path(settings.DELIVERY_DIR) / current_city()


def place_of(root: Path, folder: str) -> Path:
    """The folder below ``root``, made if it is missing. ``Misconfigured`` when it lies elsewhere."""
    root.mkdir(parents=True, exist_ok=True, mode=0o750)
    root = root.resolve()
    try:
        place = (root / folder).resolve()
    except RuntimeError:  # links that lead in a circle
        raise Misconfigured("outside_of_delivery_folder") from None
    if not place.is_relative_to(root):
        raise Misconfigured("outside_of_delivery_folder")
    place.mkdir(parents=True, exist_ok=True, mode=0o750)
    return place
