"""The case's history in words: who did what, when."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.models import AuditEntry
from billing.fees.relief import SOURCES, Ground, Kind
from billing.payments.counter import METHODS, MISTAKES, Method, Mistake
from casework.once import BY_SOMEBODY, LOOKS
from casework.returned_words import status_in_words
from documents.kinds import label_of
from ui.formats import euros

WORDS: dict[str, Any] = {
    "case.opened": _("Fall geöffnet"),
    "case.assigned": _("Zuständigkeit geändert"),
    "case.noted": _("Notiz geschrieben"),
    "facts.corrected": _("Zahlen nach den Nachweisen berichtigt"),
    "check.confirmed": _("Feststellung von einer zweiten Person bestätigt"),
    "request.asked": _("Frage gestellt"),
    "request.answered": _("Frage beantwortet"),
    "authority.question": _("Frage aus dem Fachverfahren"),
    "authority.status": _("Stand aus dem Fachverfahren"),
    "authority.appointment": _("Termin aus dem Fachverfahren"),
    "authority.withdrawal": _("Antwort auf die Rücknahme"),
    "authority.not_competent": _("Das Fachverfahren hält eine andere Behörde für zuständig"),
    "case.carried_over": _("Angaben zur zuständigen Behörde mitgenommen"),
    "document.added": _("Dokument hochgeladen"),
    "document.removed": _("Dokument entfernt"),
    "document.cleared": _("Dokument auf Schadprogramme geprüft"),
    "document.link_made": _("Dokument zum Ansehen geholt"),
    "document.opened": _("Dokument angesehen"),
    "identification.started": _("Identifizierung begonnen"),
    "identification.verified": _("Identität nachgewiesen"),
    "identification.cancelled": _("Identifizierung abgebrochen"),
    "identification.refused": _("Identifizierung nicht angenommen"),
    "identification.expired": _("Identifizierung abgelaufen"),
    "payment.started": _("Zahlung begonnen"),
    "fee.decided": _("Über die Gebühr entschieden"),
    "payment.taken": _("Gebühr am Schalter angenommen"),
    "payment.entry_voided": _("Buchung am Schalter storniert"),
    "payment.voided": _("Zahlung am Schalter ist storniert"),
    "payment.settled": _("Gebühr bezahlt"),
    "payment.failed": _("Zahlung fehlgeschlagen"),
    "payment.expired": _("Zahlung abgelaufen"),
    "payment.refunded": _("Gebühr erstattet"),
    "payment.charged_back": _("Zahlung zurückgebucht"),
    "payment.surplus": _("Gebühr doppelt bezahlt: Erstattung prüfen"),
    "payment.without_case": _("Zahlung ohne offenen Vorgang: Erstattung prüfen"),
    "refund.proposed": _("Erstattung vorgeschlagen"),
    "refund.approved": _("Erstattung befürwortet"),
    "refund.released": _("Erstattung freigegeben"),
    "refund.declined": _("Erstattung abgelehnt"),
    "refund.done": _("Geld erstattet"),
    "refund.failed": _("Erstattung fehlgeschlagen"),
    "dispute.opened": _("Die Bank der zahlenden Person fordert das Geld zurück"),
    "dispute.taken": _("Rückforderung der Bank übernommen"),
    "dispute.won": _("Rückforderung der Bank abgewiesen"),
    "dispute.lost": _("Rückforderung der Bank verloren"),
    "payment.looked_after": _("Hinweis zur Zahlung erledigt"),
    "delivery.delivered": _("An das Fachverfahren übergeben"),
    "delivery.handed_over": _("An das Fachverfahren übergeben, Bestätigung steht noch aus"),
    "delivery.overdue": _("Bestätigung des Fachverfahrens bleibt aus"),
    "delivery.rejected": _("Vom Fachverfahren abgelehnt"),
    "delivery.failed": _("Übergabe an das Fachverfahren gescheitert"),
    "delivery.paused": _("Übergabe an das Fachverfahren angehalten"),
    "delivery.resumed": _("Übergabe an das Fachverfahren fortgesetzt"),
    "delivery.requeued": _("Übergabe an das Fachverfahren wiederholt"),
    "delivery.parked": _("Übergabe an das Fachverfahren zurückgelegt"),
    "delivery.read": _("Nachricht an das Fachverfahren angesehen"),
    "delivery.downloaded": _("Nachricht an das Fachverfahren heruntergeladen"),
    "returned.read": _("Nachricht des Fachverfahrens angesehen"),
    "returned.again": _("Nachricht des Fachverfahrens noch einmal ausgeführt"),
    "delivery.fetched": _("Vom Fachverfahren abgeholt"),
    "delivery.answered": _("Nachricht des Fachverfahrens eingegangen"),
    "delivery.acknowledged": _("Empfang vom Fachverfahren bestätigt"),
    "visit.invited": _("Zur Terminbuchung eingeladen"),
    "visit.booked": _("Termin gebucht"),
    "visit.moved": _("Termin verlegt"),
    "visit.cancelled": _("Termin abgesagt"),
    "visit.offer_declined": _("Angebotenen früheren Termin abgelehnt"),
    "visit.offer_expired": _("Angebotener früherer Termin abgelaufen"),
    "visit.arrived": _("Zum Termin erschienen"),
    "visit.arrival_undone": _("Erscheinen zurückgenommen"),
    "visit.served": _("Termin erledigt"),
    "visit.service_undone": _("Erledigung des Termins zurückgenommen"),
    "visit.missed": _("Zum Termin nicht erschienen"),
    "declaration.draft": _("Entwurf begonnen"),
    "declaration.abandoned": _("Entwurf abgelaufen"),
    "declaration.sealed": _("Antrag abgeschlossen, Zahlung offen"),
    "declaration.lapsed": _("Antrag verfallen, weil die Gebühr nicht bezahlt wurde"),
    "declaration.submitted": _("Antrag eingegangen"),
    "declaration.with_authority_system": _("Wird im Fachverfahren bearbeitet"),
    "declaration.closed_by_time": _("Ohne Ergebnis abgeschlossen"),
    "declaration.in_review": _("In Prüfung genommen"),
    "declaration.forwarded": _("An die zuständige Behörde verwiesen"),
    "declaration.documents_requested": _("Nachforderung"),
    "declaration.checked": _("Bonität festgestellt"),
    "declaration.security_requested": _("Sicherheit angefragt"),
    "declaration.hearing": _("Anhörung begonnen"),
    "declaration.approved": _("Erklärung anerkannt"),
    "declaration.signing_due": _("Zur Unterschrift eingeladen"),
    "declaration.signed": _("Unterschrieben und beglaubigt"),
    "declaration.issued": _("Urkunde ausgestellt"),
    "declaration.cancelled": _("Urkunde ungültig gemacht"),
    "declaration.handed_over": _("Urkunde übergeben"),
    "declaration.posted": _("Urkunde verschickt"),
    "declaration.returned": _("Urkunde kam zurück"),
    "declaration.expired_unused": _("Urkunde nicht genutzt, Frist vorbei"),
    "declaration.in_force": _("Gast ist eingereist"),
    "declaration.claimed": _("Kosten geltend gemacht"),
    "declaration.ended": _("Verpflichtung beendet"),
    "declaration.refused": _("Erklärung abgelehnt"),
    "declaration.withdrawn": _("Antrag zurückgezogen"),
    "declaration.archived": _("Vorgang archiviert"),
    "declaration.erased": _("Daten gelöscht"),
}
_KINDS = {"more": _("Nachforderung"), "security": _("Sicherheit"), "hearing": _("Anhörung")}
_RESULTS = {"PROVEN": _("nachgewiesen"), "CREDIBLE": _("glaubhaft gemacht"), "NOT_PROVEN": _("nicht nachgewiesen")}
_FIELDS = {
    "dependants": _("Unterhaltspflichten"),
    "monthly_net": _("Nettoeinkommen"),
    "evidence_oldest": _("Datum des ältesten Nachweises"),
    "tax_assessment_on": _("Datum des Steuerbescheids"),
}
_CODED: dict[str, tuple[str, Callable[[str], Any]]] = {
    "request.asked": ("kind", lambda code: _KINDS.get(code, "")),
    "declaration.checked": ("result", lambda code: _RESULTS.get(code, "")),
    "authority.status": ("code", status_in_words),
}
_OF_THE_FEE = frozenset({"fee.decided", "payment.taken", "payment.entry_voided"})
FEE_KINDS: dict[str, Any] = {
    Kind.HALF: _("auf die Hälfte"),
    Kind.REDUCED: _("ermäßigt"),
    Kind.WAIVED: _("erlassen"),
    Kind.FULL: _("volle Gebühr"),
}
SPONSOR, MACHINE, UNKNOWN = _("Einladende Person"), _("Automatisch"), _("Nicht mehr im Dienst")
INTERFACE = _("Fachverfahren")


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    who: Any
    what: Any
    details: str
    is_look: bool


def newest(case_id: uuid.UUID, *, most: int = 300) -> list[AuditEntry]:
    """The last entries of the trail, newest first."""
    return list(AuditEntry.objects.filter(case_id=case_id).order_by("-id")[:most])


def since(case_id: uuid.UUID, stand: int, *, names: Mapping[int, str]) -> list[HistoryLine]:
    """What people did after this stand (``casework.once``), oldest first."""
    return [line_of(entry, names) for entry in _done_since(case_id, stand)]


def people_since(case_id: uuid.UUID, stand: int) -> set[int]:
    return staff_ids(_done_since(case_id, stand))


def _done_since(case_id: uuid.UUID, stand: int) -> list[AuditEntry]:
    done = AuditEntry.objects.filter(case_id=case_id, id__gt=stand, actor_kind__in=BY_SOMEBODY)
    return list(done.exclude(action__in=LOOKS).order_by("id")[:50])


def line_of(entry: AuditEntry, names: Mapping[int, str]) -> HistoryLine:
    what = WORDS.get(entry.action, entry.action)
    return HistoryLine(entry.at, _who(entry, names), what, _details(entry, names), entry.action in LOOKS)


def staff_ids(entries: Iterable[AuditEntry]) -> set[int]:
    return {int(entry.actor_ref) for entry in entries if entry.actor_kind == "staff" and entry.actor_ref.isdigit()}


def _who(entry: AuditEntry, names: Mapping[int, str]) -> Any:
    if entry.actor_kind == "staff" and entry.actor_ref != "0":
        return names.get(int(entry.actor_ref or 0), UNKNOWN)
    return {"sponsor": SPONSOR, "interface": INTERFACE, "staff": INTERFACE}.get(entry.actor_kind, MACHINE)


def _details(entry: AuditEntry, names: Mapping[int, str]) -> str:
    """The few details that help a reader; ids and hashes are for the trail itself."""
    kept = entry.details
    if entry.action == "case.assigned":
        return str(names.get(kept["to"], UNKNOWN)) if kept.get("to") else str(_("niemand"))
    if entry.action in _CODED:
        name, words = _CODED[entry.action]
        return str(words(kept.get(name, "")))
    if entry.action == "facts.corrected":
        return ", ".join(str(_FIELDS[name]) for name in kept.get("fields", ()) if name in _FIELDS)
    if entry.action in _OF_THE_FEE:
        return _fee_details(entry)
    return _document(entry) if entry.action.startswith("document.") else ""


def _document(entry: AuditEntry) -> str:
    original = entry.details.get("variant") == "original"
    return f"{label_of(entry.details.get('kind', ''))}{' (Original)' if original else ''}"


def _fee_details(entry: AuditEntry) -> str:
    kept = entry.details
    if entry.action == "payment.taken":
        parts = [METHODS[Method(kept["method"])], euros(kept["amount_cents"])]
    elif entry.action == "payment.entry_voided":
        parts = [MISTAKES[Mistake(kept["mistake"])]]
    else:
        parts = [FEE_KINDS[kept["kind"]], SOURCES.get(Ground(kept["ground"]), ""),
                 _("zu zahlen: %s") % euros(kept["owed_cents"])]  # fmt: skip
    return ", ".join(str(part) for part in parts if part)
