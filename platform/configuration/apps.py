from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    name = "configuration"
    label = "configuration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from configuration import (  # noqa: PLC0415
            authority,  # noqa: F401  registers its sections
            authority_words,  # noqa: F401
            checks,  # noqa: F401
            languages,  # noqa: F401
            languages_words,  # noqa: F401
        )
