"""An app's tables are wholly in the cities' schemas or wholly in ``public``; the router decides per app."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django_tenants.routers import TenantSyncRouter

from tenants.binding import PUBLIC, current_or_none


class CityRouter(TenantSyncRouter):  # type: ignore[misc]  # the library has no types
    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        binding = current_or_none()
        if binding is None:
            return False
        wanted = settings.SHARED_APPS if binding.schema == PUBLIC else settings.TENANT_APPS
        return bool(self.app_in_list(app_label, wanted))
