"""The operator invites a city's first person, sees how far each city is, and never sees who was invited."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as outgoing
from django.db import transaction
from django.test import Client

from accounts.staff.inviting import UnableToAccept
from accounts.staff.models import Invitation, Staff
from casework import people
from config.reports import report_city
from notifications import to_account
from notifications.models import AccountMail
from onboarding.rollout import progress
from onboarding.rollout.authorities import import_authorities
from onboarding.rollout.models import Authority, CityProgress, Wave
from tenants import orders
from tenants.binding import OWNER, bind, bind_owner, bind_public
from tenants.models import City, Order, StageChange
from tests.support.fleet import forget

OFFENBACH, WIESBADEN, AALEN = "030600", "030700", "000100"
DAY = timedelta(days=1)
PASSWORD = "Lindwurm am Mainufer 7"
WHO = "mara@stadt.example"


@pytest.fixture(autouse=True)
def that_day(at: datetime) -> Iterator[Any]:
    with time_machine.travel(at + timedelta(minutes=1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def germany(cities: Any) -> Iterator[None]:
    """The list is there; cities that a test makes go."""
    with bind_owner():
        before = set(City.objects.using(OWNER).values_list("pk", flat=True))
    import_authorities()
    yield
    with bind_owner():
        made = list(City.objects.using(OWNER).exclude(pk__in=before).order_by("-pk"))
    for city in made:
        forget(city)


def _confirmed(browser: Client, address: str, answers: dict[str, str]) -> str:
    """Answers what the page said beforehand."""
    said = browser.post(address, answers).content.decode()
    found = re.search(r'name="bestaetigt" value="(\w+)"', said)
    assert found, said
    done = browser.post(address, {**answers, "bestaetigt": found[1]})
    assert done.status_code == 302, done.content.decode()
    return said


def _city(slug: str) -> City:
    with bind_public():
        found: City = City.objects.get(slug=slug)
        return found


def _send(city: Any, at: datetime) -> str:
    """Sends what waits in the city; answers the secret of the last link."""
    with bind(city):
        for mail in AccountMail.objects.filter(state="queued"):
            to_account.send(mail_id=mail.id, at=at)
    found = re.search(r"/einladung/(\S+)/", str(outgoing.outbox[-1].body))
    assert found
    return found[1]


def _ordered() -> list[dict[str, Any]]:
    with bind_public():
        return list(Order.objects.order_by("id").values_list("payload", flat=True))


def _everything_the_operator_holds() -> str:
    from tenants.grants import public_models

    with bind_public():
        return " ".join(str(list(model._default_manager.values())) for model in public_models())


def test_a_city_is_made_and_its_first_person_invited_in_one_go(
    germany: None, signed_in: Callable[..., Client], at: datetime
) -> None:
    answers = {"name": "Aalen", "slug": "aalen", "ags": "08136088", "ring": "all", "email": "Mara@Stadt.example"}
    said = _confirmed(signed_in(), f"/handeln/?was=einladen&code={AALEN}", answers)
    assert "Einladung an Mara@Stadt.example" in said
    assert orders.work(at=at) == 1
    city = _city("aalen")
    secret = _send(city, at)
    assert outgoing.outbox[-1].to == [WHO]
    assert "Leitung der Einrichtung" in outgoing.outbox[-1].body
    with bind(city), transaction.atomic():
        invitation, _cookie = people.accept(secret=secret, name="Mara", password=PASSWORD, at=at + DAY)
        assert invitation.roles == ["owner"]
    assert "mara@" not in _everything_the_operator_holds().lower()


def test_a_wave_is_invited_from_a_table_and_the_addresses_are_gone_once_it_is_worked(
    germany: None, signed_in: Callable[..., Client], at: datetime, offenbach: Any, wiesbaden: Any
) -> None:
    with bind_public():
        wave = Wave.objects.create(name="Herbst")
        Authority.objects.filter(code__in=[OFFENBACH, WIESBADEN, AALEN]).update(wave=wave)
    table = f'Nummer;E-Mail\n{OFFENBACH};a@offenbach.example\n"{AALEN}";"b@aalen.example"\n'
    address = f"/handeln/?was=einladen&alle=1&welle={wave.pk}"
    said = _confirmed(signed_in(), address, {"people": table, "ring": "all"})
    assert "Das geschieht bei 2 Behörden:" in said
    assert "1 Behörde bleibt, wie sie ist" in said
    assert sorted(payload["owner_email"] for payload in _ordered()) == ["a@offenbach.example", "b@aalen.example"]
    assert orders.work(at=at) == 2
    assert not [payload for payload in _ordered() if "owner_email" in payload]
    assert "@offenbach.example" not in _everything_the_operator_holds()
    for city, invited in ((offenbach, ["a@offenbach.example"]), (wiesbaden, []), (_city("aalen"), ["b@aalen.example"])):
        with bind(city):
            assert list(Invitation.objects.values_list("email", flat=True)) == invited


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("030600;kein", "Zeile 1"),
        ("030600;a@b.example\n30600;c@d.example", "Zeile 2"),
        ("030700;a@b.example", "Zeile 1: Diese Behörde gehört nicht zu Ihrer Auswahl."),
        ("030600;a@b.example\n\n030600;c@d.example", "Zeile 3: Diese Behörde steht schon weiter oben."),
    ],
)
def test_a_wrong_line_of_the_table_is_named(
    germany: None, signed_in: Callable[..., Client], table: str, why: str
) -> None:
    address = f"/handeln/?was=einladen&code={OFFENBACH}&code={AALEN}"
    if "kein" in table:
        table = f"{AALEN};a@b.example\n{table}"
        why = "Zeile 2"
    page = signed_in().post(address, {"people": table, "ring": "all"}).content.decode()
    assert why in page
    assert not _ordered()


def test_an_order_that_fails_forgets_the_address_too(cities: Any, at: datetime, offenbach: Any) -> None:
    with bind(offenbach):
        Staff.objects.create(email="chefin@offenbach.example", name="Olga", roles=["owner"])
    orders.place(kind="invite_owner", payload={"slug": "offenbach", "owner_email": WHO}, by="ops", at=at)
    assert orders.work(at=at) == 1
    with bind_public():
        order = Order.objects.get()
    assert (order.error_code, order.payload) == ("has_owner", {"slug": "offenbach"})
    with bind(offenbach):
        assert not Invitation.objects.exists()
    with bind_public():
        [way] = [way for way in progress.ways(at=at) if way.city.slug == "offenbach"]
    assert way.failed == "has_owner"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"slug": "nirgends", "owner_email": WHO}, "unknown_city"),
        ({"slug": "offenbach", "owner_email": "kein"}, "bad_address"),
        ({"slug": "offenbach"}, "slug_wrong"),
    ],
)
def test_what_cannot_be_invited_is_not_even_ordered(cities: Any, at: datetime, payload: Any, code: str) -> None:
    with pytest.raises(orders.UnableToOrder) as refused:
        orders.place(kind="invite_owner", payload=payload, by="ops", at=at)
    assert refused.value.code == code


def test_an_order_that_is_worked_twice_invites_once_and_another_address_takes_its_place(
    cities: Any, at: datetime, offenbach: Any
) -> None:
    def invite(email: str) -> None:
        orders.place(kind="invite_owner", payload={"slug": "offenbach", "owner_email": email}, by="ops", at=at)
        assert orders.work(at=at) == 1

    invite(WHO)
    first = _send(offenbach, at)
    invite(WHO)
    with bind(offenbach):
        assert Invitation.objects.count() == AccountMail.objects.count() == 1
    invite("richtig@stadt.example")
    second = _send(offenbach, at)
    with bind(offenbach):
        accept: dict[str, Any] = {"name": "Kim", "password": PASSWORD, "at": at}
        with pytest.raises(UnableToAccept, match="revoked"), transaction.atomic():
            people.accept(secret=first, **accept)
        with transaction.atomic():
            people.accept(secret=second, **accept)


def test_inviting_the_same_person_again_later_sends_what_the_page_says(
    cities: Any, at: datetime, offenbach: Any, wiesbaden: Any
) -> None:
    """The invitation ended, or its mail was given up: a new link comes, and the earlier one leads nowhere."""

    def invite(when: datetime) -> str:
        orders.place(kind="invite_owner", payload={"slug": "offenbach", "owner_email": WHO}, by="ops", at=when)
        assert orders.work(at=when) == 1
        return _send(offenbach, when)

    first, second = invite(at), invite(at + 15 * DAY)
    assert first != second
    with bind(offenbach):
        assert Invitation.objects.count() == 1
        AccountMail.objects.update(state="failed", error="SMTPException")
    late = at + 16 * DAY
    third = invite(late)
    accept: dict[str, Any] = {"name": "Kim", "password": PASSWORD, "at": late}
    with bind(offenbach):
        with pytest.raises(UnableToAccept, match="unknown"), transaction.atomic():
            people.accept(secret=second, **accept)
        with transaction.atomic():
            people.accept(secret=third, **accept)
    with bind(wiesbaden):
        assert not Invitation.objects.exists()


def test_the_operator_renews_nothing_where_there_is_an_owner_by_another_way(
    cities: Any, at: datetime, offenbach: Any
) -> None:
    with bind(offenbach), transaction.atomic():
        people.invite_first_owner(email=WHO, at=at)
        Staff.objects.create(email="chefin@offenbach.example", name="Olga", roles=["owner"])
    order = orders.place(kind="renew_owner", payload={"slug": "offenbach"}, by="ops", at=at)
    assert orders.work(at=at + DAY) == 1
    with bind_public():
        assert Order.objects.get(pk=order.pk).error_code == "has_owner"


def test_a_citys_own_invitations_are_no_way_to_its_start(cities: Any, at: datetime, offenbach: Any) -> None:
    """A city that was live before this was counted invites a colleague: that says nothing of how long it took."""
    with bind(offenbach), transaction.atomic():
        owner = Staff.objects.create(email="chefin@offenbach.example", name="Olga", roles=["owner"])
        people.invite(email="kim@offenbach.example", roles=["clerk"], by=owner.pk, at=at)
    report_city(offenbach, at=at)
    with bind_public():
        assert CityProgress.objects.get(city=offenbach).invited_at is None


def test_less_than_an_hour_is_told_in_minutes() -> None:
    from onboarding.rollout.templatetags.rollout import span

    assert [span(timedelta(minutes=minutes)) for minutes in (0, 1, 59, 60)] == [
        "1 Minute", "1 Minute", "59 Minuten", "1 Stunde",
    ]  # fmt: skip


def test_a_time_to_live_is_never_negative(at: datetime) -> None:
    way = progress.Way(City(), {"invited_at": at, "live_at": at - DAY}, at)
    assert (way.took, way.days, progress.figures([way])) == (None, None, None)


def test_the_operator_sees_how_far_a_city_is_and_renews(
    germany: None, signed_in: Callable[..., Client], at: datetime, offenbach: Any, that_day: Any
) -> None:
    browser = signed_in()
    assert "noch nicht eingeladen: 2" in browser.get("/einrichtung/").content.decode()
    _confirmed(browser, f"/handeln/?was=einladen&code={OFFENBACH}", {"email": WHO})
    orders.work(at=at)
    first = _send(offenbach, at)
    page = browser.get("/einrichtung/").content.decode()
    assert "eingeladen: 1" in page
    assert "Einladung erneuern" in page
    assert WHO not in page
    that_day.shift(15 * DAY)
    late = at + 15 * DAY
    browser = signed_in(who="Lou Ops")
    assert "Einladung abgelaufen" in browser.get("/einrichtung/").content.decode()
    _confirmed(browser, f"/handeln/?was=erneuern&code={OFFENBACH}", {"x": "1"})
    orders.work(at=late)
    second = _send(offenbach, late)
    assert first != second
    assert "Einladung abgelaufen" not in browser.get("/einrichtung/").content.decode()
    with bind(offenbach), transaction.atomic():
        people.accept(secret=second, name="Mara", password=PASSWORD, at=late)
    report_city(offenbach, at=late)
    page = browser.get("/einrichtung/").content.decode()
    assert "Einladung angenommen: 1" in page
    assert "Einladung erneuern" not in page
    refused = browser.post(f"/handeln/?was=einladen&code={OFFENBACH}", {"email": "x@stadt.example"}).content.decode()
    assert "Sie lädt ihre Leute selbst ein." in refused


def test_what_was_reached_once_stays_and_one_city_says_nothing_of_the_other(
    offenbach: Any, wiesbaden: Any, at: datetime
) -> None:
    from configuration import drafting
    from configuration.models import DraftSection

    with bind(offenbach), transaction.atomic():
        people.invite_first_owner(email=WHO, at=at)
        section = drafting.section_of("authority")
        value = section.value | {"phone": "069 1"}
        by = drafting.Editor(1, "Mara")
        drafting.save(name="authority", value=value, seen=section.stand, by=by, at=at + DAY)
    for city in (offenbach, wiesbaden):
        report_city(city, at=at + DAY)
    with bind(offenbach), transaction.atomic():
        DraftSection.objects.all().delete()
    report_city(offenbach, at=at + 2 * DAY)
    with bind_public():
        told, other = CityProgress.objects.get(city=offenbach), CityProgress.objects.get(city=wiesbaden)
        assert (told.invited_at, told.first_section_at, told.accepted_at) == (at, at + DAY, None)
        assert not [name for name in progress.STEPS if getattr(other, name)]
        CityProgress.objects.filter(city=offenbach).update(first_rehearsal_passed_at=at + 3 * DAY)
    report_city(offenbach, at=at + 4 * DAY)
    with bind_public():
        assert CityProgress.objects.get(city=offenbach).first_rehearsal_passed_at == at + 3 * DAY


def test_the_figure_is_the_middle_and_what_nine_of_ten_need(
    cities: Any, signed_in: Callable[..., Client], at: datetime
) -> None:
    with bind_public():
        for city, days in zip(cities, (10, 21), strict=True):
            progress.keep(city, moments={"invited_at": at}, at=at)
            StageChange.objects.create(city=city, source="pilot", target="live", at=at + days * DAY, by="ops")
            progress.keep(city, moments={}, at=at + days * DAY)
    browser = signed_in("support")
    page = browser.get("/einrichtung/").content.decode()
    assert "in Betrieb: 2" in page
    assert "höchstens 15 Tage, bei neun von zehn höchstens 21 Tage" in page
    lines = list(csv.reader(browser.get("/einrichtung/einrichtung.csv").content.decode().splitlines(), delimiter=";"))
    last = {line[0]: line[-1] for line in lines}
    assert last == {
        "city": "days_to_live", "offenbach": "10.0", "wiesbaden": "21.0", "median": "15.5", "percentile_90": "21.0",
    }  # fmt: skip
    assert all(len(line) == len(lines[0]) for line in lines)


@pytest.mark.parametrize("count", [1, 9, 10, 11, 25])
def test_the_figures_of_many_cities(count: int, at: datetime) -> None:
    spans = [(number * 7) % count + 1 for number in range(count)]
    spans = sorted(set(spans)) if len(set(spans)) == count else list(range(1, count + 1))
    ways = [progress.Way(City(slug=str(days)), {"invited_at": at, "live_at": at + days * DAY}, at) for days in spans]
    told = progress.figures([*ways, progress.Way(City(), {"invited_at": at}, at)])
    assert told is not None
    assert told.count == count
    within = sum(way.took <= told.most for way in ways if way.took)
    assert within >= 0.9 * count > within - 1


def test_who_may_only_see_invites_nobody(germany: None, signed_in: Callable[..., Client]) -> None:
    browser = signed_in("support")
    assert "Einladen</a>" not in browser.get("/einrichtung/").content.decode()
    for what in ("einladen", "erneuern"):
        assert browser.post(f"/handeln/?was={what}&code={OFFENBACH}", {"email": WHO}).status_code == 403
    assert not _ordered()
    stranger = Client(SERVER_NAME="betrieb.localhost")
    for path in ("/einrichtung/", "/einrichtung/einrichtung.csv"):
        assert stranger.get(path).status_code == 302
