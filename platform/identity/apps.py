from django.apps import AppConfig


class IdentityAppConfig(AppConfig):
    name = "identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from identity import config, config_words, statements  # noqa: F401, PLC0415  register themselves
