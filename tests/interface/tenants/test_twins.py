"""The rehearsal twin: as its city is, with nothing that leads out of the house, and never mistaken for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction

from config.cities import make_twin
from configuration.queries import in_force
from tenants import life, routing, twins
from tenants.binding import bind, bind_public
from tenants.models import City, Domain, Stage
from tests.support import cases
from tests.support.fleet import forget, put

WHO = "betrieb@zusage.example"
BANNER = "Das ist eine Probe. Hier wird nichts wirklich beantragt."


@pytest.fixture
def city(offenbach: Any, at: datetime) -> Iterator[Any]:
    with time_machine.travel(at, tick=True):
        yield offenbach
    twin = twins.twin_of(offenbach.slug)
    if twin is not None:
        forget(twin)
    put(offenbach, offenbach.stage)


@pytest.fixture
def twin(city: Any, at: datetime) -> City:
    return make_twin(city.slug, at=at, author=WHO)


def _file(twin: City, at: datetime) -> Any:
    from casework.importing import file_case
    from casework.submission import Authority

    with bind(twin), transaction.atomic():
        document = cases.document("offenbach", at=at)
        return file_case(document=document, authority=Authority(twin.slug, twin.authority_code), at=at)


def test_it_is_a_tenant_of_its_own_with_its_citys_number_and_an_address_beside(city: Any, twin: City) -> None:
    assert (twin.slug, twin.schema_name, twin.twin_of_id) == ("offenbach-test", "c_offenbach_test", city.pk)
    assert (twin.authority_code, twin.stage) == (city.authority_code, Stage.REHEARSAL)
    assert routing.city_host(twin) == "offenbach-test.localhost"


def test_it_is_made_once(city: Any, twin: City, at: datetime) -> None:
    assert make_twin(city.slug, at=at, author=WHO).pk == twin.pk


@pytest.mark.parametrize(("slug", "code"), [("nirgendwo", "unknown_city"), ("offenbach-test", "is_a_twin")])
def test_only_a_city_has_one(twin: City, at: datetime, slug: str, code: str) -> None:
    with pytest.raises(twins.UnableToMakeTwin, match=code):
        make_twin(slug, at=at, author=WHO)


def test_who_left_gets_none(city: Any, at: datetime) -> None:
    put(city, Stage.OFFBOARDED)
    with pytest.raises(twins.UnableToMakeTwin, match="not_allowed"):
        make_twin(city.slug, at=at, author=WHO)


def test_the_database_knows_one_twin_for_a_city_and_one_city_for_a_number(city: Any, twin: City, at: datetime) -> None:
    from tenants.provisioning import NewCity, UnableToCreateCity, create_city

    def again(**changed: Any) -> str:
        given = {"slug": "probe-z", "name": "Z", "land": "HE", "ags": "06413000", "authority_code": "030600"}
        try:
            create_city(NewCity(**{**given, "host": "probe-z.localhost", **changed}), at=at)
        except UnableToCreateCity as refusal:
            return refusal.code
        return ""

    assert again(twin_of=city.pk) == "twin_taken"
    assert again() == "authority_taken"


def test_its_configuration_is_its_citys_but_for_what_leads_out_of_the_house(
    city: Any, twin: City, at: datetime
) -> None:
    from billing.payments.config import PaymentsSection
    from configuration.registry import sections
    from connectors.config import DeliveryRules

    with bind(city):
        own = in_force(at=at)
    with bind(twin):
        its = in_force(at=at)
    replaced = set()
    for _, section in sections.items():
        values, others = own.section(section).model_dump(), its.section(section).model_dump()
        for field in values:
            if field in section.bound_to_environment():
                assert others[field] == section.bound_to_environment()[field]
                replaced.add(field)
            else:
                assert others[field] == values[field]
    leading_out = {
        "connector",
        "options",
        "fallback",
        "connector_confirmed",
        "portal_id",
        "provider",
        "account",
        "sender",
        "reply_to",
        "system",
    }
    assert leading_out == replaced
    assert own.section(DeliveryRules).connector == "folder"
    assert own.section(PaymentsSection).account == "acct_offenbach"


def test_it_has_its_citys_logo_and_what_the_desk_changed_in_the_calendar(city: Any, at: datetime, browse: Any) -> None:
    """Made, and again whenever it is woken; what was taken back meanwhile is open there too, and nobody's name came along."""
    import uuid
    from datetime import timedelta

    from appointments import changes
    from appointments.models import CalendarChange
    from configuration import assets
    from configuration.authority import Branding
    from configuration.operations import publish_change

    def change(**told: Any) -> CalendarChange:
        hours = {"starts_at": at + timedelta(days=3), "ends_at": at + timedelta(days=4)}
        made: CalendarChange = CalendarChange.objects.create(
            **{"id": uuid.uuid4(), "office": "buergerbuero", "by": 7, "at": at, **hours, **told}
        )
        return made

    with bind(city), transaction.atomic():
        digest = assets.keep(kind=assets.LOGO, content=b"\x89PNG\r\n\x1a\n", size=(4, 2), by="x", at=at)
        publish_change(section=Branding, changes={"logo": digest}, author="x", at=at, reason="")
        closed, shut = change(kind="closed", reason="Umzug"), change(kind="closed", reason="Fortbildung")
        change(kind="closed", starts_at=at - timedelta(days=3), ends_at=at - timedelta(days=2))
    twin = make_twin(city.slug, at=at, author=WHO)
    assert browse(twin).get(f"/bilder/{digest}.png").status_code == 200
    with bind(twin):
        assert {row.reason for row in changes.coming(at=at)} == {"Umzug", "Fortbildung"}
        assert {row.by for row in changes.newest(most=9)} == {changes.NOBODY}
    with bind(city), transaction.atomic():
        change(kind="taken_back", takes_back=shut)
    make_twin(city.slug, at=at, author=WHO)
    with bind(twin):
        assert [row.id for row in changes.coming(at=at)] == [closed.id]


