"""The stand-in's own page: how to sign in, what was paid, what the bank says later, trouble."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from infra.standins.xbezahldienste import faults, payments
from infra.standins.xbezahldienste.hosted import euros
from infra.standins.xbezahldienste.http import Request, Response, page, redirect
from infra.standins.xbezahldienste.store import Payment
from infra.standins.xbezahldienste.world import AUTHORITIES, END_POINTS, World

_PAGE = Template((Path(__file__).parent / "templates" / "control.html").read_text("utf-8"))
_SHOWN = 50
_LABELS = {
    "answers": "Antworten",
    "answers_left": "Störung für … Aufrufe (leer: immer)",
    "calls": "nur bei Aufrufen mit diesem Wort (GET, POST, status, token)",
    "delay": "Antwort verzögern (Sekunden)",
    "amount": "anderen Betrag melden (Euro, leer: keinen)",
    "booking_data": "verlangte Buchungsangabe (leer: keine)",
    "finds_requests": "findet Zahlungen auch unter der Nummer des Antrags",
}
_ACTIONS = {"bank_pays": "Bank bestätigt", "bank_fails": "Bank lehnt ab", "book": "Buchen"}


def respond(world: World, request: Request) -> Response:
    form = request.form()
    if request.method == "POST" and request.path == "/faults":
        return redirect("/") if faults.set_faults(world, form) else page("Das gibt es nicht.", 400)
    if request.method == "POST" and request.path == "/act":
        found = world.store.by("id", form.get("id", ""))
        if found is None or form.get("action") not in _ACTIONS:
            return page("Das gibt es nicht.", 400)
        payments.bank(world, found, form["action"])
        return redirect("/")
    if request.method == "GET" and request.path in ("/", "/health"):
        return page(_html(world))
    return page("Diese Seite gibt es nicht.", 404)


def _html(world: World) -> str:
    return _PAGE.substitute(
        logins="".join(
            f"<tr><td>{escape(name)}</td><td><code>{user}</code></td><td><code>{escape(world.password(user))}</code></td></tr>"
            for user, name in AUTHORITIES.items()
        ),
        end_points=", ".join(END_POINTS),
        payments="".join(_row(payment) for payment in world.store.all()[:_SHOWN]),
        faults=_fault_form(world),
    )


def _row(payment: Payment) -> str:
    waiting = payment["bank"] and payment["status"] == "INITIAL"
    wanted = ("bank_pays", "bank_fails") if waiting else ("book",) if payment["status"] == "PAYED" else ()
    buttons = "".join(
        f'<form method="post" action="/act"><input type="hidden" name="id" value="{payment["id"]}">'
        f'<button name="action" value="{action}">{_ACTIONS[action]}</button></form>'
        for action in wanted
    )
    asked = payment["asked"]
    cells = [escape(asked["purpose"]), payment["account"], euros(asked["grosAmount"]), payment["status"], buttons]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _fault_form(world: World) -> str:
    now = faults.current(world)
    lines = []
    for name, label in _LABELS.items():
        if name in faults.CHOICES:
            options = "".join(
                f"<option{' selected' if choice == (now[name] or faults.CHOICES[name][0]) else ''}>{choice}</option>"
                for choice in faults.CHOICES[name]
            )
            field = f'<select name="{name}">{options}</select>'
        else:
            field = f'<input name="{name}" value="{escape(now[name])}">'
        lines.append(f"<label>{label} {field}</label>")
    return "".join(lines)
