from django.apps import AppConfig


class RolloutConfig(AppConfig):
    """The pages of the central operations team, on a host of their own. No citizen's data is within their reach."""

    name = "onboarding.rollout"
    label = "onboarding_rollout"
    default_auto_field = "django.db.models.BigAutoField"
