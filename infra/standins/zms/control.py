"""The stand-in's own page: which offices and services there are, what is booked, what the office does, trouble."""

from __future__ import annotations

from datetime import datetime
from html import escape
from pathlib import Path

from infra.standins.common.control import Control
from infra.standins.common.frame import Frame, button, row
from infra.standins.common.switches import Unknown
from infra.standins.zms import bookings, slots
from infra.standins.zms.faults import FAULTS
from infra.standins.zms.store import Booking
from infra.standins.zms.world import World

_SHOWN = 50
_DAY = 24 * 60 * 60
_LABELS = {
    "captcha": "Captcha verlangen",
    "per_mail": "Termine je E-Mail-Adresse (leer: beliebig)",
    "envelope": "Antworten im Umschlag {meta, data}",
}
_ACTIONS = {"delete": "Amt löscht", "move": "Amt verlegt um einen Tag"}


def _act(world: World, form: dict[str, str]) -> None:
    """What the office does by itself: deletes a booking, or moves it (by a day, or to ``to`` in seconds)."""
    number = form.get("id", "")
    booking = world.store.get(int(number)) if number.isdigit() else None
    if booking is None or form.get("action") not in _ACTIONS:
        raise Unknown
    if form["action"] == "delete":
        bookings.deleted_by_the_office(world, booking["id"])
    else:
        bookings.moved_by_the_office(world, booking["id"], int(form.get("to") or booking["timestamp"] + _DAY))


def _content(world: World) -> dict[str, str]:
    return {
        "offices": "".join(row(str(office.id), escape(office.name)) for office in world.offices),
        "services": "".join(row(str(service.id), escape(service.name)) for service in world.services),
        "bookings": "".join(_row(world, booking) for booking in world.store.all()[:_SHOWN]),
    }


def _row(world: World, booking: Booking) -> str:
    office, begin = world.office(booking["office"]), datetime.fromtimestamp(booking["timestamp"], slots.GERMANY)
    state = slots.status(world, booking)
    wanted = _ACTIONS.items() if state == "confirmed" else ()
    buttons = "".join(button(action, label, booking["id"]) for action, label in wanted)
    return row(
        str(booking["id"]), f"{begin:%d.%m.%Y %H:%M}", escape(office.name if office else ""), escape(state), buttons
    )


CONTROL = Control(
    Frame(Path(__file__).parent / "templates"),
    "Attrappe des Terminsystems",
    faults=FAULTS,
    labels=_LABELS,
    content=_content,
    act=_act,
)
