"""The treasury's pages: what differs, who sees to it, closing it with a reason, exports and their files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.roles import CITY_ROLES
from billing.books import reconciling
from billing.books.models import Difference
from billing.payments.models import Payment
from tenants.binding import bind
from tests.interface.books.support import booked, day_of, set_books

BOOKS, EXPORTS = "/amt/kasse/abgleich/", "/amt/kasse/listen/"
CLERKS = Callable[..., Any]


@pytest.fixture
def lost(offenbach: Any, at: datetime) -> Difference:
    """Paid here three days ago, unknown to the provider."""
    with bind(offenbach):
        payment = booked(at - timedelta(days=3), provider="stripe", account="acct_x", cash_reference="VE7K3M9QXT")
        return Difference.objects.create(
            kind="missing_there", subject=f"payment:{payment.id}", payment=payment, cents=-2900,
            opened_at=at - timedelta(days=2),
        )  # fmt: skip


@pytest.mark.parametrize("role", sorted(CITY_ROLES))
def test_only_who_sees_the_money_opens_the_books(offenbach: Any, clerk: CLERKS, lost: Difference, role: str) -> None:
    person = clerk(offenbach, role)
    for path in (BOOKS, f"{BOOKS}{lost.id}/", EXPORTS):
        assert person.get(path).status_code == (200 if "money.see" in CITY_ROLES[role] else 403), path
    if "money.work" not in CITY_ROLES[role]:
        for path in (f"{BOOKS}{lost.id}/", f"{BOOKS}{lost.id}/uebernehmen/", EXPORTS):
            assert person.post(path, {"remark": "x"}).status_code == 403


def test_a_difference_is_read_taken_over_and_closed(offenbach: Any, clerk: CLERKS, lost: Difference) -> None:
    kim = clerk(offenbach, "treasury")
    page = kim.text(BOOKS)
    for words in ("Hier bezahlt, beim Zahlungsdienst nicht", "VE7K3M9QXT", "−29,00", "2 Tagen"):
        assert words in page
    own = f"{BOOKS}{lost.id}/"
    assert "Ich übernehme das" in kim.text(own)
    assert kim.send(own, f"{own}uebernehmen/").headers["Location"] == f"{own}?erledigt=taken"
    assert "Kim Beispiel" in kim.text(BOOKS)
    assert "Ich übernehme das" not in kim.text(own)
    assert kim.send(own, remark="").status_code == 200
    assert kim.send(own, remark="Bar bezahlt, Beleg liegt vor").headers["Location"] == f"{BOOKS}?erledigt=closed"
    page = kim.text(BOOKS)
    assert "Alle Seiten stimmen überein." in page
    assert "Bar bezahlt, Beleg liegt vor" in page
    assert "Geschlossen am" in kim.text(own)
    assert kim.post(own, {"remark": "noch einmal"}).status_code == 409


def test_one_persons_difference_is_not_closed_by_another(offenbach: Any, clerk: CLERKS, lost: Difference) -> None:
    kim, toni = clerk(offenbach, "treasury"), clerk(offenbach, "treasury", "toni")
    own = f"{BOOKS}{lost.id}/"
    kim.post(f"{own}uebernehmen/", {})
    answer = toni.post(own, {"remark": "weg damit"})
    assert (answer.status_code, "andere Person zuständig" in answer.content.decode()) == (409, True)


def test_a_night_is_shown_with_its_three_sums(offenbach: Any, clerk: CLERKS, at: datetime) -> None:
    kim = clerk(offenbach, "treasury")
    assert "Noch kein Abgleich" in kim.text(BOOKS)
    with bind(offenbach):
        booked(at - timedelta(days=1))
        reconciling.run(day=day_of(at, -1), at=at)
    page = kim.text(BOOKS)
    assert "21. November 2026 29,00" in page
    assert "abgeglichen am" in page


def test_an_export_is_made_and_fetched_again(
    offenbach: Any, wiesbaden: Any, clerk: CLERKS, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = clerk(offenbach, "treasury")
    assert "Noch keine Liste" in kim.text(EXPORTS)
    with bind(offenbach):
        booked(at - timedelta(days=1))
    assert "wartet 1 Buchung, zusammen 29,00" in kim.text(EXPORTS)
    set_books(monkeypatch, cash_file={"shape": "fixed", "columns": [{"source": "reference", "width": 2}]})
    refused = kim.send(EXPORTS)
    assert refused.status_code == 409
    assert "Das Feld „reference“ ist zu schmal." in refused.content.decode()
    set_books(monkeypatch)
    filled = kim.filled(EXPORTS)
    assert kim.post(*filled).headers["Location"] == f"{EXPORTS}?erledigt=exported"
    page = kim.get(EXPORTS).content.decode()
    assert "Die Kasse hat alles bis gestern." in page
    link = page.split('href="/amt/kasse/listen/')[2].split('"')[0]
    file = kim.get(f"{EXPORTS}{link}")
    assert file.headers["Content-Disposition"] == 'attachment; filename="kassenliste-1.csv"'
    assert "29,00" in file.content.decode("utf-8-sig")
    assert kim.get(f"{EXPORTS}{link}").content == file.content
    assert clerk(wiesbaden, "treasury").get(f"{EXPORTS}{link}").status_code == 404
    assert kim.post(*filled).status_code == 409


def test_the_list_costs_the_same_for_one_and_for_many(
    offenbach: Any, clerk: CLERKS, lost: Difference, at: datetime
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    kim = clerk(offenbach, "treasury")

    def cost() -> int:
        with CaptureQueriesContext(connection) as told:
            assert kim.get(BOOKS).status_code == 200
        return len(told)

    kim.get(BOOKS)
    one = cost()
    with bind(offenbach):
        for _ in range(3):
            payment = booked(at)
            Difference.objects.create(
                kind="twice", subject=f"payment:{payment.id}", payment=payment, cents=1, opened_at=at
            )  # fmt: skip
        assert Payment.objects.count() == 4
    assert cost() == one
