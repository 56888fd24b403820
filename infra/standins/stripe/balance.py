"""The account's book: every movement of money as a balance transaction, and the pay-outs to the city's bank."""

from __future__ import annotations

from typing import Any

from infra.standins.stripe.errors import ApiError, missing
from infra.standins.stripe.events import emit
from infra.standins.stripe.shapes import blank, new_id
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

KIND = "balance_transaction"
DISPUTE_FEE = 2000
_ALL = 1_000_000
_SOURCES = ("charge", "refund", "dispute", "payout")


def fee_of(amount: int) -> int:
    """1.5 % and 25 cents, as for European cards."""
    return round(amount * 0.015) + 25


def book(world: World, account: str, kind: str, amount: int, source: Object, *, fee: int = 0, as_: str = "") -> str:
    """Writes one line; answers its id. ``as_`` is the reporting category where it differs from the type."""
    details = [
        {"amount": fee, "application": None, "currency": "eur", "description": "Stripe fees", "type": "stripe_fee"}
    ]
    line = blank(
        KIND,
        id=new_id("txn"),
        amount=amount,
        available_on=world.now + 2 * 86400,
        balance_type="payments",
        created=world.now,
        currency=source["currency"],
        description=source.get("description"),
        fee=fee,
        fee_details=details if fee else [],
        net=amount - fee,
        reporting_category=as_ or kind,
        source=source["id"],
        status="pending",
        type=kind,
    )
    world.save(account, {**line, "_payout": ""})
    return str(line["id"])


def charge(world: World, account: str, thing: Object) -> str:
    amount = thing["amount_captured"]
    return book(world, account, "charge", amount, thing, fee=fee_of(amount))


def refund(world: World, account: str, thing: Object) -> str:
    return book(world, account, "refund", -thing["amount"], thing)


def dispute(world: World, account: str, thing: Object) -> Object:
    """The bank takes the money and a charge on top. As the API shows it within the dispute."""
    line = book(world, account, "adjustment", -thing["amount"], thing, fee=DISPUTE_FEE, as_="dispute")
    return find(world, account, line)


def dispute_won(world: World, account: str, thing: Object) -> Object:
    line = book(world, account, "adjustment", thing["amount"], thing, as_="dispute_reversal")
    return find(world, account, line)


def find(world: World, account: str, line_id: str) -> Object:
    line = world.store.get(account, KIND, line_id)
    if line is None:
        raise missing(KIND, line_id)
    return public(line)


def public(line: Object) -> Object:
    return {name: value for name, value in line.items() if not name.startswith("_")}


def pay_out(world: World, account: str, *, automatic: bool = True) -> Object:
    """What is there goes to the bank, as every day; an empty or a negative balance does not."""
    open_lines = [line for _, line in world.store.all_of(KIND, account, _ALL) if not line["_payout"]]
    amount = sum(line["net"] for line in open_lines)
    if amount <= 0:
        raise ApiError(400, "You have insufficient funds in your Stripe account.", code="balance_insufficient")
    payout = blank(
        "payout",
        id=new_id("po"),
        amount=amount,
        arrival_date=world.now + 86400,
        automatic=automatic,
        created=world.now,
        currency="eur",
        description="STRIPE PAYOUT",
        livemode=False,
        metadata={},
        method="standard",
        reconciliation_status="completed" if automatic else "not_applicable",
        source_type="card",
        status="paid",
        type="bank_account",
    )
    payout["balance_transaction"] = own = book(world, account, "payout", -amount, payout)
    for line in open_lines:
        world.save(account, {**line, "_payout": payout["id"], "status": "available"})
    world.save(account, {**find(world, account, own), "_payout": payout["id"], "status": "available"})
    emit(world, account, "payout.paid", world.save(account, payout))
    return payout


def listed(world: World, account: str, params: dict[str, Any]) -> Object:
    """A page of the book, newest first, as the API cuts it."""
    lines = [line for _, line in world.store.all_of(KIND, account, _ALL) if _wanted(line, params)]
    if after := params.get("starting_after"):
        place = next((number for number, line in enumerate(lines) if line["id"] == after), None)
        if place is None:
            raise missing(KIND, after, param="starting_after")
        lines = lines[place + 1 :]
    limit = min(int(params.get("limit", 10)), 100)
    page = [public(line) for line in lines[:limit]]
    if "data.source" in params.get("expand", []):
        page = [{**line, "source": _source(world, account, line["source"])} for line in page]
    return {"object": "list", "url": "/v1/balance_transactions", "has_more": len(lines) > limit, "data": page}


def _wanted(line: Object, params: dict[str, Any]) -> bool:
    created = params.get("created") or {}
    within = int(created.get("gte", 0)) <= line["created"] < int(created.get("lt", 1 << 60))
    of_payout = params.get("payout", line["_payout"]) == line["_payout"]
    return bool(within and of_payout and params.get("type", line["type"]) == line["type"])


def _source(world: World, account: str, object_id: str) -> Object | str:
    found = (world.store.get(account, kind, object_id) for kind in _SOURCES)
    return next((public(thing) for thing in found if thing is not None), object_id)
