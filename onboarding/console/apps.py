from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Where a municipality sets itself up, under /verwaltung/ on the city's host."""

    name = "onboarding.console"
    label = "onboarding_console"
    default_auto_field = "django.db.models.BigAutoField"
