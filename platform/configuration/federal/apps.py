from django.apps import AppConfig


class FederalConfig(AppConfig):
    name = "configuration.federal"
    label = "configuration_federal"
    default_auto_field = "django.db.models.BigAutoField"
