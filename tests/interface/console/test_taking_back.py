"""What is planned is taken back: also out of what is planned for later, once, and told truly in the history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, document_of, fill, words

POSTAGE = "/verwaltung/abschnitt/fees/teil/porto/"
REACH = "/verwaltung/abschnitt/authority/teil/erreichen/"
PUBLISH = "/verwaltung/veroeffentlichen/"
JANUARY, FEBRUARY = date(2027, 1, 1), date(2027, 2, 1)
MARCH = datetime(2027, 3, 1).astimezone()


def publish(mika: Clerk, page: str, on: date | None = None, **typed: Any) -> int:
    """Answers the number of the version."""
    from configuration import versions

    mika.send(page, **typed)
    answer = mika.get(PUBLISH)
    path, data = fill(answer, "", reason="Beschluss")
    if on is not None:
        days = [name for name in map(str, document_of(answer).xpath("//input/@name")) if name.startswith("day")]
        data |= dict(zip(days, (on.day, on.month, on.year), strict=True)) | {"when": "tag"}
    with bind(mika.city):
        known = {row.number for row in versions.history()}
    assert mika.post(path, data).status_code == 302
    with bind(mika.city):
        return min(row.number for row in versions.history() if row.number not in known)


def take_back(mika: Clerk, number: int, **typed: Any) -> Any:
    path = f"/verwaltung/verlauf/{number}/"
    return mika.send(path, f"{path}zuruecknehmen/", reason="Doch nicht", **typed)


def in_march(city: Any) -> tuple[int, str]:
    from billing.fees.config import FeesConfig
    from configuration.authority import Authority
    from configuration.queries import in_force

    with bind(city):
        found = in_force(at=MARCH)
        return found.section(FeesConfig).postage_cents, found.section(Authority).phone


def test_what_is_taken_back_does_not_come_with_what_is_planned_for_later(
    offenbach: Any, wiesbaden: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    before = in_march(wiesbaden)
    fee = publish(mika, POSTAGE, JANUARY, postage_cents="3,45")
    publish(mika, REACH, FEBRUARY, phone="069 1")
    assert in_march(offenbach) == (345, "069 1")
    assert take_back(mika, fee).status_code == 302
    assert in_march(offenbach) == (0, "069 1")
    assert in_march(wiesbaden) == before


def test_nor_when_the_later_one_was_planned_first(offenbach: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    publish(mika, REACH, FEBRUARY, phone="069 1")
    fee = publish(mika, POSTAGE, JANUARY, postage_cents="3,45")
    assert take_back(mika, fee).status_code == 302
    assert in_march(offenbach) == (0, "069 1")


def test_where_a_later_one_changes_the_same_both_are_taken_back_or_none(
    offenbach: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    first = publish(mika, POSTAGE, JANUARY, postage_cents="3,45")
    second = publish(mika, POSTAGE, FEBRUARY, postage_cents="3,95")
    refused = take_back(mika, first)
    assert refused.status_code == 409
    assert f"Fassung {second} ab 1. Februar 2027" in words(refused)
    assert "Gebühren" in words(refused)
    assert in_march(offenbach)[0] == 395
    path = f"/verwaltung/verlauf/{first}/zuruecknehmen/"
    assert f'name="auch" value="{second}"' in refused.content.decode()
    assert mika.post(path, {"reason": "Doch nicht", "auch": str(second)}).status_code == 302
    assert in_march(offenbach)[0] == 0
    assert mika.text("/verwaltung/verlauf/").count("zurückgenommen") == 2


def test_the_later_one_alone_can_be_taken_back(offenbach: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    publish(mika, POSTAGE, JANUARY, postage_cents="3,45")
    second = publish(mika, POSTAGE, FEBRUARY, postage_cents="3,95")
    assert take_back(mika, second).status_code == 302
    assert in_march(offenbach)[0] == 345


def test_a_double_click_takes_back_once(offenbach: Any, official: Callable[..., Clerk]) -> None:
    from audit.models import AuditEntry
    from configuration.models import Cancellation

    mika = official(offenbach)
    fee = publish(mika, POSTAGE, JANUARY, postage_cents="3,45")
    path = f"/verwaltung/verlauf/{fee}/"
    assert mika.at_once(*mika.filled(path, f"{path}zuruecknehmen/", reason="Doch nicht")) == [302] * 4
    with bind(offenbach):
        assert Cancellation.objects.count() == 1
        assert AuditEntry.objects.filter(action="configuration.cancelled").count() == 1


def test_who_publishes_waits_for_who_takes_back(offenbach: Any, at: datetime) -> None:
    """Else it would carry on what the other one is just taking back."""
    import threading

    from django.db import connection, transaction

    from configuration import versions

    order: list[str] = []
    held, asked = threading.Event(), threading.Event()

    def second() -> None:
        held.wait(10)
        with bind(offenbach), transaction.atomic():
            asked.set()
            versions.alone()
            order.append("second")
        connection.close()

    other = threading.Thread(target=second)
    other.start()
    with bind(offenbach), transaction.atomic():
        versions.alone()
        held.set()
        asked.wait(10)
        other.join(0.3)
        order.append("first")
    other.join(10)
    assert order == ["first", "second"]


def test_another_city_does_not_wait(offenbach: Any, wiesbaden: Any) -> None:
    import threading

    from django.db import connection, transaction

    from configuration import versions

    done = threading.Event()

    def there() -> None:
        with bind(wiesbaden), transaction.atomic():
            versions.alone()
            done.set()
        connection.close()

    with bind(offenbach), transaction.atomic():
        versions.alone()
        other = threading.Thread(target=there)
        other.start()
        assert done.wait(10)
    other.join()


def test_the_page_of_a_version_tells_what_that_version_changed(offenbach: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    publish(mika, POSTAGE, JANUARY, postage_cents="3,45")
    phone = publish(mika, REACH, phone="069 1")
    page = mika.text(f"/verwaltung/verlauf/{phone}/")
    assert "Was sich seit Fassung 1 geändert hat" in page
    assert "069 1" in page
    assert "3,45" not in page


def test_a_version_after_one_that_was_taken_back_is_compared_with_what_held(
    offenbach: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    take_back(mika, publish(mika, POSTAGE, JANUARY, postage_cents="3,45"))
    phone = publish(mika, REACH, FEBRUARY, phone="069 1")
    page = mika.text(f"/verwaltung/verlauf/{phone}/")
    assert "Was sich seit Fassung 1 geändert hat" in page
    assert "3,45" not in page


def test_what_equals_a_version_that_was_taken_back_is_published_all_the_same(
    offenbach: Any, official: Callable[..., Clerk], at: datetime
) -> None:
    from configuration import operations, versions

    mika = official(offenbach)
    fee = publish(mika, POSTAGE, JANUARY, postage_cents="3,45")
    take_back(mika, fee)
    with bind(offenbach):
        taken = versions.of_number(fee)
        assert taken is not None
        raw = versions.typed(taken)
        _version, is_new = operations.publish(raw=raw, author="Mika", at=at)
        assert is_new
    assert in_march(offenbach)[0] == 345
