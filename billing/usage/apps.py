from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "billing.usage"
    label = "billing_usage"
    default_auto_field = "django.db.models.BigAutoField"
