"""The addresses of the desk, below /amt/."""

from __future__ import annotations

from django.urls import path

from desk.views import asking, begin, case, checking, deciding, deliveries, files, paper, payment, queue, sign_in

CASE = "fall/<uuid:case_id>/"

urlpatterns = [
    path("", queue.page, name="queue"),
    path("naechster/", queue.next_case, name="next"),
    path("anmelden/", sign_in.page, name="sign_in"),
    path("abmelden/", sign_in.sign_out, name="sign_out"),
    path("zustellungen/", deliveries.page, name="deliveries"),
    path("zustellungen/<uuid:delivery_id>/wiederholen/", deliveries.resend, name="resend"),
    path(CASE, case.page, name="case"),
    path(f"{CASE}brief/<int:decision_id>/", case.letter, name="letter"),
    path(f"{CASE}uebernehmen/", begin.take_up, name="take_up"),
    path(f"{CASE}zustaendig/", begin.assign, name="assign"),
    path(f"{CASE}notiz/", begin.note, name="note"),
    path(f"{CASE}nachfordern/", asking.request_more, name="request_more"),
    path(f"{CASE}weiterpruefen/", asking.resume, name="resume"),
    path(f"{CASE}sicherheit/", asking.security, name="security"),
    path(f"{CASE}berichtigen/", checking.correct, name="correct"),
    path(f"{CASE}feststellen/", checking.check, name="check"),
    path(f"{CASE}bestaetigen/", checking.confirm, name="confirm"),
    path(f"{CASE}anerkennen/", deciding.approve, name="approve"),
    path(f"{CASE}anhoeren/", deciding.hearing, name="hearing"),
    path(f"{CASE}ablehnen/", deciding.refuse, name="refuse"),
    path(f"{CASE}weiterverweisen/", deciding.forward, name="forward"),
    path(f"{CASE}ergebnis/", deciding.report, name="report"),
    path(f"{CASE}unterschrift/", paper.sign, name="sign"),
    path(f"{CASE}ausstellen/", paper.issue, name="issue"),
    path(f"{CASE}uebergeben/", paper.hand_over, name="hand_over"),
    path(f"{CASE}verschicken/", paper.post, name="post"),
    path(f"{CASE}zahlung/", payment.check_now, name="check_payment"),
    path(f"{CASE}dokument/<uuid:document_id>/", files.view, name="document"),
    path(f"{CASE}original/<uuid:document_id>/", files.original, name="original"),
]
