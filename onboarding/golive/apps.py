from django.apps import AppConfig


class GoLiveConfig(AppConfig):
    name = "onboarding.golive"
    label = "onboarding_golive"
    default_auto_field = "django.db.models.BigAutoField"
