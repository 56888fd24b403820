"""The stand-in's own page: how to sign in, what arrived, what the authority says, trouble."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from string import Template

from infra.standins.fitconnect import faults, submissions
from infra.standins.fitconnect.http import Request, Response, page, redirect
from infra.standins.fitconnect.store import Submission
from infra.standins.fitconnect.world import CLIENTS, World, destination_of

_PAGE = Template((Path(__file__).parent / "templates" / "control.html").read_text("utf-8"))
_SHOWN = 50
_LONGEST = 20_000
_STATES = {"announced": "angekündigt", "submitted": "eingereicht", "accepted": "angenommen", "rejected": "zurückgewiesen",
           "expired": "verfallen"}  # fmt: skip
_ACTIONS = {"accept": "Annehmen", "reject": "Zurückweisen", "expire": "Verfallen lassen"}
_LABELS = {
    "answers": "Antworten",
    "key": "Schlüssel des Zustellpunkts",
    "destination": "Zustellpunkt",
    "signature": "Unterschriften im Ereignisprotokoll",
    "authority": "die Behörde",
    "answers_left": "Störung für … Aufrufe (leer: immer)",
    "calls": "nur bei Aufrufen mit diesem Wort (GET, PUT, token, keys, events)",
    "delay": "Antwort verzögern (Sekunden)",
    "callback": "nach der Antwort der Behörde hier klingeln (Adresse)",
}


def respond(world: World, request: Request) -> Response:
    form = request.form() if request.method == "POST" else {}
    if request.method == "POST" and request.path == "/faults":
        return redirect("/") if faults.set_faults(world, form) else page("Das gibt es nicht.", 400)
    if request.method == "POST" and request.path == "/act":
        found = world.store.get(form.get("id", ""))
        if found is None or form.get("action") not in (*_ACTIONS, "forget"):
            return page("Das gibt es nicht.", 400)
        submissions.decide(world, found, form["action"])
        return redirect("/")
    if request.method == "GET" and request.path in ("/", "/health"):
        return page(_html(world))
    if request.method == "GET" and request.path.startswith("/anlage/"):
        return _attachment(world, *request.path.split("/")[2:4])
    return page("Diese Seite gibt es nicht.", 404)


def _attachment(world: World, number: str = "", attachment: str = "") -> Response:
    found = world.store.get(number)
    content = submissions.opened(world, found).get(attachment) if found else None
    if content is None:
        return page("Diese Anlage gibt es nicht.", 404)
    return Response(200, content, "application/pdf")


def _html(world: World) -> str:
    return _PAGE.substitute(
        clients="".join(
            f"<tr><td>{escape(name)}</td><td><code>{client}</code></td><td><code>{escape(world.password(client))}</code></td>"
            f"<td><code>{destination_of(client)}</code></td></tr>"
            for client, name in CLIENTS.items()
        ),
        base=world.issuer,
        token=world.issuer.removesuffix("/submission-api") + "/token",
        submissions="".join(_article(world, one) for one in world.store.all()[:_SHOWN]) or "<p>Noch keine.</p>",
        faults=_fault_form(world),
    )


def _article(world: World, submission: Submission) -> str:
    opened = submissions.opened(world, submission)
    metadata = json.dumps(json.loads(opened.get("metadata", b"{}")), indent=1, ensure_ascii=False)
    data = opened.get("data", b"").decode(errors="replace")[:_LONGEST]
    links = "".join(
        f'<li><a href="/anlage/{submission["id"]}/{number}">Anlage {number}</a></li>'
        for number in submission["attachments"]
    )
    return (
        f"<article><h3>{escape(CLIENTS[submission['client']])}: {_STATES[submission['state']]}</h3>"
        f"<p><code>{submission['id']}</code></p>{_buttons(submission)}<ul>{links}</ul>"
        f"<details><summary>Metadaten</summary><pre>{escape(metadata)}</pre></details>"
        f"<details><summary>Fachdaten</summary><pre>{escape(data)}</pre></details></article>"
    )


def _buttons(submission: Submission) -> str:
    if submission["state"] != "submitted":
        return ""
    return "".join(
        f'<form method="post" action="/act"><input type="hidden" name="id" value="{submission["id"]}">'
        f'<button name="action" value="{action}">{label}</button></form>'
        for action, label in _ACTIONS.items()
    )


def _fault_form(world: World) -> str:
    now = faults.current(world)
    lines = []
    for name, label in _LABELS.items():
        if name in faults.CHOICES:
            options = "".join(
                f"<option{' selected' if choice == now[name] else ''}>{choice}</option>"
                for choice in faults.CHOICES[name]
            )
            field = f'<select name="{name}">{options}</select>'
        else:
            field = f'<input name="{name}" value="{escape(now[name])}">'
        lines.append(f"<label>{label} {field}</label>")
    return "".join(lines)
