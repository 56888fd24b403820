from django.urls import path

from onboarding.rollout.views import fleet, sign_in, trail

app_name = "rollout"
urlpatterns = [
    path("", fleet.fleet, name="fleet"),
    path("protokoll/", trail.page, name="trail"),
    path("anmelden/", sign_in.sign_in, name="sign_in"),
    path("abmelden/", sign_in.sign_out, name="sign_out"),
]
