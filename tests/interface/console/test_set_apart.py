"""Fields that lead money or secrets somewhere, or say who answers for the data, change on their own pages alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from billing.payments.config import PaymentsSection
from configuration import apart, drafting, publishing, versions
from configuration.legal import Legal
from configuration.operations import publish_change
from configuration.queries import in_force
from configuration.registry import Apart, sections
from kernel.clock import now
from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, words
from tests.support.fleet import forget, put

STRANGE = "acct_nobodys"
TELLING = ("secret", "passphrase", "password", "token", "account", "iban", "provider")
# They lead out of the house, but neither money nor a secret goes there.
HARMLESS = {("mail", "sender"), ("mail", "reply_to"), ("delivery", "portal_id"), ("identity", "provider")}
FILE, TEXT = "/verwaltung/datei/", "/verwaltung/abschnitt/{}/text/"
PUBLISH, TAKE = "/verwaltung/veroeffentlichen/", "/verwaltung/probe/uebernehmen/"


@pytest.mark.parametrize("name", sections.names())
def test_every_field_that_leads_money_or_secrets_somewhere_is_set_apart(name: str) -> None:
    section = sections.get(name)
    schema = section.model_json_schema()
    delicate = {field for field in section.model_fields if _is_delicate(schema["properties"][field], field, schema)}
    delicate |= set(section.bound_to_environment())
    assert {field for field in delicate if (name, field) not in HARMLESS} <= apart.fields(name)


def _is_delicate(part: Any, name: str, whole: Any, seen: tuple[str, ...] = ()) -> bool:
    """By its name, by the name of a part, or because it takes anything: an adapter's options."""
    if any(one in name.lower().split("_") for one in TELLING):
        return True
    if part.get("additionalProperties") is True:
        return True
    name_of = str(part.get("$ref", "")).rpartition("/")[2]
    if name_of:
        return name_of not in seen and _is_delicate(whole["$defs"][name_of], name, whole, (*seen, name_of))
    inner = [
        *part.get("anyOf", ()),
        *part.get("allOf", ()),
        *([part["items"]] if isinstance(part.get("items"), dict) else []),
    ]
    properties = part.get("properties", {})
    return any(_is_delicate(one, "", whole, seen) for one in inner) or any(
        _is_delicate(one, inside, whole, seen) for inside, one in properties.items()
    )


@pytest.mark.parametrize("name", sections.names())
def test_every_field_set_apart_has_a_page_of_its_own(name: str, cities: Any) -> None:
    from onboarding.console.own_pages import page_for

    for field, kind in sections.get(name).set_apart().items():
        assert field in sections.get(name).model_fields
        page = page_for(name, field)
        assert kind == Apart.OPERATOR or (page is not None and page.publishes is (kind == Apart.PUBLISHED))


def _account(city: Any) -> str:
    with bind(city):
        return in_force(at=now()).section(PaymentsSection).account


def _drafted(city: Any, name: str) -> Any:
    with bind(city):
        return drafting.section_of(name).value


def _as_text(mika: Clerk, name: str, change: Callable[[dict[str, Any]], None]) -> Any:
    path = TEXT.format(name)
    _path, data = mika.filled(path)
    value = yaml.safe_load(data["text"][0])
    change(value)
    return mika.post(path, {**data, "text": yaml.safe_dump(value)})


CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "account": ("payments", {"account": STRANGE}),
    "provider": ("payments", {"provider": "xbezahldienste", "account": "a/b", "options": {}}),
    "connector": ("delivery", {"connector": "sandbox_accepts", "options": {}}),
    "options": ("delivery", {"options": {"folder": "elsewhere"}}),
    "fallback": ("delivery", {"fallback": {"connector": "sandbox_accepts"}}),
    "system": ("appointments", {"system": "zms", "options": {"address": "https://zms.example.org"}}),
}  # fmt: skip


