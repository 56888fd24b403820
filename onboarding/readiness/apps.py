from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    name = "onboarding.readiness"
    label = "onboarding_readiness"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onboarding.readiness import subscribers  # noqa: F401, PLC0415  register themselves
