"""Roles and what they may do: one list for a city, one for the operator. Every view names its permission."""

from __future__ import annotations

SEE_QUEUE = "case.queue"
SEE_CASE = "case.see"
WORK_CASE = "case.work"
DECIDE_CASE = "case.decide"
FETCH_ORIGINAL = "case.original"
SEE_AUDIT = "audit.see"
SEE_DELIVERIES = "delivery.see"
WORK_DELIVERIES = "delivery.work"
READ_MESSAGES = "delivery.read"
SEE_VISITS = "visits.see"
WORK_VISITS = "visits.work"
EDIT_CALENDAR = "calendar.edit"
TAKE_PAYMENT = "payment.take"
SEE_MONEY = "money.see"
WORK_MONEY = "money.work"
SET_UP_MONEY = "money.setup"
SEE_CONFIGURATION = "configuration.see"
EDIT_CONFIGURATION = "configuration.edit"
PUBLISH_CONFIGURATION = "configuration.publish"
MANAGE_STAFF = "staff.manage"
SEE_READINESS = "readiness.see"
STATE_DATA_PROTECTION = "readiness.data_protection"
STATE_TREASURY = "readiness.treasury"
REQUEST_GO_LIVE = "golive.request"
SEE_FLEET = "fleet.see"
WORK_FLEET = "fleet.work"
DRAFT_FEDERAL = "federal.draft"
APPROVE_FEDERAL = "federal.approve"
SEE_INVOICES = "invoices.see"
WORK_INVOICES = "invoices.work"
NOTE_TRANSFERS = "transfers.note"
APPROVE_LIVE = "golive.approve"
VISIT_CITY = "support.visit"
# No role that anybody is given: whom a city lets look at its settings (``onboarding.golive.support``).
VISITOR_MAY = frozenset({SEE_CONFIGURATION, SEE_READINESS})

_READ = frozenset({SEE_QUEUE, SEE_CASE})

CITY_ROLES: dict[str, frozenset[str]] = {
    "owner": _READ
    | {SEE_CONFIGURATION, EDIT_CONFIGURATION, SEE_DELIVERIES, WORK_DELIVERIES, SEE_VISITS, EDIT_CALENDAR}
    | {READ_MESSAGES, SEE_MONEY, SET_UP_MONEY, SEE_READINESS}
    | {PUBLISH_CONFIGURATION, MANAGE_STAFF, REQUEST_GO_LIVE},
    "editor": frozenset({SEE_CONFIGURATION, EDIT_CONFIGURATION, SEE_READINESS}),
    "clerk": _READ | {WORK_CASE, DECIDE_CASE, FETCH_ORIGINAL, SEE_DELIVERIES, SEE_VISITS, WORK_VISITS} | {TAKE_PAYMENT},
    "supervisor": _READ
    | {WORK_CASE, DECIDE_CASE, FETCH_ORIGINAL, SEE_AUDIT, SEE_DELIVERIES, WORK_DELIVERIES}
    | {READ_MESSAGES, SEE_VISITS, WORK_VISITS, EDIT_CALENDAR}
    | {TAKE_PAYMENT, SEE_MONEY, WORK_MONEY, SET_UP_MONEY},
    "treasury": frozenset({SEE_QUEUE, SEE_MONEY, WORK_MONEY, SET_UP_MONEY, SEE_READINESS, STATE_TREASURY}),
    "data_protection": frozenset({SEE_AUDIT, SEE_CONFIGURATION, SEE_READINESS, STATE_DATA_PROTECTION}),
    "auditor": frozenset({SEE_AUDIT}),
    "reader": _READ | {SEE_VISITS},
}

OPERATOR_ROLES: dict[str, frozenset[str]] = {
    "ops": frozenset(
        {SEE_FLEET, WORK_FLEET, DRAFT_FEDERAL, APPROVE_FEDERAL, SEE_INVOICES, WORK_INVOICES, APPROVE_LIVE, VISIT_CITY}
    ),
    "support": frozenset({SEE_FLEET, VISIT_CITY}),
    "finance": frozenset({SEE_FLEET, SEE_INVOICES, WORK_INVOICES, NOTE_TRANSFERS}),
    "auditor": frozenset({SEE_FLEET, SEE_AUDIT, SEE_INVOICES}),
    # Delegated by a Land (``Operator.land``): the starts of its cities, and nothing else.
    "land": frozenset({APPROVE_LIVE}),
}
