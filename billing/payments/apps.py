from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Brings the sections of ``billing.fees`` along, which has no tables and so is no app of its own."""

    name = "billing.payments"
    label = "billing_payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from billing.fees import config as fees  # noqa: F401, PLC0415  registers its section
        from billing.fees import config_words as fee_words  # noqa: F401, PLC0415  registers its words
        from billing.fees import federal  # noqa: F401, PLC0415  registers the fee
        from billing.payments import checks, config, config_words, statements, subscribers  # noqa: F401, PLC0415  register themselves
        from billing.payments.connections import find  # noqa: PLC0415  needs the models
        from billing.providers.connections import found_by  # noqa: PLC0415  told here

        found_by(find)