@pytest.mark.parametrize("field", CHANGES)
def test_as_text_it_stays_and_the_person_is_told_where_it_is_set(field: str, offenbach: Any, official: Any) -> None:
    name, change = CHANGES[field]
    mika, before = official(offenbach), _drafted(offenbach, name)
    answer = _as_text(mika, name, lambda value: value.update(change))
    assert answer.status_code == 200
    assert "Nicht übernommen" in words(answer)
    assert _drafted(offenbach, name) == before


def test_the_rest_of_the_text_is_kept(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    answer = _as_text(mika, "payments", lambda value: value.update(account=STRANGE, page_minutes=600))
    page = answer.content.decode()
    assert "Bezahldienst und Konto: Konto beim Bezahldienst." in words(answer)
    assert "/amt/" in page
    assert "Konto anlegen oder ansehen" in words(answer)
    assert STRANGE not in page
    drafted = _drafted(offenbach, "payments")
    assert (drafted["account"], drafted["page_minutes"]) == ("acct_offenbach", 600)


def test_who_may_not_set_up_money_is_not_led_there(offenbach: Any, official: Any) -> None:
    robin = official(offenbach, "editor", "robin")
    answer = _as_text(robin, "payments", lambda value: value.update(account=STRANGE))
    assert "wer die Seite „Konto anlegen oder ansehen“ öffnen darf" in words(answer)


def test_a_file_brings_no_account_and_no_place_for_secrets(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    raw = yaml.safe_load(mika.get(f"{FILE}einstellungen.yaml").content.decode())
    raw["configuration"]["payments"] |= {"account": STRANGE, "page_minutes": 600}
    raw["configuration"]["delivery"] |= {"connector": "sandbox_accepts", "options": {}}
    answer = mika.post(FILE, {"file": SimpleUploadedFile("x.yaml", yaml.safe_dump(raw).encode())})
    told = mika.text(answer["Location"])
    assert "Bezahldienst und Konto: Konto beim Bezahldienst" in told
    assert "Weg" in told
    assert "600" in told
    assert mika.send(PUBLISH, reason="Datei").status_code == 302
    assert _account(offenbach) == "acct_offenbach"


def test_going_back_keeps_todays_account(offenbach: Any, wiesbaden: Any, official: Any) -> None:
    mika = official(offenbach)
    with bind(offenbach), transaction.atomic():
        publish_change(section=PaymentsSection, changes={"account": "acct_new"}, author="Kim", at=now(), reason="Kasse")
    path = "/verwaltung/verlauf/1/"
    told = mika.text(mika.send(path, f"{path}zurueck/")["Location"])
    assert "Konto beim Bezahldienst" in told
    assert "Nichts" in told
    assert _account(offenbach) == "acct_new"
    assert _account(wiesbaden) == "acct_wiesbaden"


def test_an_account_changed_meanwhile_is_not_undone_by_an_older_draft(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    _as_text(mika, "payments", lambda value: value.update(page_minutes=600))
    with bind(offenbach), transaction.atomic():
        publish_change(section=PaymentsSection, changes={"account": "acct_new"}, author="Kim", at=now(), reason="Kasse")
    path = "/verwaltung/abschnitt/payments/"
    mika.send(path, f"{path}behalten/")
    assert mika.send(PUBLISH, reason="Bezahlseite").status_code == 302
    assert _account(offenbach) == "acct_new"
    with bind(offenbach):
        assert in_force(at=now()).section(PaymentsSection).page_minutes == 600


def test_no_page_can_publish_an_account_through_the_draft(offenbach: Any, official: Any) -> None:
    """Whatever came into the row of the draft."""
    from configuration.models import DraftSection

    mika = official(offenbach)
    _as_text(mika, "payments", lambda value: value.update(page_minutes=600))
    with bind(offenbach), transaction.atomic():
        row = DraftSection.objects.get(name="payments")
        row.value |= {"account": STRANGE}
        row.save()
    assert mika.send(PUBLISH, reason="Bezahlseite").status_code == 302
    assert _account(offenbach) == "acct_offenbach"


def test_the_own_page_of_the_appointment_system_changes_it_in_the_draft(offenbach: Any, official: Any) -> None:
    official(offenbach).send("/verwaltung/termine/system/", system="zms")
    assert _drafted(offenbach, "appointments")["system"] == "zms"
    answer = _as_text(official(offenbach, "editor", "robin"), "appointments", lambda value: value.update(lead_hours=30))
    assert "Nicht übernommen" not in words(answer)
    assert _drafted(offenbach, "appointments")["system"] == "zms"


# Who answers for the data.


@pytest.fixture
def live(offenbach: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    before = offenbach.stage
    put(offenbach, "live")
    monkeypatch.setattr(offenbach, "stage", "live")
    yield offenbach
    put(offenbach, before)


def _role(city: Any, at: Any = None) -> str:
    with bind(city):
        return in_force(at=at or now()).section(Legal).role


@pytest.fixture
def twin(offenbach: Any, clock: Any) -> Iterator[Any]:
    """It was rehearsed with the other role and another telephone number."""
    from config.cities import make_twin
    from configuration.operations import publish

    made = make_twin(offenbach.slug, at=now(), author="test")
    with bind(made), transaction.atomic():
        raw = versions.typed(versions.at_moment(now()))
        raw["legal"]["role"], raw["authority"]["phone"] = "online_service", "069 4711"
        publish(raw=raw, author="test", at=now())
    yield made
    forget(made)


def test_a_live_city_does_not_promote_another_role(live: Any, twin: Any, official: Any) -> None:
    mika = official(live)
    assert mika.send(TAKE, where="sofort", reason="Geprobt").status_code == 302
    assert _role(live) == "on_behalf"
    assert "069 4711" in mika.text("/verwaltung/datei/einstellungen.yaml")


def test_before_it_is_live_a_city_promotes_its_role(offenbach: Any, twin: Any, official: Any) -> None:
    assert official(offenbach).send(TAKE, where="sofort", reason="Geprobt").status_code == 302
    assert _role(offenbach) == "online_service"


def test_a_live_city_neither_imports_nor_rolls_back_another_role(live: Any, official: Any) -> None:
    mika = official(live)
    raw = yaml.safe_load(mika.get(f"{FILE}einstellungen.yaml").content.decode())
    raw["configuration"]["legal"] = {"role": "online_service"}
    answer = mika.post(FILE, {"file": SimpleUploadedFile("x.yaml", yaml.safe_dump(raw).encode())})
    assert "Das ändert nur der Betreiber." in mika.text(answer["Location"])
    with bind(live), transaction.atomic():
        publish_change(section=Legal, changes={"role": "online_service"}, author="Betreiber", at=now(), reason="Neu")
    path = "/verwaltung/verlauf/1/"
    mika.send(path, f"{path}zurueck/")
    assert "Nichts" in mika.text("/verwaltung/entwurf/")
    assert _role(live) == "online_service"


@pytest.mark.parametrize("on", [None, date(2027, 1, 1)])
def test_the_operation_itself_refuses(on: date | None, live: Any, official: Any) -> None:
    official(live).send("/verwaltung/abschnitt/legal/teil/rolle/", role="online_service")
    with bind(live), transaction.atomic():
        wish = publishing.Wish(drafting.current().stand, "Anders", on)
        with pytest.raises(publishing.UnableToPublish) as refused:
            publishing.publish(wish=wish, by=drafting.Editor(1, "Mika"), at=now())
    assert refused.value.code == "operators_alone"


def test_another_role_is_never_planned_so_that_it_cannot_begin_after_going_live(offenbach: Any, official: Any) -> None:
    official(offenbach).send("/verwaltung/abschnitt/legal/teil/rolle/", role="online_service")
    with bind(offenbach), transaction.atomic():
        wish = publishing.Wish(drafting.current().stand, "Anders", date(2027, 1, 1))
        with pytest.raises(publishing.UnableToPublish) as refused:
            publishing.publish(wish=wish, by=drafting.Editor(1, "Mika"), at=now())
    assert refused.value.code == "only_at_once"
