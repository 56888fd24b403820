"""The error codes of ZMS (and statuses without one), as one of our three errors."""

from __future__ import annotations

from typing import Any

from appointments.base import Misconfigured, Rejected, SchedulerError, Temporary

_SLOT_GONE = """appointmentNotAvailable noAppointmentForThisScope noAppointmentForThisDay noAppointmentForThisOffice
    noAppointmentsAtLocation invalidTimestamp"""
_RESERVATION_OVER = "processNotReservedAnymore processNotPreconfirmedAnymore preconfirmationExpired"
_HAS_ONE = "processAlreadyExists tooManyAppointmentsWithSameMail"
_UNKNOWN = "authKeyMismatch appointmentNotFound processNotFound invalidAuthKey invalidProcessId"
_CANNOT_CANCEL = "appointmentCanNotBeCanceled processAlreadyCalled"
_NOT_ALLOWED = """invalidFamilyName invalidEmail invalidTelephone invalidCustomTextfield invalidServiceCount emailIsRequired
    telephoneIsRequired processInvalid"""
_OFFICE = "invalidOfficeId officesNotFound providerNotFound scopeNotFound scopesNotFound invalidScopeId"
_SERVICE = "invalidServiceId servicesNotFound requestNotFound invalidLocationAndServiceCombination"
_ADDRESS = "notFound requestMethodNotAllowed"
_TEMPORARY = """rateLimitExceeded zmsClientCommunicationError serviceUnavailable internalError processDeleteFailed
    notImplemented unknownError"""

_CODES: dict[str, tuple[type[SchedulerError], str]] = {
    code: (kind, ours)
    for kind, ours, codes in (
        (Rejected, "slot_gone", _SLOT_GONE),
        (Rejected, "reservation_over", _RESERVATION_OVER),
        (Rejected, "has_one_already", _HAS_ONE),
        (Rejected, "unknown_booking", _UNKNOWN),
        (Rejected, "cannot_cancel", _CANNOT_CANCEL),
        (Rejected, "not_allowed", _NOT_ALLOWED),
        (Misconfigured, "office_unknown", _OFFICE),
        (Misconfigured, "service_unknown", _SERVICE),
        (Misconfigured, "address", _ADDRESS),
        (Temporary, "busy", _TEMPORARY),
    )
    for code in codes.split()
}


def error_of(status: int, content: Any) -> SchedulerError | None:
    """What this answer refuses, or None. Texts of the other side are not kept: they may quote a person."""
    codes = _codes_in(content)
    if any(code.startswith("captcha") for code in codes):
        return Misconfigured("captcha_demanded")
    known = next((_CODES[code] for code in codes if code in _CODES), None)
    if known is not None:
        kind, ours = known
        return kind(ours)
    if 200 <= status < 300 and not codes:
        return None
    return _by_status(status, coded=bool(codes))


def _by_status(status: int, *, coded: bool) -> SchedulerError:
    if status == 429 or status >= 500 or status < 300:
        return Temporary("busy")
    if status < 400 or (status in (404, 405) and not coded):
        return Misconfigured("address")
    return Misconfigured("refused")


def _codes_in(content: Any) -> list[str]:
    found = content.get("errors") if isinstance(content, dict) else None
    if not isinstance(found, list):
        return []
    return [str(item.get("errorCode", "")) for item in found if isinstance(item, dict)] or [""] * len(found)
