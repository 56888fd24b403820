"""The hosted payment page, as plain as a page can be: German, forms only, no script."""

from __future__ import annotations

from html import escape
from typing import Any

from infra.standins.common.http import Request, Response, page, redirect
from infra.standins.stripe import accounts, payer, sessions
from infra.standins.stripe.errors import missing
from infra.standins.stripe.intents import find as find_intent
from infra.standins.stripe.markup import FRAME, euros
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

_BUTTONS = [
    ("card", "pay", "Bezahlen (Test)", ' class="main"'),
    ("card", "secure", "Karte, Bank fragt zurück (3-D Secure)", ""),
    ("card", "decline", "Karte ablehnen", ""),
    ("paypal", "pay_by_paypal", "Mit PayPal bezahlen (Test)", ""),
    ("sepa_debit", "debit", "Per Lastschrift bezahlen (bestätigt wird später)", ""),
    ("", "cancel", "Abbrechen", ""),
    ("card", "pay_and_stay", "Bezahlen, aber Rückkehr ausfallen lassen", ""),
]


_CONFIRM = [
    ("card", "pay", "Bei der Bank bestätigen", ' class="main"'),
    ("card", "decline", "Bei der Bank ablehnen", ""),
]


def respond(world: World, request: Request) -> Response:
    session_id = request.path.removeprefix("/c/pay/")
    account = world.store.owner_of("checkout.session", session_id)
    if account is None:
        raise missing("checkout.session", session_id)
    session = sessions.find(world, account, session_id)
    if request.method == "POST":
        return _act(world, account, session, request.form().get("action", ""))
    return page(_html(world, account, session))


def _act(world: World, account: str, session: Object, action: str) -> Response:
    if action == "cancel":
        return redirect(session["cancel_url"] or session["success_url"])
    if action == "secure":
        return page(_html(world, account, payer.secure(world, account, session["id"])))
    if action == "decline":
        session = payer.decline(world, account, session["id"])
        return page(_html(world, account, session, declined=True))
    if action == "debit":
        session = payer.debit(world, account, session["id"])
    else:
        session = payer.pay(world, account, session["id"])
    if action == "pay_and_stay" or session["status"] == "expired":
        return page(_html(world, account, session))
    return redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))


def _html(world: World, account: str, session: Object, *, declined: bool = False) -> str:
    lines = "".join(
        f"<tr><td>{escape(line['name'])}</td><td>{euros(line['amount'], line['currency'])}</td></tr>"
        for line in session["_lines"]
    )
    name = accounts.find(world, account)["business_profile"]["name"]
    return FRAME.fill(
        "payment.html",
        title="Bezahlen (Test)",
        city=escape(name),
        lines=lines,
        total=euros(session["amount_total"], session["currency"]),
        reference=escape(session["_intent"].get("description", "")),
        message=_message(world, account, session, declined),
        buttons=_form(session, _CONFIRM if _is_asked_back(world, account, session) else _BUTTONS),
    )


def _message(world: World, account: str, session: Object, declined: bool) -> str:
    if declined and session["status"] == "open":
        return '<p class="bad" role="alert">Die Karte wurde abgelehnt. Es wurde nichts abgebucht.</p>'
    if session["status"] == "expired":
        return "<p>Diese Zahlungsseite ist abgelaufen. Es wurde nichts abgebucht.</p>"
    if session["status"] == "complete":
        paid = find_intent(world, account, session["payment_intent"])["status"] == "succeeded"
        text = "Die Zahlung ist eingegangen." if paid else "Die Lastschrift ist eingereicht."
        return f'<p class="good" role="status">{text} Sie können diese Seite schließen.</p>'
    return ""


def _is_asked_back(world: World, account: str, session: Object) -> bool:
    intent_id = session["payment_intent"]
    return bool(intent_id) and find_intent(world, account, intent_id)["status"] == "requires_action"


def _form(session: dict[str, Any], choices: list[tuple[str, str, str, str]]) -> str:
    if session["status"] != "open":
        return ""
    methods = {"", *session["payment_method_types"]}
    buttons = [
        f'<button name="action" value="{action}"{style}>{label}</button>'
        for method, action, label, style in choices
        if method in methods
    ]
    return f'<form method="post">{"".join(buttons)}</form>'
