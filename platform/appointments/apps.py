from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Calendars of the city's offices, slots held and booked, the waiting list."""

    name = "appointments"
    label = "appointments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from appointments import checks, config, config_words, subscribers, watch  # noqa: F401, PLC0415  register themselves
