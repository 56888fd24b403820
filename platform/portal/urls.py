"""The addresses that citizens see: German, one subject each."""

from __future__ import annotations

from django.urls import path

from portal.views import (
    authority,
    eligibility,
    evidence,
    finish,
    identify,
    instruction,
    items,
    language,
    look,
    pause,
    payment,
    preview,
    receipt,
    review,
    section,
    start,
    status,
    submit,
    tasks,
    texts,
    visit,
    visit_booking,
    visit_code,
    visit_times,
    way,
)

_PUBLIC = [
    path("", start.page, name="start"),
    path("sprache/<str:code>/", language.choose, name="language"),
    path("theme.css", look.theme, name="theme"),
    path("bilder/<slug:digest>.png", look.picture, name="picture"),
    path("zeichen.svg", look.sign, name="sign"),
    path("impressum/", texts.imprint, name="imprint"),
    path("datenschutz/", texts.privacy, name="privacy"),
    path("barrierefreiheit/", texts.accessibility, name="accessibility"),
    path("kontakt/", texts.contact, name="contact"),
]
_DRAFT = [
    path("antrag/pruefen/", eligibility.page, name="eligibility"),
    path("antrag/weg/", way.page, name="way"),
    path("antrag/", tasks.page, name="tasks"),
    path("antrag/angaben/<slug:slug>/", section.page, name="section"),
    path("antrag/angaben/<slug:slug>/neu/", items.page, name="item_new"),
    path("antrag/angaben/<slug:slug>/<int:number>/", items.page, name="item"),
    path("antrag/angaben/<slug:slug>/<int:number>/entfernen/", items.remove, name="item_remove"),
    path("antrag/ausweis/", identify.page, name="identify"),
    path("antrag/ausweis/zurueck/", identify.returned, name="identify_return"),
    path("antrag/vorschau/", preview.page, name="preview"),
    path("antrag/nachweise/", evidence.page, name="evidence"),
    path("antrag/nachweise/<uuid:document_id>/", evidence.show, name="document"),
    path("antrag/nachweise/<uuid:document_id>/entfernen/", evidence.remove, name="document_remove"),
    path("antrag/pause/", pause.page, name="pause"),
]
_HANDING_IN = [
    path("antrag/pruefen-und-abgeben/", review.page, name="review"),
    path("antrag/belehrung/", instruction.page, name="instruction"),
    path("antrag/abgeben/", submit.page, name="submit"),
    path("antrag/zahlung/", payment.page, name="payment"),
    path("antrag/zahlung/zurueck/", payment.returned, name="payment_return"),
    path("antrag/eingang/", receipt.page, name="receipt"),
    path("antrag/eingang/<slug:kind>/", receipt.paper, name="receipt_paper"),
]
_AFTERWARDS = [
    path("a/<str:secret>/", status.page, name="status"),
    path("a/<str:secret>/antwort/<uuid:request_id>/", status.answer, name="answer"),
    path("a/<str:secret>/dokument/<uuid:document_id>/", status.document, name="status_document"),
    path("a/<str:secret>/zurueckziehen/", status.withdraw, name="withdraw"),
    path("a/<str:secret>/mitnehmen/", authority.carry, name="carry"),
    path("a/<str:secret>/angaben.json", authority.own_data, name="own_data"),
    path("a/<str:secret>/termin/<uuid:told_id>.ics", authority.calendar, name="authority_calendar"),
    path("fertig/", finish.page, name="finish"),
]
_VISIT = [
    path("termin/<str:token>/", visit.page, name="visit"),
    path("termin/<str:token>/termin.ics", visit.calendar, name="visit_calendar"),
    path("termin/<str:token>/wer/", visit_times.who, name="visit_who"),
    path("termin/<str:token>/wann/", visit_times.times, name="visit_times"),
    path("termin/<str:token>/code/", visit_code.page, name="visit_code"),
    path("termin/<str:token>/bestaetigen/", visit_booking.confirm, name="visit_confirm"),
    path("termin/<str:token>/absagen/", visit_booking.cancel, name="visit_cancel"),
    path("termin/<str:token>/warten/", visit_booking.wait, name="visit_wait"),
    path("termin/<str:token>/angebot/", visit.offer, name="visit_offer"),
    path("termin/<str:token>/neuer-link/", visit.new_link, name="visit_new_link"),
]
urlpatterns = [*_PUBLIC, *_DRAFT, *_HANDING_IN, *_AFTERWARDS, *_VISIT]
