from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "connectors"
    label = "connectors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from connectors import announcing, checks, config, config_words, setup_checks, statements, subscribers, watch  # noqa: F401, PLC0415  register themselves
        from connectors import interface_keys as keys  # noqa: PLC0415  models first
        from connectors.adapters.rest_pull.adapter import known_by  # noqa: PLC0415  told here
        from connectors.interface import checks as interface_checks  # noqa: F401, PLC0415  register themselves

        known_by(lambda: keys.is_given(keys.Scope.READ))
