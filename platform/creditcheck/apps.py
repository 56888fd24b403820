from django.apps import AppConfig


class CreditcheckConfig(AppConfig):
    name = "creditcheck"
    label = "creditcheck"
    default_auto_field = "django.db.models.BigAutoField"
