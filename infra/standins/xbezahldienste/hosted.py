"""The payment page, as plain as a page can be: German, forms only, no script. Back it says nothing of the result."""

from __future__ import annotations

from html import escape
from pathlib import Path

from infra.standins.common.frame import Frame
from infra.standins.common.http import Request, Response, page, redirect
from infra.standins.xbezahldienste import payments
from infra.standins.xbezahldienste.store import Payment
from infra.standins.xbezahldienste.world import AUTHORITIES, World

_FRAME = Frame(Path(__file__).parent / "templates")
_BUTTONS = {
    "pay": "Bezahlen (Test)",
    "fail": "Zahlung scheitern lassen",
    "cancel": "Abbrechen",
    "later": "Bezahlen, die Bank bestätigt später",
    "pay_and_stay": "Bezahlen, aber Rückkehr ausfallen lassen",
}
_SAID = {
    "PAYED": "Die Zahlung ist eingegangen.",
    "BOOKED": "Die Zahlung ist eingegangen und gebucht.",
    "FAILED": "Die Zahlung ist gescheitert. Es wurde nichts abgebucht.",
    "CANCELED": "Die Zahlung ist abgebrochen. Es wurde nichts abgebucht.",
}


def respond(world: World, request: Request) -> Response:
    found = world.store.by("page", request.path.removeprefix("/zahlung/"))
    if found is None:
        return page("Diese Zahlung gibt es nicht.", 404)
    if request.method != "POST":
        return page(_html(world, found))
    action = request.form().get("action", "")
    if action not in _BUTTONS:
        return page("Das gibt es nicht.", 400)
    found = payments.act(world, found, action.removesuffix("_and_stay"))
    if action == "pay_and_stay" or (found["status"] == "INITIAL" and not found["bank"]):
        return page(_html(world, found))
    return redirect(found["asked"]["redirectUrl"])


def _html(world: World, payment: Payment) -> str:
    asked, usable = payment["asked"], payments.can_be_used(world, payment)
    waiting = "Die Bank bestätigt die Zahlung noch." if payment["bank"] else "Diese Seite ist abgelaufen."
    said = "" if usable else _SAID.get(payment["status"], waiting)
    buttons = "".join(f'<button name="action" value="{action}">{label}</button>' for action, label in _BUTTONS.items())
    return _FRAME.fill(
        "payment.html",
        title="Bezahlen (Test)",
        authority=escape(AUTHORITIES[payment["account"].partition("/")[0]]),
        lines="".join(
            _line(str(item.get("description", "")), item.get("totalNetAmount", 0)) for item in asked["items"]
        ),
        total=euros(asked["grosAmount"]),
        purpose=escape(str(asked["purpose"])),
        message=f'<p role="status"><strong>{said}</strong></p>' if said else "",
        buttons=f'<form method="post">{buttons}</form>' if usable else "",
    )


def _line(label: str, amount: float) -> str:
    return f"<tr><td>{escape(label)}</td><td>{euros(amount)}</td></tr>"


def euros(amount: float) -> str:
    return f"{amount:.2f}".replace(".", ",") + "&nbsp;€"
