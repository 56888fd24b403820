from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    name = "configuration"
    label = "configuration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from configuration import (  # noqa: PLC0415  register their sections and kinds
            authority,  # noqa: F401
            authority_words,  # noqa: F401
            checks,  # noqa: F401
            land_template,  # noqa: F401
            legal,  # noqa: F401
            legal_words,  # noqa: F401
        )
