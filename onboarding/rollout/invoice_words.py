"""Words for contracts and invoices on the operator's pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.invoicing.dispatch_states import State as Sending
from billing.invoicing.models import Counted, Invoice, InvoiceLine, Payer, Rhythm, SizeClass
from billing.invoicing.states import State
from onboarding.rollout.words import ACTIONS, DETAILS

ACTIONS.update(
    {
        "invoicing.plan": _("Tarif angelegt"),
        "invoicing.payer": _("Zahler gespeichert"),
        "invoicing.contract": _("Vertrag geschlossen"),
        "invoicing.contract_changed": _("Vertrag geändert"),
        "invoicing.drawn_up": _("Rechnungen entworfen"),
        "invoicing.issued": _("Rechnung ausgestellt"),
        "invoicing.discarded": _("Rechnungsentwurf verworfen"),
        "invoicing.credit_note": _("Gutschrift entworfen"),
        "invoicing.transfer": _("Zahlungseingang vermerkt"),
        "invoicing.sent": _("Rechnung per E-Mail verschickt"),
        "invoicing.sent_run": _("Rechnungen eines Zeitraums per E-Mail verschickt"),
        "invoicing.handed_over": _("Rechnung über ein Portal übergeben"),
    }
)
DETAILS.update(
    {
        "contract": _("Vertrag"),
        "plan": _("Tarif"),
        "payer": _("Zahler"),
        "run": _("Zeitraum"),
        "made": _("Entwürfe"),
        "number": _("Nummer"),
        "cents": _("Cent"),
        "edition": _("Zustellung Nr."),
        "portal": _("Portal"),
    }
)
COUNTED: dict[str, Any] = {
    Counted.SUBMITTED: _("je eingegangener Erklärung"),
    Counted.ISSUED: _("je ausgestellter Erklärung"),
}
RHYTHMS: dict[str, Any] = {Rhythm.MONTHLY: _("monatlich"), Rhythm.YEARLY: _("jährlich")}
PAYERS: dict[str, Any] = {
    Payer.Kind.CITY: _("die Stadt"),
    Payer.Kind.DATA_CENTRE: _("ihr Rechenzentrum"),
    Payer.Kind.LAND: _("das Land"),
}
SIZES: dict[str, Any] = {
    SizeClass.S: _("S (klein)"),
    SizeClass.M: _("M (mittel)"),
    SizeClass.L: _("L (groß)"),
    SizeClass.XL: _("XL (sehr groß)"),
}
KINDS: dict[str, Any] = {Invoice.Kind.INVOICE: _("Rechnung"), Invoice.Kind.CREDIT_NOTE: _("Gutschrift")}
STATES: dict[str, Any] = {
    State.DRAFT: _("Entwurf"),
    State.DISCARDED: _("Verworfen"),
    State.ISSUED: _("Ausgestellt"),
    State.PAID: _("Bezahlt"),
    State.CANCELLED: _("Durch Gutschrift aufgehoben"),
}
DISPATCHES: dict[str, Any] = {
    Sending.QUEUED: _("wartet auf den Versand"),
    Sending.SENDING: _("wird gerade verschickt"),
    Sending.SENT: _("verschickt"),
    Sending.FAILED: _("nicht verschickt: der Mailserver nimmt sie nicht an"),
    Sending.UNCLEAR: _(
        "unklar, ob sie verschickt wurde. Fragen Sie beim Zahler nach, bevor Sie sie noch einmal schicken"
    ),
}
LINES: dict[str, Any] = {
    InvoiceLine.Kind.SETUP: _("Einrichtung"),
    InvoiceLine.Kind.YEARLY: _("Jahresentgelt, anteilig nach Tagen"),
    InvoiceLine.Kind.CASES: _("Erklärungen"),
    InvoiceLine.Kind.LATE: _("Nachtrag aus früheren Zeiträumen"),
}
REFUSALS: dict[str, Any] = {
    "name_taken": _("Einen Tarif mit diesem Namen gibt es schon."),
    "sizes_missing": _("Der Tarif braucht einen Preis für jede Größe."),
    "days_wrong": _("Das Ende liegt vor dem Anfang."),
    "plan_not_valid": _("Der Tarif gilt an diesem Tag nicht."),
    "unknown_city": _("Diese Stadt gibt es nicht."),
    "overlaps": _("Die Stadt hat in dieser Zeit schon einen Vertrag."),
    "leitweg_wrong": _("Die Leitweg-ID stimmt nicht. Sie hat zwei Prüfziffern am Ende, zum Beispiel 04011000-1234512345-06."),
    "vat_wrong": _("Die USt-IdNr. besteht aus DE und neun Ziffern, zum Beispiel DE123456789."),
    "no_way": _("Nennen Sie eine E-Mail-Adresse oder das Portal, über das die Rechnung kommt."),
    "unknown_run": _("Diesen Zeitraum gibt es nicht."),
    "not_over": _("Dieser Zeitraum ist noch nicht vorbei."),
    "no_seller": _("Die eigenen Angaben für Rechnungen fehlen oder sind unvollständig. Sie stehen in der Einstellung INVOICE_SELLER."),
    "unknown_invoice": _("Diese Rechnung gibt es nicht."),
    "not_open": _("Das ist bei diesem Stand der Rechnung nicht möglich."),
    "same_person": _("Ausstellen muss eine andere Person als die, die den Entwurf gemacht hat."),
    "not_ready": _("So würde die Rechnung nicht angenommen. Diese Regeln von XRechnung sind verletzt:"),
    "crowded": _("Gerade werden viele Rechnungen ausgestellt. Versuchen Sie es noch einmal."),
    "not_out": _("Eine Zahlung gehört zu einer ausgestellten Rechnung."),
    "nothing": _("Der Betrag darf nicht null sein."),
    "in_future": _("Der Tag liegt in der Zukunft."),
    "not_issued": _("Zugestellt werden kann nur eine ausgestellte Rechnung."),
    "no_papers": _("Die Dateien werden gerade erstellt. Versuchen Sie es gleich noch einmal."),
    "by_portal": _("Dieser Zahler nimmt Rechnungen nur über sein Portal an."),
    "by_mail": _("Dieser Zahler bekommt seine Rechnungen per E-Mail."),
    "under_way": _("Die Rechnung ist schon unterwegs. Sehen Sie zuerst nach, was daraus geworden ist."),
    "before_issue": _("An diesem Tag war die Rechnung noch nicht ausgestellt."),
    "below_zero": _("Es wurde weniger gezahlt, als Sie zurücknehmen wollen."),
}  # fmt: skip