def test_whatever_is_published_in_it_leads_nowhere(twin: City, at: datetime) -> None:
    """Not even by hand: the guard stands where the configuration is read."""
    from billing.payments.config import PaymentsSection
    from configuration.operations import publish
    from connectors.config import DeliveryRules

    raw = {"payments": {"account": "acct_offenbach"}, "delivery": {"connector": "folder"}, "mail": {"sender": "a@b.de"}}
    with bind(twin):
        with transaction.atomic():
            version, changed = publish(raw=raw, author="test", at=at)
        assert (version.number, changed) == (2, True)
        assert in_force(at=at).number == 2
        assert in_force(at=at).section(DeliveryRules).connector == "sandbox_accepts"
        payments = in_force(at=at).section(PaymentsSection)
        assert (payments.provider, payments.account) == ("rehearsal", "")


def test_a_case_goes_its_whole_way_and_reaches_nobody(
    twin: City, at: datetime, settings: Any, tmp_path: Any, mailoutbox: Any, no_broker: None
) -> None:
    from billing.payments.models import Payment
    from casework import paying
    from connectors.delivering import deliver_due
    from connectors.models import Delivery
    from declarations.models import Declaration
    from notifications import catching
    from notifications.models import Mail
    from notifications.operations import send

    settings.DELIVERY_DIR = tmp_path / "delivered"
    filed = _file(twin, at)
    with bind(twin):
        case = Declaration.objects.get(id=filed.case_id)
        if case.state == "sealed":
            there = "http://offenbach-test.localhost/zahlung/{payment}/"
            address = paying.begin(case=case, success_url=there, cancel_url=there, at=at)
            assert address.startswith("http://offenbach-test.localhost/zahlung/")
            paying.check_now(case_id=case.id, source="start", at=at)
            assert {(row.state, row.provider, row.account) for row in Payment.objects.all()} == {
                ("paid", "rehearsal", "")
            }
    cases.work(twin, at=at)
    with bind(twin):
        deliver_due(clock=lambda: at)
        assert [(row.state, row.connector) for row in Delivery.objects.all()] == [("delivered", "sandbox_accepts")]
        for mail in Mail.objects.all():
            send(mail_id=mail.id, at=at)
        caught = catching.of_case(case.id)
    assert not (tmp_path / "delivered").exists()
    assert mailoutbox == []
    assert caught
    for letter in caught:
        assert letter.to == "erika.mustermann@example.org"
        assert letter.subject.startswith("Probe: ")
        assert letter.text.startswith(BANNER)


