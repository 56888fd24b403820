from django.apps import AppConfig


class OperatorsConfig(AppConfig):
    name = "accounts.operators"
    label = "accounts_operators"
    default_auto_field = "django.db.models.BigAutoField"
