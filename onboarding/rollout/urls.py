from django.urls import path

from onboarding.rollout.views import acting, authority, fleet, sign_in, trail, waves

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
    path("anmelden/", sign_in.sign_in, name="sign_in"),
    path("abmelden/", sign_in.sign_out, name="sign_out"),
]