def test_a_mail_is_caught_once_and_gone_with_its_case(
    city: Any, twin: City, at: datetime, mailoutbox: Any, no_broker: None
) -> None:
    """In the city itself it is sent, as ever."""
    from audit.operations import SYSTEM
    from declarations.models import Declaration
    from declarations.operations import erase_rehearsed
    from notifications import catching
    from notifications.models import CaughtMail, Mail
    from notifications.operations import queue_mail, send

    filed = _file(twin, at)
    with bind(twin):
        with transaction.atomic():
            case = Declaration.objects.get(id=filed.case_id)
            mail = queue_mail(case=case, to="a@example.org", template="news", language="de", data={"link": "x"}, at=at)
        assert send(mail_id=mail.id, at=at)
        Mail.objects.update(state="queued")  # the worker died before it noted that
        assert send(mail_id=mail.id, at=at)
        assert [letter.to for letter in catching.of_case(case.id)] == ["a@example.org"]
        with transaction.atomic():
            erase_rehearsed(declaration=case, actor=SYSTEM, at=at)
        assert catching.since(at) == []
        assert CaughtMail.objects.count() == 1  # what is left of it can no longer be read
    assert mailoutbox == []


def test_in_a_real_city_the_rehearsals_payments_are_refused(city: Any) -> None:
    from billing.providers.base import Misconfigured
    from billing.providers.registry import provider

    with bind(city), pytest.raises(Misconfigured):
        provider("rehearsal").fetch("probe.x.2900.EUR", account="")


def test_its_messages_are_marked_as_tests_whatever_its_stage(twin: City) -> None:
    from connectors.addressing import city_is_live

    with bind(twin):
        assert not city_is_live()


def test_nobody_identifies_with_a_real_card(twin: City, at: datetime) -> None:
    from datetime import timedelta

    from declarations.operations import start_draft
    from identity.models import Purpose
    from identity.operations import UnableToStart, start

    with bind(twin), transaction.atomic():
        draft = start_draft(language="de", keep=timedelta(days=1), at=at).declaration
        with pytest.raises(UnableToStart, match="in_rehearsal"):
            start(
                declaration_id=draft.id, purpose=Purpose.PREFILL, session="x", display_name="x", back_url="/",
                return_path="/", language="de", at=at,
            )  # fmt: skip


def test_its_papers_say_probe(twin: City, at: datetime) -> None:
    from casework.paper_data import summary
    from declarations.models import Declaration
    from declarations.queries import case_file
    from documents.pdf.wording import words

    filed = _file(twin, at)
    with bind(twin):
        data = summary(case_file(Declaration.objects.get(id=filed.case_id)), at=at)
        assert data.sample == "Probe"
        assert "nichts wirklich beantragt" in words()["sample_line"]


@pytest.mark.parametrize("path", ["/", "/antrag/", "/impressum/", "/amt/anmelden/", "/gibt-es-nicht/"])
def test_each_of_its_pages_says_so_and_none_of_its_citys(city: Any, twin: City, browse: Any, path: str) -> None:
    page = browse(twin).get(path, follow=True).content.decode()
    assert BANNER in page
    assert 'name="robots" content="noindex"' in page
    assert "Offizielle Website" not in page
    assert BANNER not in browse(city).get(path, follow=True).content.decode()


