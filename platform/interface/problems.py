"""Every "no" of the interface is a problem document (RFC 9457): a status, a stable code, a sentence. Never what was sent."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

TYPE = "application/problem+json"
_WORDS: dict[str, tuple[int, Any]] = {
    "invalid": (422, _("Der Inhalt entspricht nicht der Beschreibung der Schnittstelle.")),
    "not_json": (400, _("Der Inhalt ist kein JSON-Objekt in UTF-8.")),
    "bad_cursor": (400, _("Diese Position in der Liste gibt es nicht. Beginnen Sie ohne „cursor“.")),
    "bad_limit": (400, _("„limit“ ist eine Zahl von 1 bis 200.")),
    "key_missing": (401, _("Der Schlüssel fehlt. Er gehört in die Kopfzeile „Authorization: Bearer …“.")),
    "key_unknown": (401, _("Diesen Schlüssel gibt es nicht, oder er gilt nicht mehr.")),
    "scope_missing": (403, _("Der Schlüssel ist gültig, öffnet diese Adresse aber nicht.")),
    "not_found": (404, _("Unter dieser Adresse gibt es nichts.")),
    "unknown_delivery": (404, _("Diese Zustellung gibt es nicht.")),
    "case_unknown": (404, _("Bei dieser Behörde gibt es keinen Fall mit dieser Nummer.")),
    "method": (405, _("Diese Adresse kennt die Methode nicht.")),
    "already_acknowledged": (409, _("Diese Zustellung ist schon anders bestätigt.")),
    "not_offered": (409, _("Diese Nachricht steht gerade nicht zur Abholung bereit.")),
    "message_id_reused": (409, _("Unter dieser Nachrichten-UUID kam schon ein anderer Inhalt.")),
    "no_such_transition": (409, _("In diesem Stand des Falls ist das nicht möglich.")),
    "worked_here": (409, _("Die Behörde entscheidet diesen Fall hier am Arbeitsplatz, nicht im Fachverfahren.")),
    "not_possible": (409, _("In diesem Stand des Falls ist das nicht möglich.")),
    "gone": (410, _("Der Fall wurde gelöscht. Es gibt nichts mehr abzuholen.")),
    "case_gone": (410, _("Der Fall ist abgeschlossen und gelöscht oder archiviert.")),
    "length_missing": (411, _("Die Kopfzeile „Content-Length“ fehlt.")),
    "too_large": (413, _("Der Inhalt ist zu groß.")),
    "media_type": (415, _("Diese Art von Inhalt nimmt die Adresse nicht an.")),
    "reason_missing": (422, _("Eine Ablehnung braucht eine Begründung.")),
    "serial_missing": (422, _("Die Seriennummer des Vordrucks fehlt.")),
    "decided_in_future": (422, _("Der angegebene Zeitpunkt liegt in der Zukunft.")),
    "decided_before_filing": (422, _("Der angegebene Zeitpunkt liegt vor dem Eingang des Antrags.")),
    "unknown_type": (422, _("Nachrichten dieser Art nimmt die Schnittstelle nicht an.")),
    "too_many": (429, _("Das waren zu viele Aufrufe in kurzer Zeit.")),
    "unforeseen": (500, _("Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es später noch einmal.")),
}
# Codes of the reader of messages: none of them says anything about the content.
_UNREADABLE = (422, _("Der Inhalt ist keine lesbare Nachricht des Standards XAusländer."))


class Refused(Exception):
    """A "no" that the interface says by itself. ``fields``: places in the content that do not fit, without their values."""

    def __init__(self, code: str, fields: list[dict[str, str]] | None = None, **headers: str) -> None:
        super().__init__(code)
        self.code, self.fields, self.headers = code, fields or [], headers


def problem(
    code: str, *, fields: list[dict[str, str]] | None = None, reference: str = "", **headers: str
) -> JsonResponse:
    status, words = _WORDS.get(code, _UNREADABLE)
    body: dict[str, Any] = {"type": f"urn:zusage:problem:{code}", "title": str(words), "status": status, "code": code}
    body |= {"errors": fields} if fields else {}
    body |= {"reference": reference} if reference else {}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JsonResponse(body, status=status, content_type=TYPE, headers=named)
