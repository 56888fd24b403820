"""The addresses of the console, below /verwaltung/. What begins with „vorschau/“ is answered by ``config.preview``."""

from __future__ import annotations

from django.urls import path

from onboarding.console.views import (
    agreement,
    colleague,
    file,
    history,
    invitation,
    live,
    notices,
    peers,
    people,
    publishing,
    readiness,
    section,
    start,
    support,
    text,
)

SECTION = "abschnitt/<slug:section>/"
ITEM = "bereit/punkt/<str:item_key>/"

urlpatterns = [
    path("", start.page, name="start"),
    path(SECTION, section.page, name="section"),
    path(f"{SECTION}text/", text.page, name="section_text"),
    path(f"{SECTION}passt/", section.confirm, name="section_confirm"),
    path(f"{SECTION}verwerfen/", section.discard, name="section_discard"),
    path(f"{SECTION}behalten/", section.keep, name="section_keep"),
    path(f"{SECTION}teil/<slug:group>/", section.group, name="group"),
    path("entwurf/", publishing.difference, name="difference"),
    path("veroeffentlichen/", publishing.page, name="publish"),
    path("verlauf/", history.page, name="history"),
    path("verlauf/<int:number>/", history.version, name="version"),
    path("verlauf/<int:number>/zurueck/", history.back, name="version_back"),
    path("verlauf/<int:number>/zuruecknehmen/", history.cancel, name="version_cancel"),
    path("bereit/", readiness.page, name="readiness"),
    path("bereit/pruefen/", readiness.measure, name="readiness_measure"),
    path(ITEM, readiness.item, name="readiness_item"),
    path(f"{ITEM}erklaeren/", readiness.state, name="readiness_state"),
    path(f"{ITEM}warten/", readiness.wait, name="readiness_wait"),
    path(f"{ITEM}zuruecknehmen/", readiness.withdraw, name="readiness_withdraw"),
    path("live/", live.page, name="live"),
    path("live/beantragen/", live.ask, name="live_ask"),
    path("live/zurueckziehen/", live.withdraw, name="live_withdraw"),
    path("live/vereinbarung/<slug:agreement>/", agreement.page, name="agreement"),
    path("live/vereinbarung/<slug:agreement>/<slug:version>.pdf", agreement.paper, name="agreement_paper"),
    path("hinweis/<int:number>/", notices.put_away, name="notice_away"),
    path("einblick/", support.page, name="support"),
    path("einblick/<str:support_secret>/", support.enter, name="support_door"),
    path("andere/", peers.page, name="peers"),
    path("andere/anbieten/", peers.offer, name="peers_offer"),
    path("andere/<slug:slug>/<slug:section>/", peers.copy, name="peers_copy"),
    path("datei/", file.page, name="file"),
    path("datei/vorlage/", file.take_template, name="file_template"),
    path("datei/einstellungen.yaml", file.settings, name="file_settings"),
    path("datei/einstellungen.schema.json", file.schema, name="file_schema"),
    path("einladung/<str:invitation_secret>/", invitation.page, name="invitation"),
    path("personen/", people.page, name="people"),
    path("personen/einladen/", people.invite, name="invite"),
    path("personen/<int:person_id>/", people.person, name="person"),
    path("personen/<int:person_id>/sperren/", people.deactivate, name="person_deactivate"),
    path("personen/<int:person_id>/freigeben/", people.reactivate, name="person_reactivate"),
    path("personen/einladung/<int:invitation_id>/erneuern/", people.renew, name="invitation_renew"),
    path("personen/einladung/<int:invitation_id>/zuruecknehmen/", people.revoke, name="invitation_revoke"),
    path("kollegin/", colleague.page, name="colleague"),
]
