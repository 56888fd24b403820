"""The stand-in's own page: what there is, what the bank can do, trouble on demand."""

from __future__ import annotations

from html import escape

from infra.standins.common.control import Control
from infra.standins.common.frame import button, row
from infra.standins.common.switches import Unknown
from infra.standins.stripe import accounts, balance, intents, onboarding, payer, reversals, sessions
from infra.standins.stripe.events import queue
from infra.standins.stripe.faults import FAULTS
from infra.standins.stripe.markup import FRAME, euros
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

_SHOWN = 50
_ACTIONS = {
    "paid": [
        ("refund", "Erstatten"),
        ("refund_half", "Hälfte erstatten"),
        ("dispute_open", "Rückbuchung beginnt"),
        ("dispute_lost", "Rückbuchung"),
        ("dispute_won", "Rückbuchung, Stadt gewinnt"),
        ("refund_settles", "Erstattung kommt an"),
        ("refund_fails", "Erstattung kommt zurück"),
    ],
    "disputed": [("dispute_lost", "Stadt verliert"), ("dispute_won", "Stadt gewinnt")],
    "refunded": [("refund_settles", "Erstattung kommt an"), ("refund_fails", "Erstattung kommt zurück")],
    "processing": [("debit_ok", "Lastschrift eingegangen"), ("debit_failed", "Lastschrift geplatzt")],
    "failed": [("debit_ok_late", "Kommt doch noch an")],
    "open": [("expire", "Ablaufen lassen")],
}

_ACCOUNT_STEPS = {"charging_on": "complete", "charging_due": "due", "charging_off": "blocked"}
_STEP_LABELS = {"charging_on": "Alles angegeben", "charging_due": "Fällig in zwei Wochen", "charging_off": "Gesperrt"}

_LABELS = {
    "unavailable": "Ausfall (503) in Stripes Worten",
    "broken": "getan, aber Fehler 500",
    "lost_writes": "getan, aber nur Fragen werden beantwortet",
    "webhooks": "Nachrichten",
    "on": "senden",
    "off": "zurückhalten",
    "twice": "doppelt senden",
    "reversed": "in falscher Reihenfolge",
    "debits": "Lastschriften",
    "arrive": "kommen an",
    "fail": "platzen",
    "debit_days": "Lastschrift entscheidet sich nach … Tagen (leer: von Hand)",
    "refunds": "Erstattungen",
    "pending": "erst später bekannt",
    "refused": "abgelehnt",
    "failed": "kommen zurück",
    "webhook_delay": "Nachricht verzögern (Sekunden)",
}


def _act(world: World, form: dict[str, str]) -> None:
    act(world, form.get("action", ""), form.get("id", ""))


def act(world: World, action: str, object_id: str) -> None:
    """What the payer's bank, the city's treasury or time does to a session (or an account, or an event)."""
    if action in _ACCOUNT_STEPS:
        onboarding.decide(world, object_id, _ACCOUNT_STEPS[action])
        return
    if action == "pay_out":
        balance.pay_out(world, object_id)
        return
    if action == "send_again":
        queue(world, object_id)
        return
    account_id = world.store.owner_of("checkout.session", object_id) or ""
    session = sessions.find(world, account_id, object_id)
    if action == "expire":
        sessions.expire(world, account_id, object_id)
    elif action in ("debit_ok", "debit_failed"):
        payer.settle_debit(world, account_id, object_id, succeeds=action == "debit_ok")
    elif action == "debit_ok_late":
        payer.arrive_late(world, account_id, object_id)
    else:
        _reverse(world, account_id, session, action)


def _reverse(world: World, account: str, session: Object, action: str) -> None:
    intent = intents.find(world, account, session["payment_intent"] or "")
    if action in ("dispute_open", "dispute_lost", "dispute_won"):
        charge = intents.find_charge(world, account, intent["latest_charge"])
        opened = reversals.open_dispute(world, account, charge)
        if action != "dispute_open":
            reversals.decide_dispute(world, account, opened["id"], lost=action == "dispute_lost")
    elif action in ("refund_settles", "refund_fails"):
        for _, thing in world.store.all_of("refund", account):
            if thing["payment_intent"] == intent["id"]:
                reversals.settle_refund(world, account, thing["id"], succeeds=action == "refund_settles")
    elif action in ("refund", "refund_half"):
        half = {"amount": intent["amount"] // 2} if action == "refund_half" else {}
        reversals.refund(world, account, {"payment_intent": intent["id"], **half})
    else:
        raise Unknown(action)


def _state(world: World, account: str, session: Object) -> str:
    if session["status"] != "complete":
        return str(session["status"])
    intent = intents.find(world, account, session["payment_intent"])
    if intent["status"] == "succeeded":
        charge = intents.find_charge(world, account, intent["latest_charge"])
        return "disputed" if charge["disputed"] else "refunded" if charge["refunded"] else "paid"
    return "processing" if intent["status"] == "processing" else "failed"


def _content(world: World) -> dict[str, str]:
    return {
        "sessions": "".join(
            _session_row(world, *pair) for pair in world.store.all_of("checkout.session", limit=_SHOWN)
        ),
        "accounts": "".join(_account_row(account) for _, account in world.store.all_of("account", limit=_SHOWN)),
        "messages": "".join(_message_rows(world)),
        "webhook_url": escape(world.webhook_url or "nirgendwohin"),
    }


def _session_row(world: World, account: str, session: Object) -> str:
    state = _state(world, account, session)
    buttons = "".join(button(action, label, session["id"]) for action, label in _ACTIONS.get(state, []))
    link = f'<a href="/c/pay/{session["id"]}">{escape(session["_intent"].get("description") or session["id"][:20])}</a>'
    return row(link, escape(account), euros(session["amount_total"], session["currency"]), state, buttons)


def _account_row(account: Object) -> str:
    wanted = {**_STEP_LABELS, "pay_out": "Auszahlen"}
    buttons = "".join(button(action, label, account["id"]) for action, label in wanted.items())
    name = escape(account["business_profile"]["name"])
    return row(name, escape(account["id"]), accounts.step_of(account), buttons)


def _message_rows(world: World) -> list[str]:
    rows = world.store.rows(
        "SELECT d.event, d.attempts, d.outcome, json_extract(o.body, '$.type') FROM deliveries d"
        " JOIN objects o ON o.id = d.event ORDER BY d.id DESC LIMIT ?",
        _SHOWN,
    )
    return [
        row(kind, str(attempts), escape(outcome) or "wartet", button("send_again", "Noch einmal senden", event))
        for event, attempts, outcome, kind in rows
    ]


CONTROL = Control(FRAME, "Zahlungs-Simulator", faults=FAULTS, labels=_LABELS, content=_content, act=_act)
