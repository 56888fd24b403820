from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages for clerks, under /amt/ on the city's host."""

    name = "desk"
