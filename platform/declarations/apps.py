from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "declarations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from declarations import checks, config, config_words, releases  # noqa: F401, PLC0415  register section, probe and kind
