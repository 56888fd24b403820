from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    name = "configuration"
    label = "configuration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from configuration import authority_words, checks, land_template, languages_words, legal_words  # noqa: F401, PLC0415  they register
