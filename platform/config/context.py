"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix


def of_request(request: HttpRequest) -> dict[str, Any]:
    city = getattr(request, "city", None)
    place = getattr(request, "place", None)
    return {
        "base": get_script_prefix(),
        "previewed": getattr(request, "preview", None),
        "city": city,
        "place_kind": getattr(place, "kind", "unknown"),
        "rehearsal": city is not None and city.is_twin,
    }
