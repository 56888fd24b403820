"""The addresses of the console, below /verwaltung/. What begins with „vorschau/“ is answered by ``config.preview``."""

from __future__ import annotations

from django.urls import path

from onboarding.console.views import (
    branding,
    colleague,
    file,
    history,
    invitation,
    mails,
    people,
    promoting,
    publishing,
    readiness,
    rehearsal,
    section,
    start,
    text,
    texts,
)
from onboarding.console.views.own import credit, papers, places, questions, retention
from onboarding.console.views.visits import calendar, counter, office, overview

SECTION = "abschnitt/<slug:section>/"
ITEM = "bereit/punkt/<str:item_key>/"
OFFICE = "termine/ort/<slug:office>/"
COUNTER = f"{OFFICE}schalter/<slug:counter>/"

urlpatterns = [
    path("", start.page, name="start"),
    path(SECTION, section.page, name="section"),
    path(f"{SECTION}text/", text.page, name="section_text"),
    path(f"{SECTION}passt/", section.confirm, name="section_confirm"),
    path(f"{SECTION}verwerfen/", section.discard, name="section_discard"),
    path(f"{SECTION}behalten/", section.keep, name="section_keep"),
    path("abschnitt/branding/teil/farben/", branding.colours, name="colours"),
    path("abschnitt/texts/teil/<slug:group>/", texts.page, name="site_text"),
    path("abschnitt/mail/ansehen/", mails.page, name="mail_preview"),
    path("abschnitt/branding/logo/", branding.logo, name="logo"),
    path(f"{SECTION}teil/<slug:group>/", section.group, name="group"),
    path("termine/", overview.page, name="visits"),
    path("termine/buchbar/", overview.when, name="visits_when"),
    path("termine/erinnerungen/", overview.reminders, name="visits_reminders"),
    path("termine/system/", overview.whose, name="visits_system"),
    path("termine/neuer-ort/", office.new, name="office_new"),
    path(OFFICE, office.page, name="office"),
    path(f"{OFFICE}entfernen/", office.remove, name="office_remove"),
    path(f"{OFFICE}woche/", calendar.week, name="office_week"),
    path(f"{OFFICE}monat/", calendar.month, name="office_month"),
    path(f"{OFFICE}neuer-schalter/", counter.new, name="counter_new"),
    path(COUNTER, counter.page, name="counter"),
    path(f"{COUNTER}entfernen/", counter.remove, name="counter_remove"),
    path(f"{OFFICE}<slug:part>/", office.part, name="office_part"),
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
    path("bereit/", readiness.page, name="readiness"),
    path("bereit/pruefen/", readiness.measure, name="readiness_measure"),
    path(ITEM, readiness.item, name="readiness_item"),
    path(f"{ITEM}erklaeren/", readiness.state, name="readiness_state"),
    path(f"{ITEM}warten/", readiness.wait, name="readiness_wait"),
    path(f"{ITEM}zuruecknehmen/", readiness.withdraw, name="readiness_withdraw"),
    path("datei/", file.page, name="file"),
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
    path("probe/", rehearsal.page, name="rehearsal"),
    path("probe/uebernehmen/", promoting.page, name="promote"),
    path("probe/mails/", rehearsal.mails, name="rehearsal_mails"),
    path("probe/<uuid:run_id>/", rehearsal.run, name="rehearsal_run"),
    path("probe/<uuid:run_id>/schritt/<int:number>/", rehearsal.step, name="rehearsal_step"),
    path("probe/<uuid:run_id>/protokoll.pdf", rehearsal.paper, name="rehearsal_paper"),
]
