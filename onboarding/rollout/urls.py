from django.urls import path

from onboarding.rollout.views import acting, authority, federal, fleet, sign_in, trail, waves

app_name = "rollout"
urlpatterns = [
    path("", fleet.fleet, name="fleet"),
    path("karte/", fleet.map_of_germany, name="map"),
    path("behoerde/<slug:code>/", authority.authority, name="authority"),
    path("behoerde/<slug:code>/notiz/", authority.note, name="note"),
    path("wellen/", waves.all_waves, name="waves"),
    path("wellen/neu/", waves.new, name="wave_new"),
    path("wellen/<int:number>/", waves.wave, name="wave"),
    path("wellen/<int:number>/aendern/", waves.change, name="wave_change"),
    path("handeln/", acting.act, name="act"),
    path("getan/<slug:batch>/", acting.done, name="done"),
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
