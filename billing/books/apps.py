from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "billing.books"
    label = "billing_books"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from billing.books import config, config_words, subscribers  # noqa: F401, PLC0415  register themselves
