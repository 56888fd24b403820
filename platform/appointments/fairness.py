"""Fair use: nobody takes slots by the dozen, and under attack a person is told from a machine by a code that is mailed.

Attempts are rows that are only ever inserted, so counting is no lock; the count stops at the limit, so it stays cheap. What
is counted by is a digest under the city's key: no address is stored, and none can be found again without that key.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from appointments import tidying
from appointments.config import AppointmentRules, FairUse
from appointments.contention import patiently
from appointments.models import Attempt, Booking, MailedCode
from appointments.records import locked_case
from appointments.refusals import UnableToBook
from appointments.states import ACTIVE
from configuration.queries import in_force
from declarations import sealing
from declarations.models import Declaration
from kernel.codes import same
from outbox import operations as outbox
from tenants.binding import current
from tenants.keys import city_keys

WINDOW = timedelta(minutes=10)
CODE_WANTED = "visit.code_wanted"
CODE = "appointments.code"
CODE_DIGITS = 6
CODE_GOOD_FOR = timedelta(minutes=15)
VOUCHED_FOR = timedelta(minutes=30)
MOST_TRIES = 5
MOST_MAILS = 3

# The last attempts may be forgotten when the server falls over: nobody waits for the disk because of them.
_NOTE = """
WITH made AS (
  INSERT INTO appointments_attempt (key, at)
  SELECT noted.key, %(at)s FROM unnest(%(noted)s::text[]) AS noted (key)
  WHERE NOT EXISTS (
    SELECT 1 FROM unnest(%(keys)s::text[], %(limits)s::int[]) AS bounded (key, most)
    WHERE bounded.most <= (
      SELECT count(*) FROM (
        SELECT 1 FROM appointments_attempt AS there
        WHERE there.key = bounded.key AND there.at > %(since)s LIMIT bounded.most
      ) AS counted
    )
  )
  RETURNING 1
)
SELECT count(*), (
  SELECT count(*) FROM (
    SELECT 1 FROM appointments_attempt AS there WHERE there.key = %(city)s AND there.at > %(since)s LIMIT %(storm)s
  ) AS counted
), set_config('synchronous_commit', 'off', true) FROM made
"""


def note_attempt(*, case_id: uuid.UUID, address: str, at: datetime) -> bool:
    """Counts an attempt to take a slot, in a transaction of its own: it counts also when the booking is refused.

    Answers whether so many try in the whole city that a code is asked for (``needs_code``).
    ``address``: of the network, as the server sees it; of IPv6 the first half. One that says nothing is not counted by.
    Refused: ``too_many`` by this case or this address within ten minutes; refused ones are not counted, so that waiting
    helps. Outside any transaction (RuntimeError).
    """
    if connection.in_atomic_block:
        raise RuntimeError("a refused booking must not take its attempt back")
    with transaction.atomic():
        rules = _rules(at)
        tidying.arrange(at=at)
        noted, in_the_city = _noted(_limits(rules, case_id, address), rules.storm, at)
        if not noted:
            raise UnableToBook(code="too_many")
    return in_the_city >= rules.storm


def _noted(limits: dict[str, int], storm: int, at: datetime) -> tuple[int, int]:
    """How many rows were written (none beyond a limit), and how many attempts there were before in the whole city.

    One statement. Two at the same moment may both pass: the limit is for hundreds, not for one.
    """
    city = _digest("city")
    values: dict[str, Any] = {
        "at": at, "since": at - WINDOW, "noted": [*limits, city], "keys": list(limits), "limits": list(limits.values()),
        "city": city, "storm": storm,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
        row = cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _limits(rules: FairUse, case_id: uuid.UUID, address: str) -> dict[str, int]:
    found = {_digest(f"case|{case_id}"): rules.attempts_per_case}
    network = network_of(address)
    if network:
        found[_digest(f"address|{network}")] = rules.attempts_per_address
    return found


def network_of(address: str) -> str:
    """What an address is counted as: an IPv4 address, the /64 of an IPv6 one (one line at home), or nothing."""
    try:
        found = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)


def _digest(text: str) -> str:
    key = city_keys().key_of(current().schema)
    return hmac.new(key, f"appointments.attempt|{text}".encode(), hashlib.sha256).hexdigest()


def _rules(at: datetime) -> FairUse:
    return in_force(at=at).section(AppointmentRules).fair_use


def _count(key: str, *, since: datetime, most: int) -> int:
    """At most ``most``: nobody counts further than it matters."""
    return Attempt.objects.filter(key=key, at__gt=since)[:most].count()


def needs_code(*, at: datetime, vouched: bool) -> bool:
    """Whether so many want a slot in the whole city right now that a mailed code is asked for first."""
    if vouched:
        return False
    storm = _rules(at).storm
    return _count(_digest("city"), since=at - WINDOW, most=storm) >= storm


def is_vouched(case_id: uuid.UUID, *, at: datetime) -> bool:
    """Whether the code that was mailed for this case was typed within the last half hour."""
    return MailedCode.objects.filter(case_id=case_id, vouched_until__gt=at).exists()


def refuse_too_many_visits(*, case_id: uuid.UUID, at: datetime) -> None:
    """Refused: ``too_many_visits`` when other cases of the same sponsor have as many visits booked as the city allows.

    Joins the caller's transaction. Who the sponsor is says a keyed digest; a case without one is counted with nobody.
    """
    digest = Declaration.objects.filter(id=case_id).values_list("sponsor_digest", flat=True).first()
    if not digest:
        return
    most = _rules(at).visits_per_person
    others = Booking.objects.filter(case__sponsor_digest=digest, state__in=sorted(ACTIVE)).exclude(case_id=case_id)
    if others[:most].count() >= most:
        raise UnableToBook(code="too_many_visits")


def send_code(*, case_id: uuid.UUID, at: datetime) -> None:
    """Has a code mailed to the case's address (``visit.code_wanted``; the event does not hold it). Joins the transaction.

    Asked again while it is good, the same code is mailed, good for another 15 minutes; its wrong tries stay counted.
    Refused: ``too_many`` after three mails within 15 minutes, ``case_closed`` when the case was erased.
    """
    case, key = locked_case(case_id), _digest(f"mail|{case_id}")
    if not sealing.ciphers([case_id]):
        raise UnableToBook(code="case_closed")
    if _count(key, since=at - CODE_GOOD_FOR, most=MOST_MAILS) >= MOST_MAILS:
        raise UnableToBook(code="too_many")
    tidying.arrange(at=at)
    Attempt.objects.create(key=key, at=at)
    there = MailedCode.objects.filter(case=case).first() or MailedCode(case=case)
    if code_of(case_id, at=at) is None or there.tries >= MOST_TRIES:
        digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        there.sealed_code, there.tries = sealing.cipher(case_id).seal(digits.encode(), CODE), 0
    there.expires_at = at + CODE_GOOD_FOR
    there.save()
    outbox.record(name=CODE_WANTED, subject_id=case_id, at=at)


def code_of(case_id: uuid.UUID, *, at: datetime) -> str | None:
    """The code that is good now, for the mail; ``None`` when there is none."""
    there = MailedCode.objects.filter(case_id=case_id, expires_at__gt=at).first()
    if there is None or there.sealed_code is None:
        return None
    return sealing.cipher(case_id).open(there.sealed_code, CODE).decode()


def enter_code(*, case_id: uuid.UUID, typed: str, at: datetime) -> None:
    """The case is vouched for, for half an hour. Twice is once. In a transaction of its own: a wrong try stays counted.

    Refused: ``code_wrong`` (``params["over"]``: there is none, or its 15 minutes are over), ``too_many`` after five wrong
    tries. Outside any transaction (RuntimeError).
    """
    refusal = patiently(lambda: _try_code(case_id, typed, at))
    if refusal is not None:
        raise refusal


def _try_code(case_id: uuid.UUID, typed: str, at: datetime) -> UnableToBook | None:
    locked_case(case_id)
    there = MailedCode.objects.filter(case_id=case_id).first()
    if there is not None and there.sealed_code is None and there.vouched_until and there.vouched_until > at:
        return None
    code = code_of(case_id, at=at)
    if there is None or code is None:
        return UnableToBook(code="code_wrong", over=True)
    if there.tries >= MOST_TRIES:
        return UnableToBook(code="too_many")
    if not same("".join(typed.split()), code):
        there.tries += 1
        there.save(update_fields=["tries"])
        return UnableToBook(code="code_wrong", over=False)
    there.sealed_code, there.vouched_until = None, at + VOUCHED_FOR
    there.save(update_fields=["sealed_code", "vouched_until"])
    return None
