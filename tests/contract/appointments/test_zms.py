"""The adapter against the running stand-in: real slots, time that runs out, rivals, and every kind of trouble."""

from __future__ import annotations

import logging
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from tests.contract.appointments.standin import CENTRAL, SERVICES, faults, later, office_does, options, there

DAY = date(2026, 11, 23)


@pytest.fixture
def zms() -> Any:
    from appointments.registry import scheduler

    return scheduler("zms")


@pytest.fixture
def set_up(standin: Any) -> Any:
    from appointments.adapters.zms.options import ZmsOptions

    return ZmsOptions.model_validate(options(standin))


@pytest.fixture
def need() -> Any:
    from appointments.needs import Need, Purpose

    return Need(Purpose.SIGNING, office="nord")


@pytest.fixture
def visitor() -> Any:
    from appointments.base import Visitor

    return Visitor("Mustermann", "erika.mustermann@example.org")


@pytest.fixture
def taken(zms: Any, set_up: Any, need: Any) -> Any:
    """A reservation of the first slot at the office with one counter."""
    return zms.reserve(need, free(zms, set_up, need)[0], set_up)


def free(zms: Any, set_up: Any, need: Any) -> Any:
    return zms.free(need, first=DAY, last=DAY, options=set_up)


def test_what_is_taken_is_offered_to_nobody(zms: Any, set_up: Any, need: Any) -> None:
    before = free(zms, set_up, need)
    zms.reserve(need, before[0], set_up)
    # Half an hour on a grid of a quarter: the next start would overlap as well.
    assert free(zms, set_up, need) == before[2:]


def test_a_couple_takes_twice_as_long_and_a_pick_up_is_booked_once(
    zms: Any, set_up: Any, need: Any, standin: Any
) -> None:
    from appointments.needs import Purpose

    zms.reserve(replace(need, persons=2), free(zms, set_up, need)[0], set_up)
    zms.reserve(replace(need, purpose=Purpose.PICKUP, persons=2), free(zms, set_up, need)[-1], set_up)
    assert [(booking["count"], booking["slots"]) for booking in standin.world.store.all()] == [(1, 1), (2, 4)]


def test_two_rivals_for_one_slot_end_in_one_booking(zms: Any, set_up: Any, need: Any) -> None:
    from appointments.base import Rejected

    slot = free(zms, set_up, need)[0]

    def reach(_: int) -> str:
        try:
            return str(zms.reserve(need, slot, set_up).reference)
        except Rejected as error:
            return str(error.code)

    with ThreadPoolExecutor(8) as rivals:
        ends = list(rivals.map(reach, range(8)))
    assert ends.count("slot_gone") == 7


def test_a_reservation_ends_by_itself_and_its_slot_is_free_again(
    zms: Any, set_up: Any, need: Any, taken: Any, visitor: Any, standin: Any
) -> None:
    from appointments.base import Rejected

    assert taken.held_for == timedelta(minutes=15)
    later(standin, timedelta(minutes=16))
    assert zms.look(taken, set_up).state == "gone"
    assert taken.starts_at in [slot.starts_at for slot in free(zms, set_up, need)]
    with pytest.raises(Rejected, match="reservation_over"):
        zms.confirm(taken, visitor, set_up)


def test_confirming_goes_on_where_it_was_interrupted(
    zms: Any, set_up: Any, taken: Any, visitor: Any, standin: Any
) -> None:
    from appointments.base import Temporary

    for call in ("update-appointment", "preconfirm-appointment", "confirm-appointment"):
        faults(standin, answers="lost", answers_left="1", calls=call)
        with pytest.raises(Temporary):
            zms.confirm(taken, visitor, set_up)
    faults(standin, calls="")
    assert zms.confirm(taken, visitor, set_up).reference == taken.reference
    assert [state for state, _ in there(standin)] == ["confirmed"]


def test_two_who_confirm_at_once_both_hear_yes(zms: Any, set_up: Any, taken: Any, visitor: Any) -> None:
    with ThreadPoolExecutor(4) as clicks:
        heard = list(clicks.map(lambda _: zms.confirm(taken, visitor, set_up).reference, range(4)))
    assert heard == [taken.reference] * 4


def test_what_the_office_does_is_seen(zms: Any, set_up: Any, taken: Any, visitor: Any, standin: Any) -> None:
    zms.confirm(taken, visitor, set_up)
    office_does(standin, "move", taken.reference, taken.starts_at + timedelta(days=1))
    assert zms.look(taken, set_up).reservation.starts_at == taken.starts_at + timedelta(days=1)
    office_does(standin, "delete", taken.reference)
    assert zms.look(taken, set_up).state == "gone"


def test_a_foreign_booking_cannot_be_confirmed_looked_at_or_given_back(
    zms: Any, set_up: Any, taken: Any, visitor: Any, standin: Any
) -> None:
    from appointments.base import Rejected

    foreign = replace(taken, secret="0123456789abcdef")
    with pytest.raises(Rejected, match="unknown_booking"):
        zms.confirm(foreign, visitor, set_up)
    assert zms.look(foreign, set_up).state == "gone"
    zms.cancel(foreign, set_up)
    assert [state for state, _ in there(standin)] == ["reserved"]


