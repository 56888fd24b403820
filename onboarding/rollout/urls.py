from django.urls import path

from onboarding.rollout.views import federal, fleet, sign_in, trail

app_name = "rollout"
urlpatterns = [
    path("", fleet.fleet, name="fleet"),
    path("protokoll/", trail.page, name="trail"),
    path("bundeswerte/", federal.federal, name="federal"),
    path("bundeswerte/<slug:kind>/", federal.federal_kind, name="federal_kind"),
    path("bundeswerte/<slug:kind>/entwerfen/", federal.federal_new, name="federal_new"),
    path("bundeswerte/entwurf/<int:draft_id>/", federal.federal_draft, name="federal_draft"),
    path("bundeswerte/entwurf/<int:draft_id>/freigeben/", federal.federal_approve, name="federal_approve"),
    path("bundeswerte/entwurf/<int:draft_id>/zurueckziehen/", federal.federal_withdraw, name="federal_withdraw"),
    path("anmelden/", sign_in.sign_in, name="sign_in"),
    path("abmelden/", sign_in.sign_out, name="sign_out"),
]
