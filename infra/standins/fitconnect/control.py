"""The stand-in's own page: how to sign in, what arrived, what the authority says, trouble."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from infra.standins.common.control import Control
from infra.standins.common.frame import Frame, button, row
from infra.standins.common.http import Request, Response, page
from infra.standins.common.switches import Unknown
from infra.standins.fitconnect import submissions
from infra.standins.fitconnect.faults import FAULTS
from infra.standins.fitconnect.store import Submission
from infra.standins.fitconnect.world import CLIENTS, World, destination_of

ATTACHMENTS = "/anlage/"
_SHOWN = 50
_LONGEST = 20_000
_STATES = {"announced": "angekündigt", "submitted": "eingereicht", "accepted": "angenommen", "rejected": "zurückgewiesen",
           "expired": "verfallen"}  # fmt: skip
_ACTIONS = {"accept": "Annehmen", "reject": "Zurückweisen", "expire": "Verfallen lassen"}
_LABELS = {
    "refused": "nimmt es nicht (422)", "stale": "Token abgelaufen (401)",
    "calls": "nur bei Aufrufen mit diesem Wort (GET, PUT, token, keys, events)",
    "key": "Schlüssel des Zustellpunkts",
    "short": "zu kurz", "other_use": "für anderen Zweck", "other_number": "andere Nummer", "private": "privater Teil dabei",
    "bare": "ohne Zertifikat", "expired": "Zertifikat abgelaufen", "foreign": "Zertifikat einer fremden Stelle",
    "swapped": "Zertifikat eines anderen Schlüssels", "listed": "mit Sperrliste, nicht gesperrt",
    "revoked": "Zertifikat gesperrt", "list_silent": "Sperrliste nicht zu holen", "list_over": "Sperrliste abgelaufen",
    "destination": "Zustellpunkt",
    "inactive": "geschlossen", "other_service": "andere Leistung", "other_schema": "anderes Schema",
    "other_region": "anderes Gebiet", "no_email": "kein Rückweg per E-Mail",
    "signature": "Unterschriften im Ereignisprotokoll",
    "forged": "gefälscht", "by_stranger": "von einem Fremden", "rs256": "mit RS256", "other_type": "anderer Typ",
    "old_schema": "altes Schema", "other_case": "für einen anderen Vorgang", "other_issuer": "anderer Aussteller",
    "other_tags": "andere Prüfwerte", "no_tags": "ohne Prüfwerte",
    "authority": "die Behörde", "accepts": "nimmt an", "rejects": "weist zurück", "waits": "wartet",
    "callback": "nach der Antwort der Behörde hier klingeln (Adresse)",
}  # fmt: skip


def attachment(world: World, request: Request) -> Response:
    """Of ``/anlage/SUBMISSION/ATTACHMENT``, in the clear."""
    number, _, name = request.path.removeprefix(ATTACHMENTS).partition("/")
    found = world.store.get(number)
    content = submissions.opened(world, found).get(name) if found else None
    if content is None:
        return page("Diese Anlage gibt es nicht.", 404)
    return Response(200, content, "application/pdf")


def _act(world: World, form: dict[str, str]) -> None:
    found = world.store.get(form.get("id", ""))
    if found is None or form.get("action") not in (*_ACTIONS, "forget"):
        raise Unknown
    submissions.decide(world, found, form["action"])


def _content(world: World) -> dict[str, str]:
    return {
        "clients": "".join(
            row(
                escape(name),
                *(f"<code>{told}</code>" for told in (client, world.password(client), destination_of(client))),
            )
            for client, name in CLIENTS.items()
        ),
        "base": world.issuer,
        "token": world.issuer.removesuffix("/submission-api") + "/token",
        "submissions": "".join(_article(world, one) for one in world.store.all()[:_SHOWN]) or "<p>Noch keine.</p>",
    }


def _article(world: World, submission: Submission) -> str:
    opened = submissions.opened(world, submission)
    metadata = json.dumps(json.loads(opened.get("metadata", b"{}")), indent=1, ensure_ascii=False)
    data = opened.get("data", b"").decode(errors="replace")[:_LONGEST]
    links = "".join(
        f'<li><a href="{ATTACHMENTS}{submission["id"]}/{number}">Anlage {number}</a></li>'
        for number in submission["attachments"]
    )
    wanted = _ACTIONS.items() if submission["state"] == "submitted" else ()
    buttons = "".join(button(action, label, submission["id"]) for action, label in wanted)
    return (
        f"<article><h3>{escape(CLIENTS[submission['client']])}: {_STATES[submission['state']]}</h3>"
        f"<p><code>{submission['id']}</code></p>{buttons}<ul>{links}</ul>"
        f"<details><summary>Metadaten</summary><pre>{escape(metadata)}</pre></details>"
        f"<details><summary>Fachdaten</summary><pre>{escape(data)}</pre></details></article>"
    )


CONTROL = Control(
    Frame(Path(__file__).parent / "templates"),
    "Attrappe von FIT-Connect",
    faults=FAULTS,
    labels=_LABELS,
    content=_content,
    act=_act,
)
