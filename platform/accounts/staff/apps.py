from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "accounts.staff"
    label = "accounts_staff"
    default_auto_field = "django.db.models.BigAutoField"
