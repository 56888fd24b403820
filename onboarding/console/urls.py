"""The addresses of the console, below /verwaltung/. What begins with „vorschau/“ is answered by ``config.preview``."""

from __future__ import annotations

from django.urls import path

from onboarding.console.views import file, history, publishing, section, start, text
from onboarding.console.views.own import credit, papers, places, questions, retention

SECTION = "abschnitt/<slug:section>/"

urlpatterns = [
    path("", start.page, name="start"),
    path(SECTION, section.page, name="section"),
    path(f"{SECTION}text/", text.page, name="section_text"),
    path(f"{SECTION}passt/", section.confirm, name="section_confirm"),
    path(f"{SECTION}verwerfen/", section.discard, name="section_discard"),
    path(f"{SECTION}behalten/", section.keep, name="section_keep"),
    path(f"{SECTION}teil/<slug:group>/", section.group, name="group"),
    path("zustaendigkeit/", places.page, name="places"),
    path("bonitaet/", credit.page, name="credit"),
    path("nachweise/", papers.page, name="papers"),
    path("aufbewahrung/", retention.page, name="retention"),
    path("angaben/", questions.page, name="questions"),
    path("entwurf/", publishing.difference, name="difference"),
    path("veroeffentlichen/", publishing.page, name="publish"),
    path("verlauf/", history.page, name="history"),
    path("verlauf/<int:number>/", history.version, name="version"),
    path("verlauf/<int:number>/zurueck/", history.back, name="version_back"),
    path("verlauf/<int:number>/zuruecknehmen/", history.cancel, name="version_cancel"),
    path("datei/", file.page, name="file"),
    path("datei/einstellungen.yaml", file.settings, name="file_settings"),
    path("datei/einstellungen.schema.json", file.schema, name="file_schema"),
]
