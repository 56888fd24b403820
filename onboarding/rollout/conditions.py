"""What cities report beside their counts, kept with the moment since which it is so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from onboarding.rollout.models import CityCondition
from tenants.models import City


def keep(
    city: City, *, findings: list[dict[str, Any]], errors: list[dict[str, Any]], volumes: dict[str, int],
    deliveries: dict[str, Any], at: datetime,
) -> None:  # fmt: skip
    """Joins the caller's transaction. A finding that is as it was keeps its „since“."""
    before = CityCondition.objects.filter(city=city).first()
    known = {(one["probe"], one["ready"]): one["since"] for one in before.findings} if before else {}
    dated = [{**one, "since": known.get((one["probe"], one["ready"]), at.isoformat())} for one in findings]
    values = {"findings": dated, "errors": errors, "volumes": volumes, "deliveries": deliveries}
    CityCondition.objects.update_or_create(city=city, defaults=values)
