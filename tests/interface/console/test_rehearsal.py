"""The rehearsal's pages: one click, a film strip that refreshes itself, what people saw, a paper, and taking over."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from kernel.clock import now
from onboarding.rehearsal import mending, runs
from onboarding.rehearsal.models import Run, Step
from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, document_of, words
from tests.support.fleet import forget

PROBE, TAKE = "/verwaltung/probe/", "/verwaltung/probe/uebernehmen/"
PNG = b"\x89PNG\r\n\x1a\n and more"
EVIL = "<script>alert(1)</script>"


def _over(city: Any, *, state: str = "passed", code: str = "", stand: str = "") -> Run:
    """A run with three steps: one done, one left out, one as it ended."""
    with bind(city):
        run = Run.objects.create(
            ordered_at=now() - timedelta(minutes=2), ordered_by="Dominique Anfang", staff_id=1, with_draft=False,
            version=1, stand=stand, state=state, ended_at=now(), open_slot=None,
        )  # fmt: skip
        blocks = [["h1", "Willkommen"], ["p", EVIL], ["dt", "Ort"], ["dd", EVIL], ["dt", "Land"], ["dd", "Türkei"]]
        seen = [{"who": "citizen", "title": "Startseite", "blocks": blocks}]
        facts = {"days": 42, "drafted": ["Gebühr"]}
        for place, name, outcome, why in (
            (0, "twin", "done", ""), (3, "card", "left_out", "card_not_simulated"),
            (14, "visit", "failed" if code else "done", code),
        ):  # fmt: skip
            Step.objects.create(
                run=run, place=place, name=name, started_at=run.ordered_at, ended_at=run.ordered_at + timedelta(seconds=2),
                outcome=outcome, code=why, facts=facts, seen=seen,
            )  # fmt: skip
    return run


def test_one_click_orders_a_run_and_the_page_goes_on_by_itself(offenbach: Any, wiesbaden: Any, official: Any) -> None:
    mika: Clerk = official(offenbach)
    assert "Bisher gab es keine Probe" in mika.text(PROBE)
    assert "console/running." not in mika.get(PROBE).content.decode()
    answer = mika.send(PROBE)
    assert (answer.status_code, answer["Location"]) == (302, PROBE)
    page = mika.get(PROBE).content.decode()
    assert "console/running." in page
    assert 'http-equiv="refresh"' not in page  # it would begin anew under who reads or listens
    with bind(offenbach):
        going = Run.objects.get()
    for path in (PROBE, f"{PROBE}{going.id}/"):
        [again] = document_of(mika.get(path)).xpath("//*[@data-running='again']//a")
        assert (again.text_content().strip(), again.get("href")) == ("Seite neu laden", path)
        assert "lädt sich selbst neu" not in mika.text(path)
    assert "Probe starten" not in page
    assert "Die Probe läuft." in page
    assert mika.post(PROBE, {"was": "gilt"}).status_code == 302  # the second click finds the first one's run
    with bind(offenbach):
        run = Run.objects.get()
        assert (run.ordered_by, run.with_draft) == ("Mika Beispiel", False)
    with bind(wiesbaden):
        assert not Run.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("data_protection", 403), ("editor", 302)])
def test_who_only_reads_starts_none(offenbach: Any, official: Any, role: str, status: int) -> None:
    somebody: Clerk = official(offenbach, role)
    assert somebody.get(PROBE).status_code == 200
    assert somebody.post(PROBE, {"was": "gilt"}).status_code == status
    with bind(offenbach):
        assert Run.objects.count() == (status == 302)


def test_with_a_draft_both_can_be_rehearsed(offenbach: Any, official: Any) -> None:
    mika: Clerk = official(offenbach)
    mika.send("/verwaltung/abschnitt/authority/teil/erreichen/", phone="069 1")
    assert "Mit meinem Entwurf proben" in mika.text(PROBE)
    mika.send(PROBE, button=("was", "entwurf"))
    with bind(offenbach):
        assert Run.objects.get().with_draft


def test_it_tells_what_to_do_and_what_was_left_out(offenbach: Any, official: Any) -> None:
    _over(offenbach, state="failed", code="no_free_slot")
    text = official(offenbach).text(PROBE)
    assert "Es gibt in den nächsten 42 Tagen keinen freien Termin. Öffnen Sie Ihren Kalender." in text
    assert "Den Online-Ausweis kann man hier nicht proben" in text
    assert "(ausgelassen)" in text
    assert "2,0 Sekunden" in text


def test_what_stopped_it_leads_to_the_setting(offenbach: Any, official: Any) -> None:
    _over(offenbach, state="failed", code="no_free_slot")
    page = official(offenbach).get(PROBE).content.decode()
    assert '<a href="/verwaltung/termine/">Hier ändern: Dienststellen und Kalender</a>' in page


def test_a_wrong_draft_leads_to_its_field(offenbach: Any, official: Any) -> None:
    run = _over(offenbach, state="failed", code="draft_faulty")
    with bind(offenbach):
        Step.objects.filter(run=run, place=14).update(facts={"sections": "Gebühren", "where": "fees.postage_cents"})
    page = official(offenbach).get(PROBE).content.decode()
    assert '<a href="/verwaltung/abschnitt/fees/teil/porto/#id_postage_cents">Hier ändern: Gebühren</a>' in page


@pytest.mark.parametrize("code", sorted(mending.STOPPED))
def test_every_step_that_stopped_leads_to_a_page_with_its_field(offenbach: Any, official: Any, code: str) -> None:
    run = _over(offenbach, state="failed", code=code)
    with bind(offenbach):
        Step.objects.filter(run=run, place=14).update(facts={"heading": "x", "fault": "x", "days": 1})
    mika: Clerk = official(offenbach)
    found = re.search(r'<a href="([^"]+)">Hier ändern', mika.get(PROBE).content.decode())
    assert found
    address, _, target = found[1].partition("#")
    page = mika.get(address)
    assert page.status_code == 200
    assert not target or f'id="{target}"' in page.content.decode()


def test_nobody_is_led_to_what_they_may_not_change(offenbach: Any, official: Any) -> None:
    _over(offenbach, state="failed", code="not_paid")
    assert "Hier ändern" in official(offenbach).text(PROBE)
    assert "Hier ändern" not in official(offenbach, "editor", "kim").text(PROBE)


def test_what_people_saw_is_shown_as_text(offenbach: Any, wiesbaden: Any, official: Any) -> None:
    run = _over(offenbach)
    mika: Clerk = official(offenbach)
    page = mika.get(f"{PROBE}{run.id}/schritt/1/").content.decode()
    assert "Das sieht die einladende Person: Startseite" in page
    assert EVIL not in page
    assert "&lt;script&gt;" in page
    assert page.count("<dl>") == 1
    assert "<dt>Land</dt><dd>Türkei</dd>" in page
    assert mika.get(f"{PROBE}{run.id}/schritt/2/").status_code == 404  # never came
    assert official(wiesbaden).get(f"{PROBE}{run.id}/schritt/1/").status_code == 404


def test_the_mails_of_the_twin_can_be_read(offenbach: Any, twin: Any, official: Any, mailoutbox: Any) -> None:
    from notifications.to_office import send

    with bind(twin):
        send(to="amt@example.org", template="desk_waiting", facts={"count": 1, "days": 2}, name=uuid.uuid4(), at=now())
    text = official(offenbach).text(f"{PROBE}mails/")
    assert "An amt@example.org" in text
    assert "Probe: " in text
    assert mailoutbox == []


def test_a_protocol_for_the_files(offenbach: Any, official: Any) -> None:
    from tests.support.pdf_text import pages_of

    run = _over(offenbach, state="failed", code="no_free_slot", stand="a1b2c3")
    mika: Clerk = official(offenbach)
    answer = mika.get(f"{PROBE}{run.id}/protokoll.pdf")
    assert answer["Content-Type"] == "application/pdf"
    told = " ".join(" ".join(pages_of(answer.content)).split())
    for part in (
        "Protokoll einer Probe", "Dominique Anfang", "Alle Personen, Angaben und Nachweise sind erfunden", "Gebühr",
        "a1b2c3", "Termin buchen", "ausgelassen", "Öffnen Sie Ihren Kalender", "Die Probe ist nicht gut gegangen",
    ):  # fmt: skip
        assert part in told, part
    unproven = told.partition("Das hat diese Probe nicht gezeigt")[2]
    assert "Online-Ausweis zeigen" in unproven
    assert "Termin buchen" not in unproven
    assert "Unterschrift" in unproven
    with bind(offenbach):
        going = runs.order(staff_id=1, name="x", with_draft=False, at=now())
    assert mika.get(f"{PROBE}{going.id}/protokoll.pdf").status_code == 404


@pytest.fixture
def twin(offenbach: Any, clock: Any) -> Iterator[Any]:
    """With another telephone number and another account than its city."""
    from django.db import transaction

    from config.cities import make_twin
    from configuration import versions
    from configuration.operations import publish

    made = make_twin(offenbach.slug, at=now(), author="test")
    with bind(made), transaction.atomic():
        raw = versions.typed(versions.at_moment(now()))
        raw["authority"]["phone"] = "069 4711"
        raw["payments"] |= {"provider": "stripe", "account": "acct_nobody"}
        publish(raw=raw, author="test", at=now())
    yield made
    forget(made)


def _phone_and_account(city: Any) -> tuple[str, str]:
    from billing.payments.config import PaymentsSection
    from configuration.authority import Authority
    from configuration.queries import in_force

    with bind(city):
        version = in_force(at=now())
        return version.section(Authority).phone, version.section(PaymentsSection).account


def test_taking_over_shows_the_difference_and_what_stays(
    offenbach: Any, twin: Any, official: Callable[..., Clerk]
) -> None:
    text = official(offenbach).text(TAKE)
    assert "069 4711" in text
    assert "acct_nobody" not in text
    assert "Was nicht übernommen wird" in text
    assert "acct_offenbach" in text
    assert _phone_and_account(offenbach)[0] != "069 4711"


def test_taken_over_at_once_it_holds_and_the_citys_account_stays(
    offenbach: Any, wiesbaden: Any, twin: Any, official: Callable[..., Clerk]
) -> None:
    mika, elsewhere = official(offenbach), _phone_and_account(wiesbaden)
    assert "warum" in words(mika.send(TAKE, where="sofort"))  # without a reason
    answer = mika.send(TAKE, where="sofort", reason="Geprobt")
    assert answer["Location"] == "/verwaltung/verlauf/?erledigt=published"
    assert _phone_and_account(offenbach) == ("069 4711", "acct_offenbach")
    assert _phone_and_account(wiesbaden) == elsewhere
    assert "Nichts. Geprobt wurde genau das" in mika.text(TAKE)


def test_who_may_not_publish_takes_over_into_the_draft(
    offenbach: Any, twin: Any, official: Callable[..., Clerk]
) -> None:
    answer = official(offenbach, "editor").send(TAKE, where="sofort", reason="Geprobt")
    assert answer["Location"] == "/verwaltung/entwurf/?erledigt=filled"
    assert _phone_and_account(offenbach)[0] != "069 4711"


def test_somebodys_draft_is_not_replaced_unasked(offenbach: Any, twin: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    mika.send("/verwaltung/abschnitt/authority/teil/erreichen/", phone="069 99")
    assert mika.send(TAKE, where="entwurf").status_code == 409
    assert mika.send(TAKE, where="entwurf", replacing="on").status_code == 302
    assert "069 4711" in mika.text("/verwaltung/entwurf/")


def test_what_changed_since_it_was_shown_is_not_taken_over(
    offenbach: Any, twin: Any, official: Callable[..., Clerk]
) -> None:
    from django.db import transaction

    from configuration.authority import Authority
    from configuration.operations import publish_change

    mika = official(offenbach)
    path, data = mika.filled(TAKE, where="sofort", reason="Geprobt")
    with bind(twin), transaction.atomic():
        publish_change(section=Authority, changes={"phone": "069 0815"}, author="x", at=now(), reason="")
    assert mika.post(path, data).status_code == 409
    assert _phone_and_account(offenbach)[0] not in ("069 4711", "069 0815")


def test_without_a_twin_there_is_nothing_to_take_over(offenbach: Any, official: Callable[..., Clerk]) -> None:
    assert "Es gibt noch keine Probe-Umgebung" in official(offenbach).text(TAKE)


def test_a_logo_that_the_rehearsal_shows_comes_along(offenbach: Any, twin: Any, official: Any, browse: Any) -> None:
    """Pictures are kept apart from the settings that name them."""
    from django.db import transaction

    from configuration import assets
    from configuration.authority import Branding
    from configuration.operations import publish_change

    with bind(twin), transaction.atomic():
        digest = assets.keep(kind=assets.LOGO, content=PNG, size=(4, 2), by="x", at=now())
        look = {"logo": digest, "logo_width": 4, "logo_height": 2, "logo_alt": "Wappen"}
        publish_change(section=Branding, changes=look, author="x", at=now(), reason="")
    mika, address = official(offenbach), f"/bilder/{digest}.png"
    assert mika.get(TAKE).status_code == 200
    assert browse(offenbach).get(address).status_code == 404
    assert mika.send(TAKE, where="sofort", reason="Geprobt").status_code == 302
    assert browse(offenbach).get(address).content == PNG
    assert address in browse(offenbach).get("/").content.decode()


def test_what_was_rehearsed_does_not_change_who_is_responsible_once_cases_are_real(
    offenbach: Any, twin: Any, official: Callable[..., Clerk]
) -> None:
    from django.db import transaction

    from configuration.legal import Legal
    from configuration.operations import publish_change
    from configuration.queries import in_force
    from tests.support.fleet import put

    with bind(twin), transaction.atomic():
        publish_change(section=Legal, changes={"role": "online_service"}, author="x", at=now(), reason="")
    stage = offenbach.stage
    put(offenbach, "pilot")
    try:
        answer = official(offenbach).send(TAKE, where="sofort", reason="Geprobt")
    finally:
        put(offenbach, stage)
    assert answer.status_code == 302
    with bind(offenbach):
        assert in_force(at=now()).section(Legal).role == "on_behalf"
