from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    name = "configuration"
    label = "configuration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from configuration import authority, authority_words, checks, legal, legal_words  # noqa: F401, PLC0415  registers its sections
