from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    """A whole application in the city's twin, driven over HTTP as people would; runs, steps, protocol. No pages."""

    name = "onboarding.rehearsal"
    label = "onboarding_rehearsal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onboarding.rehearsal import checks, subscribers  # noqa: F401, PLC0415  register the probe and the timers
