from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """Starts what belongs to the process: Celery's app, Sentry when it is configured."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        from config import celery, orders, sentry  # noqa: F401, PLC0415  started with the process; kinds are registered

        sentry.start()
