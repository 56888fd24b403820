from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """What joins the apps below: submission, the process, the decisions of people."""

    name = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework import (  # noqa: F401, PLC0415  register section, files, subscribers
            answering,
            config,
            config_words,
            money_subscribers,
            owing,
            paid_fee,
            papers,
            people_subscribers,
            readiness,
            retention_config,
            retention_words,
            returning,
            returning_subscribers,
            statements,
            subscribers,
            visit_subscribers,
        )
