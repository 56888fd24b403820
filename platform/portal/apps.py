from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages for citizens. No models: what they write belongs to the apps below."""

    name = "portal"
    label = "portal"
