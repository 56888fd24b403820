from django.apps import AppConfig


class CreditcheckConfig(AppConfig):
    name = "creditcheck"
    label = "creditcheck"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from creditcheck import config, config_words, federal  # noqa: F401, PLC0415  register the section and the kinds
