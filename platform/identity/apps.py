from django.apps import AppConfig


class IdentityAppConfig(AppConfig):
    name = "identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from identity import config  # noqa: F401, PLC0415  registers the section
