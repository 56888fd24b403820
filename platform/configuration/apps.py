from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    name = "configuration"
    label = "configuration"
    default_auto_field = "django.db.models.BigAutoField"