def test_a_visit_that_began_cannot_be_given_back(zms: Any, set_up: Any, taken: Any, visitor: Any, standin: Any) -> None:
    from appointments.base import Rejected

    zms.confirm(taken, visitor, set_up)
    later(standin, timedelta(days=3))
    with pytest.raises(Rejected, match="cannot_cancel"):
        zms.cancel(taken, set_up)


def test_nothing_free_is_an_empty_list(zms: Any, set_up: Any, need: Any) -> None:
    assert zms.free(need, first=date(2026, 11, 28), last=date(2026, 11, 29), options=set_up) == []


def test_one_booking_per_person_where_the_system_wants_that(
    zms: Any, set_up: Any, need: Any, taken: Any, visitor: Any, standin: Any
) -> None:
    from appointments.base import Rejected

    faults(standin, per_mail="1")
    zms.confirm(taken, visitor, set_up)
    second = zms.reserve(need, free(zms, set_up, need)[0], set_up)
    with pytest.raises(Rejected, match="has_one_already"):
        zms.confirm(second, visitor, set_up)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"offices": {"zentrale": 4711}}, "office_unknown"),
        ({"services": {"signing": 4711}}, "service_unknown"),
    ],
)
def test_wrong_numbers_are_named_before_anybody_books(zms: Any, standin: Any, changes: Any, code: str) -> None:
    from appointments.adapters.zms.options import ZmsOptions
    from appointments.base import Misconfigured

    with pytest.raises(Misconfigured) as refused:
        zms.check(ZmsOptions.model_validate(options(standin, **changes)))
    assert refused.value.code == code


def test_a_captcha_is_a_matter_for_the_city(zms: Any, set_up: Any, need: Any, standin: Any) -> None:
    from appointments.base import Misconfigured

    slot = free(zms, set_up, need)[0]
    faults(standin, captcha="on")
    asks: list[Any] = [
        lambda: zms.check(set_up), lambda: free(zms, set_up, need), lambda: zms.reserve(need, slot, set_up),
    ]  # fmt: skip
    for ask in asks:
        with pytest.raises(Misconfigured, match="captcha_demanded"):
            ask()


def test_answers_without_an_envelope_are_read_as_well(
    zms: Any, set_up: Any, need: Any, visitor: Any, standin: Any
) -> None:
    """The source of ZMS sends them so, its description shows them with one."""
    faults(standin, envelope="off")
    zms.check(set_up)
    taken = zms.reserve(need, free(zms, set_up, need)[0], set_up)
    assert zms.confirm(taken, visitor, set_up).place == "001"


def test_an_office_that_the_city_did_not_name_is_left_out(zms: Any, standin: Any, need: Any) -> None:
    from appointments.adapters.zms.options import ZmsOptions
    from appointments.base import Misconfigured

    only = ZmsOptions.model_validate(options(standin, offices={"zentrale": CENTRAL}))
    assert {slot.office for slot in free(zms, only, replace(need, office=""))} == {"zentrale"}
    with pytest.raises(Misconfigured, match="office_unknown"):
        free(zms, only, need)


CALLS: dict[str, Any] = {
    "check": lambda zms, o, n, t, v: zms.check(o),
    "free": lambda zms, o, n, t, v: free(zms, o, n),
    "reserve": lambda zms, o, n, t, v: zms.reserve(n, _slot(t), o),
    "confirm": lambda zms, o, n, t, v: zms.confirm(t, v, o),
    "cancel": lambda zms, o, n, t, v: zms.cancel(t, o),
    "look": lambda zms, o, n, t, v: zms.look(t, o),
}


def _slot(taken: Any) -> Any:
    from appointments.base import FreeSlot

    return FreeSlot(taken.office, taken.starts_at + timedelta(hours=2))


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("down", "Temporary"), ("error", "Temporary"), ("limited", "Temporary"), ("page", "Misconfigured"),
        ("elsewhere", "Misconfigured"), ("silent", "Temporary"), ("lost", "Temporary"), ("nonsense", "Temporary"),
        ("broken", "Temporary"), ("half", "Temporary"), ("huge", "Temporary"),
    ],
)  # fmt: skip
def test_whatever_the_system_does_is_one_of_three_errors(
    call: str, fault: str, kind: str, zms: Any, standin: Any, need: Any, taken: Any, visitor: Any
) -> None:
    from appointments import base
    from appointments.adapters.zms.options import ZmsOptions

    hurried = ZmsOptions.model_construct(**{**dict(ZmsOptions.model_validate(options(standin))), "seconds": 0.6})
    faults(standin, answers=fault)
    if call == "cancel" and fault == "nonsense":
        return  # its answer is not read: that none was refused is enough
    with pytest.raises(getattr(base, kind)) as refused:
        CALLS[call](zms, hurried, need, taken, visitor)
    assert refused.value.code.replace("_", "").isalpha()
    told = "".join(traceback.format_exception(refused.value))
    assert taken.secret not in told
    assert "Mustermann" not in told


