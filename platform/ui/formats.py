"""How figures and dates look on a page, in German and in English."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext

from kernel import money as kernel_money
from kernel.dates import PartialDate

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
_MACHINE_AMOUNT = re.compile(r"-?\d+(\.\d{1,2})?")
_ISO = re.compile(r"\d{4}(-\d{2}){0,2}")


def in_fours(code: str) -> str:
    compact = str(code or "").replace(" ", "").replace("-", "")
    return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))


def is_german() -> bool:
    return (get_language() or "de").startswith("de")


def euros(cents: int) -> str:
    """EUR cents as „1.234,50 €“, in every language of the page, since amounts are typed that way too."""
    return kernel_money.euros(cents).replace("-", MINUS).replace(" ", NO_BREAK)


def money(amount: Decimal | int) -> str:
    """Euros as „1.234,50 €“."""
    return kernel_money.euros_decimal(Decimal(amount)).replace("-", MINUS).replace(" ", NO_BREAK)


def amount_text(value: object) -> object:
    """An amount as a person would type it (1234.5 becomes 1.234,50); anything else unchanged."""
    if isinstance(value, bool) or not _MACHINE_AMOUNT.fullmatch(str(value)):
        return value
    return kernel_money.euros_decimal(Decimal(str(value))).removesuffix(" €")


def long_date(day: date | PartialDate | str | None) -> str:
    """„3. August 2027“, in English 3 August 2027; of a partly unknown date what is known. Takes ISO text too."""
    if isinstance(day, str):
        if not _ISO.fullmatch(day):
            return day
        day = PartialDate.parse(day)
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    if isinstance(day, PartialDate):
        return _partial(day)
    return dateformat.format(day, "j. F Y" if is_german() else "j F Y")


def _partial(day: PartialDate) -> str:
    if day.is_complete:
        return long_date(day.earliest())
    return dateformat.format(day.earliest(), "F Y" if day.month else "Y")


def long_time(at: datetime | None) -> str:
    """„3. August 2027, 14:05 Uhr“ in the city's time."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return gettext("%(day)s, %(time)s Uhr") % {"day": long_date(local), "time": dateformat.format(local, "H:i")}


def weekday_date(at: date | datetime) -> str:
    """„Mittwoch, 3. März 2027“, in the city's time."""
    day = timezone.localtime(at).date() if isinstance(at, datetime) else at
    return f"{dateformat.format(day, 'l')}, {long_date(day)}"


def short_date(day: date) -> str:
    """„3. März“, where the year is plain."""
    return dateformat.format(day, "j. F" if is_german() else "j F")


def day_number(day: date) -> str:
    """„3.“, in English 3."""
    return f"{day.day}." if is_german() else str(day.day)


def clock(at: datetime) -> str:
    """„08:00“ in the city's time."""
    return dateformat.format(timezone.localtime(at), "H:i")


def day_and_time(at: datetime | None) -> str:
    """„Dienstag, 3. August 2027, 14:05 Uhr“ in the city's time: when somebody has to be somewhere."""
    return f"{dateformat.format(timezone.localtime(at), 'l')}, {long_time(at)}" if at else ""
