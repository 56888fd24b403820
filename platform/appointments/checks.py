"""Readiness: whether people find a slot, the way to the office, and the city's own system behind it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from appointments.availability import free_slots
from appointments.base import SchedulerError
from appointments.config import AppointmentRules, Office, options_for
from appointments.needs import Need, Purpose
from appointments.registry import scheduler
from appointments.released import Window, window
from configuration.queries import in_force
from configuration.readiness import Finding, probe

ENOUGH, SOON = 20, timedelta(days=14)
_NOTHING_BOOKED = _("In dieser Behörde werden keine Termine gebucht.")
_ELSEWHERE = _("Termine werden im System der Behörde gebucht, nicht in unserem Kalender.")


def _rules(at: datetime) -> AppointmentRules:
    if connection.in_atomic_block:
        raise RuntimeError("the outside world is never called inside a transaction")
    with transaction.atomic():
        return in_force(at=at).section(AppointmentRules)


@probe("appointments.slots")
def slots_are_free(*, at: datetime) -> Finding:
    """At every office at least twenty starts within two weeks. One that has none behind its lead time is not ready."""
    name, rules = "appointments.slots", _rules(at)
    if rules.booking == "none" or rules.system != "own":
        return Finding(name, True, _NOTHING_BOOKED if rules.booking == "none" else _ELSEWHERE, needed=False)
    with transaction.atomic():
        found = {office.name.de: _free(rules, office, at) for office in rules.offices}
    short = [f"{office} ({number})" for office, number in found.items() if number < ENOUGH]
    if short:
        text = _("In den nächsten 14 Tagen sind weniger als 20 Termine frei: %(offices)s.")
        return Finding(name, False, text % {"offices": ", ".join(short)}, "few_slots")
    return Finding(name, True, _("In den nächsten 14 Tagen sind an jedem Ort mindestens 20 Termine frei."))


def _free(rules: AppointmentRules, office: Office, at: datetime) -> int:
    open_now = window(rules, at=at)
    soon = Window(open_now.first, min(open_now.end, at + SOON))
    need = Need(_purpose(office), office=office.key)
    return len(free_slots(rules=rules, need=need, window=soon, at=at))


def _purpose(office: Office) -> Purpose:
    """What people come for: signing, unless documents are only given out there."""
    signs = any(not counter.purposes or Purpose.SIGNING in counter.purposes for counter in office.counters)
    return Purpose.SIGNING if signs else Purpose.PICKUP


@probe("appointments.system")
def system_answers(*, at: datetime) -> Finding:
    """Whether a booking in the city's own system would get through now."""
    name, rules = "appointments.system", _rules(at)
    if rules.system == "own":
        return Finding(name, True, _("Termine stehen in unserem Kalender."), needed=False)
    try:
        adapter = scheduler(rules.system)
        adapter.check(options_for(adapter, rules.options))
    except (KeyError, ValidationError):
        text = _("Die Einstellungen für das Terminsystem der Behörde stimmen nicht.")
        return Finding(name, False, text, "options_invalid")
    except SchedulerError as error:
        text = _("Das Terminsystem der Behörde nimmt gerade keine Buchungen an (%(code)s).")
        return Finding(name, False, text % {"code": error.code}, error.code)
    return Finding(name, True, _("Das Terminsystem der Behörde nimmt Buchungen an."))


@probe("appointments.offices")
def offices_are_described(*, at: datetime) -> Finding:
    """Address, the way there and how it is without steps: whoever is invited wants to know."""
    name, rules = "appointments.offices", _rules(at)
    if rules.booking == "none":
        return Finding(name, True, _NOTHING_BOOKED, needed=False)
    lacking = [office.name.de for office in rules.offices if not _is_described(office)]
    if lacking:
        text = _("Anschrift, Weg oder Hinweise zur Barrierefreiheit fehlen noch: %(offices)s.")
        return Finding(name, False, text % {"offices": ", ".join(lacking)}, "office_incomplete")
    return Finding(name, True, _("Anschrift, Weg und Hinweise zur Barrierefreiheit sind bei jedem Ort angegeben."))


def _is_described(office: Office) -> bool:
    return bool(office.address and office.directions.de and office.accessibility.de)
