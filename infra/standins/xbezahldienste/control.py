"""The stand-in's own page: how to sign in, what was paid, what the bank says later, trouble."""

from __future__ import annotations

from html import escape
from pathlib import Path

from infra.standins.common.control import Control
from infra.standins.common.frame import Frame, button, row
from infra.standins.common.switches import Unknown
from infra.standins.xbezahldienste import payments
from infra.standins.xbezahldienste.faults import FAULTS
from infra.standins.xbezahldienste.hosted import euros
from infra.standins.xbezahldienste.store import Payment
from infra.standins.xbezahldienste.world import AUTHORITIES, END_POINTS, World

_SHOWN = 50
_LABELS = {
    "unspecified": "Fehler, der nichts sagt (400)",
    "calls": "nur bei Aufrufen mit diesem Wort (GET, POST, status, token)",
    "amount": "anderen Betrag melden (Euro, leer: keinen)",
    "booking_data": "verlangte Buchungsangabe (leer: keine)",
    "finds_requests": "findet Zahlungen auch unter der Nummer des Antrags",
}
_ACTIONS = {"bank_pays": "Bank bestätigt", "bank_fails": "Bank lehnt ab", "book": "Buchen"}


def _act(world: World, form: dict[str, str]) -> None:
    found = world.store.by("id", form.get("id", ""))
    if found is None or form.get("action") not in _ACTIONS:
        raise Unknown
    payments.bank(world, found, form["action"])


def _content(world: World) -> dict[str, str]:
    return {
        "logins": "".join(
            row(escape(name), f"<code>{user}</code>", f"<code>{escape(world.password(user))}</code>")
            for user, name in AUTHORITIES.items()
        ),
        "end_points": ", ".join(END_POINTS),
        "payments": "".join(_row(payment) for payment in world.store.all()[:_SHOWN]),
    }


def _row(payment: Payment) -> str:
    waiting = payment["bank"] and payment["status"] == "INITIAL"
    wanted = ("bank_pays", "bank_fails") if waiting else ("book",) if payment["status"] == "PAYED" else ()
    buttons = "".join(button(action, _ACTIONS[action], payment["id"]) for action in wanted)
    asked = payment["asked"]
    return row(escape(asked["purpose"]), payment["account"], euros(asked["grosAmount"]), payment["status"], buttons)


CONTROL = Control(
    Frame(Path(__file__).parent / "templates"),
    "Attrappe des Bezahldienstes",
    faults=FAULTS,
    labels=_LABELS,
    content=_content,
    act=_act,
)