def test_a_parked_one_says_that_it_rests_and_is_woken_with_all_it_has(
    city: Any, twin: City, browse: Any, at: datetime
) -> None:
    filed = _file(twin, at)
    assert twins.park_twin(slug=city.slug, at=at, by=WHO).stage == Stage.SUSPENDED
    for path in ("/", "/amt/", "/impressum/"):
        answer = browse(twin).get(path)
        assert answer.status_code == 503
        assert "Diese Probe ruht" in answer.content.decode()
    assert make_twin(city.slug, at=at, author=WHO).stage == Stage.REHEARSAL
    assert browse(twin).get("/").status_code == 200
    with bind(twin):
        from declarations.models import Declaration

        assert Declaration.objects.filter(id=filed.case_id).exists()


def test_parking_needs_one(city: Any, at: datetime) -> None:
    with pytest.raises(twins.UnableToMakeTwin, match="no_twin"):
        twins.park_twin(slug=city.slug, at=at, by=WHO)


def test_going_live_parks_it_in_the_same_step(city: Any, twin: City, at: datetime) -> None:
    put(city, Stage.PILOT)
    life.move_to(slug=city.slug, stage=Stage.LIVE, at=at, by=WHO)
    with bind_public():
        twin.refresh_from_db()
        assert twin.stage == Stage.SUSPENDED
        assert list(twin.stage_changes.values_list("source", "target", "by")) == [("rehearsal", "suspended", WHO)]
    assert routing.place_of("offenbach-test.localhost").kind == "parked"


def test_leaving_takes_it_along(city: Any, twin: City, at: datetime) -> None:
    put(city, Stage.REHEARSAL)
    life.move_to(slug=city.slug, stage=Stage.OFFBOARDED, at=at)
    assert routing.place_of("offenbach-test.localhost").kind == "offboarded"


def test_it_never_becomes_real(twin: City, at: datetime) -> None:
    for stage in (Stage.PROSPECT, Stage.ONBOARDING, Stage.PILOT, Stage.LIVE):
        with pytest.raises(life.UnableToChangeCity, match="not_allowed"):
            life.move_to(slug=twin.slug, stage=stage, at=at)
    assert life.may_move_to(twin) == [Stage.SUSPENDED, Stage.OFFBOARDED]


def test_a_list_of_cities_that_names_the_number_finds_the_city(city: Any, twin: City) -> None:
    from config.city_head import CityHead, Register

    head, _ = CityHead.checked(
        {"slug": "probe-n", "name": "N N", "land": "HE", "ags": "06413000", "authority_code": "030600"}, at=""
    )
    assert head is not None
    assert [fault.reason for fault in Register([head]).taken(head, at="")] == ["taken by offenbach"]


def test_a_new_number_of_the_city_is_its_twins_too(city: Any, twin: City) -> None:
    life.rename(slug=city.slug, authority_code="999999")
    with bind_public():
        twin.refresh_from_db()
    life.rename(slug=city.slug, authority_code=city.authority_code)
    assert twin.authority_code == "999999"


def test_a_parked_one_is_upgraded_and_reports_with_the_others(city: Any, twin: City, at: datetime) -> None:
    from tenants import ledger
    from tenants.models import Ring

    twins.park_twin(slug=city.slug, at=at, by=WHO)
    assert "offenbach-test" in {one.slug for one in ledger.behind(target="another", ring=Ring.ALL)}


def test_the_scheduler_serves_it(twin: City, at: datetime, no_broker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from config.scheduler import Scheduler
    from outbox import tasks

    served: list[str] = []
    monkeypatch.setattr(tasks.dispatch, "send", lambda *, city: served.append(city))
    monkeypatch.setattr("config.scheduler.report_city", lambda city, at: None)
    Scheduler().sweep(at=at)
    assert "offenbach-test" in served


def test_a_twin_that_cannot_be_made_whole_is_not_there(
    city: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.architecture.catalogue import ask

    monkeypatch.setattr("config.cities.publish_first", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_twin(city.slug, at=at, author=WHO)
    assert twins.twin_of(city.slug) is None
    assert ask("SELECT 1 FROM pg_namespace WHERE nspname = 'c_offenbach_test'") == []
    with bind_public():
        assert not Domain.objects.filter(domain="offenbach-test.localhost").exists()