CODES = {
    "appointmentNotAvailable": "Rejected slot_gone",
    "noAppointmentForThisScope": "Rejected slot_gone",
    "processNotReservedAnymore": "Rejected reservation_over",
    "processNotPreconfirmedAnymore": "Rejected reservation_over",
    "preconfirmationExpired": "Rejected reservation_over",
    "processAlreadyExists": "Rejected has_one_already",
    "captchaMissing": "Misconfigured captcha_demanded",
    "captchaInvalid": "Misconfigured captcha_demanded",
    "captchaExpired": "Misconfigured captcha_demanded",
    "authKeyMismatch": "Rejected unknown_booking",
    "appointmentCanNotBeCanceled": "Rejected cannot_cancel",
    "rateLimitExceeded": "Temporary busy",
    "zmsClientCommunicationError": "Temporary busy",
    "invalidLocationAndServiceCombination": "Misconfigured service_unknown",
    "invalidEmail": "Rejected not_allowed",
    "neverHeardOf": "Misconfigured refused",
}


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_description_has_its_meaning(code: str) -> None:
    from appointments.adapters.zms.errors import error_of
    from infra.standins.zms.errors import STATUS

    error = error_of(STATUS.get(code, 400), {"errors": [{"errorCode": code, "errorMessage": "für Erika Mustermann"}]})
    assert f"{type(error).__name__} {error.code if error else ''}" == CODES[code]
    assert "Erika" not in str(error)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, "None"), (301, "Misconfigured"), (401, "Misconfigured"), (403, "Misconfigured"), (404, "Misconfigured"),
        (429, "Temporary"), (500, "Temporary"), (502, "Temporary"), (520, "Temporary"),
    ],
)  # fmt: skip
def test_a_status_without_a_code_has_a_meaning_too(status: int, expected: str) -> None:
    from appointments.adapters.zms.errors import error_of

    error = error_of(status, None)
    assert (type(error).__name__ if error else "None") == expected


@pytest.mark.parametrize(
    "content",
    [
        None, [], "x", 7, {}, {"processId": 1}, {"processId": "1", "authKey": "a", "status": "reserved"},
        {"processId": True, "authKey": "a", "status": "reserved"}, {"processId": 1, "authKey": "", "status": "reserved"},
        {"processId": 1, "authKey": "a", "status": None}, {"processId": 1, "authKey": "a", "status": "x", "timestamp": "soon"},
        {"processId": 1, "authKey": "a", "status": "x", "timestamp": 10**30},
        {"processId": 1, "authKey": "a", "status": "x", "timestamp": -5},
    ],
)  # fmt: skip
def test_a_booking_that_cannot_be_read_is_nonsense(content: Any) -> None:
    from appointments.adapters.zms import reading
    from appointments.base import Temporary

    with pytest.raises(Temporary, match="nonsense"):
        reading.process(content)


def test_nothing_of_a_booking_is_logged(
    zms: Any, set_up: Any, taken: Any, visitor: Any, standin: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from appointments.base import SchedulerError

    with caplog.at_level(logging.DEBUG):
        zms.confirm(taken, visitor, set_up)
        faults(standin, answers="error")
        with pytest.raises(SchedulerError):
            zms.look(taken, set_up)
    assert taken.secret not in caplog.text
    assert "mustermann" not in caplog.text.lower()


@pytest.mark.parametrize(
    "address",
    [
        "http://termine.stadt.example/api", "ftp://termine.stadt.example", "https://", "https://name:wort@stadt.example/",
        "https://stadt.example/?a=b", "https://stadt.example/#x", "https://stadt.example:port/", "stadt.example", "",
    ],
)  # fmt: skip
def test_an_address_must_be_one_that_may_be_called(address: str) -> None:
    from appointments.adapters.zms.options import ZmsOptions

    with pytest.raises(ValidationError):
        ZmsOptions.model_validate({"address": address, "offices": {"amt": 1}, "services": SERVICES})


def test_in_production_this_machine_itself_is_no_address_of_a_city(settings: Any) -> None:
    from appointments.adapters.zms.options import ZmsOptions

    raw = {"address": "http://127.0.0.1:8105/api", "offices": {"amt": 1}, "services": SERVICES}
    assert ZmsOptions.model_validate(raw).address == "http://127.0.0.1:8105/api"
    settings.SECURE = True
    with pytest.raises(ValidationError):
        ZmsOptions.model_validate(raw)


def test_the_lines_in_the_documentation_work_as_they_stand(zms: Any, standin: Any) -> None:
    import yaml

    from appointments.config import AppointmentRules, options_for
    from tests.architecture.source import ROOT

    text = (ROOT / "docs" / "operations" / "appointments.md").read_text("utf-8")
    lines = text.partition("```yaml\n")[2].partition("```")[0]
    section = yaml.safe_load(lines)["appointments"]
    assert AppointmentRules.model_validate(section).system == "zms"
    assert section["options"]["address"].replace(":8105", f":{standin.url.split(':')[2].split('/')[0]}") == standin.url
    zms.check(options_for(zms, {**section["options"], "address": standin.url}))
