from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tenants.stock import keep_content_types_apart  # noqa: PLC0415  loads models

        keep_content_types_apart()
