from django.apps import AppConfig


class UiConfig(AppConfig):
    """Layout, form rendering and page parts shared by portal, desk and console. No models, knows no city."""

    name = "ui"
    label = "ui"
