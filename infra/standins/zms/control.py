"""The stand-in's own page: which offices and services there are, what is booked, what the office does, trouble."""

from __future__ import annotations

from datetime import datetime
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl

from infra.standins.zms import bookings, faults, slots
from infra.standins.zms.http import Request, Response, page, redirect
from infra.standins.zms.store import Booking
from infra.standins.zms.world import World

_PAGE = Template((Path(__file__).parent / "templates" / "control.html").read_text("utf-8"))
_SHOWN = 50
_DAY = 24 * 60 * 60
_LABELS = {
    "answers": "Antworten",
    "answers_left": "Störung für … Aufrufe (leer: immer)",
    "calls": "nur bei Aufrufen mit diesem Wort",
    "delay": "Antwort verzögern (Sekunden)",
    "captcha": "Captcha verlangen",
    "per_mail": "Termine je E-Mail-Adresse (leer: beliebig)",
    "envelope": "Antworten im Umschlag {meta, data}",
}


def respond(world: World, request: Request) -> Response:
    form = dict(parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True))
    if request.method == "POST" and request.path == "/faults":
        return redirect("/") if faults.set_faults(world, form) else page("Das gibt es nicht.", 400)
    if request.method == "POST" and request.path == "/act":
        return redirect("/") if act(world, form) else page("Das gibt es nicht.", 400)
    if request.method == "GET" and request.path in ("/", "/health"):
        return page(_html(world))
    return page("Diese Seite gibt es nicht.", 404)


def act(world: World, form: dict[str, str]) -> bool:
    """What the office does by itself: deletes a booking, or moves it (by a day, or to ``to`` in seconds)."""
    number = form.get("id", "")
    booking = world.store.get(int(number)) if number.isdigit() else None
    if booking is None:
        return False
    if form.get("action") == "delete":
        bookings.deleted_by_the_office(world, booking["id"])
    elif form.get("action") == "move":
        bookings.moved_by_the_office(world, booking["id"], int(form.get("to") or booking["timestamp"] + _DAY))
    else:
        return False
    return True


def _html(world: World) -> str:
    return _PAGE.substitute(
        offices="".join(f"<tr><td>{office.id}</td><td>{escape(office.name)}</td></tr>" for office in world.offices),
        services="".join(f"<tr><td>{each.id}</td><td>{escape(each.name)}</td></tr>" for each in world.services),
        bookings="".join(_row(world, booking) for booking in world.store.all()[:_SHOWN]),
        faults=_fault_form(world),
    )


def _row(world: World, booking: Booking) -> str:
    office, begin = world.office(booking["office"]), datetime.fromtimestamp(booking["timestamp"], slots.GERMANY)
    state = slots.status(world, booking)
    buttons = "".join(
        f'<form method="post" action="/act"><input type="hidden" name="id" value="{booking["id"]}">'
        f'<button name="action" value="{action}">{label}</button></form>'
        for action, label in (("delete", "Amt löscht"), ("move", "Amt verlegt um einen Tag"))
        if state == "confirmed"
    )
    cells = (str(booking["id"]), f"{begin:%d.%m.%Y %H:%M}", office.name if office else "", state)
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}<td>{buttons}</td></tr>"


def _fault_form(world: World) -> str:
    now = faults.current(world)
    fields = [
        f'<label>{_LABELS[name]} <select name="{name}">'
        + "".join(f"<option{' selected' if now[name] == choice else ''}>{choice}</option>" for choice in choices)
        + "</select></label>"
        for name, choices in faults.CHOICES.items()
    ]
    fields += [
        f'<label>{_LABELS[name]} <input name="{name}" value="{escape(now[name])}" size="8"></label>'
        for name in (*faults.NUMBERS, *faults.FREE)
    ]
    return "".join(fields)
