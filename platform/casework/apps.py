from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """What joins the apps below: submission, the process, the decisions of people."""

    name = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework import (  # noqa: F401, PLC0415  register section, files, subscribers
            config,
            money_subscribers,
            owing,
            papers,
            readiness,
            subscribers,
            visit_subscribers,
        )
