"""From the request to the moment: what is refused, who answers, and that nothing red goes live."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from config import opening
from config.reports import report_progress
from onboarding.golive import operations
from onboarding.golive.models import Acceptance, LiveRequest
from onboarding.rollout.models import CityProgress, CityStart, OperatorAction
from tenants import orders
from tenants.binding import bind, bind_public
from tenants.models import City, StageChange
from tests.interface.desk.clerks import words
from tests.interface.golive.conftest import findings

LIVE = "/verwaltung/live/"
AVV = f"{LIVE}vereinbarung/avv/"
SOON = {"when": "sofort", "aim": "live"}
ACCEPTING = {"person": "Ada Amt", "office": "Rechtsamt", "agreed": "on"}


def stage_of(city: Any) -> str:
    with bind_public():
        return str(City.objects.values_list("stage", flat=True).get(pk=city.pk))


def state_of(city: Any) -> str:
    with bind(city):
        row = operations.current()
    return row.state if row else ""


@pytest.fixture
def asked(official: Any, looked: Any, agreed: Any, offenbach: Any, at: datetime) -> Callable[..., Any]:
    """Offenbach has asked to go live as soon as it is approved, and has reported it."""

    def ask(**answers: Any) -> Any:
        mika = official(offenbach)
        looked(offenbach, at)
        agreed(offenbach, mika.id, at)
        answer = mika.send(LIVE, f"{LIVE}beantragen/", **(answers or SOON))
        assert answer.status_code == 302, words(answer)
        report_progress(offenbach, at=at)
        return mika

    return ask


def _answer(browser: Client, kind: str, **more: str) -> Any:
    return browser.post("/starts/offenbach/", {"was": kind, "nummer": "1", **more})


def test_what_is_missing_is_said_and_refused(offenbach: Any, official: Any, looked: Any, at: datetime) -> None:
    mika = official(offenbach)
    assert "noch einmal prüfen" in mika.text(LIVE)
    looked(offenbach, at, red="site.texts")
    page = mika.text(LIVE)
    assert "Impressum, Datenschutz, Barrierefreiheit" in page
    assert "noch nicht zugestimmt" in page
    assert "Das geht, sobald oben nichts mehr offen ist." in page
    refused = mika.browser.post(f"{LIVE}beantragen/", SOON)
    assert refused.status_code == 409
    assert "Sie sind noch nicht bereit." in words(refused)
    looked(offenbach, at + timedelta(seconds=1))
    assert "Eine Vereinbarung fehlt noch." in words(mika.browser.post(f"{LIVE}beantragen/", SOON))
    assert state_of(offenbach) == ""


def test_an_agreement_is_accepted_by_a_person_with_the_right_and_printed(
    cities: Any, official: Any, at: datetime
) -> None:
    offenbach, wiesbaden = cities
    mika, editor = official(offenbach), official(offenbach, "editor", "eda")
    page = mika.text(AVV)
    assert "Entwurf, nicht rechtlich geprüft" in page
    assert "Zustimmen kann die Leitung der Einrichtung." in editor.text(AVV)
    nobody = mika.send(AVV, **{**ACCEPTING, "person": "1"})
    assert nobody.status_code == 422
    assert "Schreiben Sie den Namen der Person" in words(nobody)
    old = mika.send(AVV, **ACCEPTING, sha256="0" * 64)
    assert old.status_code == 409
    assert mika.send(AVV, **ACCEPTING).status_code == 302
    assert "Zugestimmt hat Ada Amt, Rechtsamt" in mika.text(AVV)
    with bind(offenbach):
        [row] = Acceptance.objects.all()
        assert (row.person, row.office, row.staff_id) == ("Ada Amt", "Rechtsamt", mika.id)
    paper = mika.get(f"{AVV}{row.version}.pdf")
    assert paper.content.startswith(b"%PDF")
    assert official(wiesbaden).get(f"{AVV}{row.version}.pdf").status_code == 404


def test_a_time_before_tomorrow_at_six_is_refused(asked: Any, official: Any, offenbach: Any) -> None:
    mika = asked()
    mika.send(LIVE, f"{LIVE}zurueckziehen/", nummer="1")
    today = {"when": "tag", "day_0": "22", "day_1": "11", "day_2": "2026", "hour": "18"}
    refused = mika.send(LIVE, f"{LIVE}beantragen/", **today)
    assert refused.status_code == 422
    assert "23. November 2026" in words(refused)
    assert mika.send(LIVE, f"{LIVE}beantragen/", **{**today, "day_0": "23", "hour": "6"}).status_code == 302
    with bind(offenbach):
        row = operations.current()
        assert row is not None
        assert row.wished_for is not None
        assert (row.number, row.wished_for.isoformat()) == (2, "2026-11-23T05:00:00+00:00")


def test_approved_it_goes_live_at_the_moment_and_both_sides_are_told(
    asked: Any, offenbach: Any, wiesbaden: Any, signed_in: Callable[..., Client], at: datetime, monkeypatch: Any
) -> None:
    mika, browser = asked(), signed_in()
    assert "wartet auf Freigabe" in browser.get("/starts/").content.decode()
    assert _answer(browser, "approve_live").status_code == 302
    assert stage_of(offenbach) == "onboarding"
    assert orders.work(at=at) == 1
    assert state_of(offenbach) == "approved"
    monkeypatch.setattr(opening, "measure", lambda *, at: findings())
    later = at + timedelta(minutes=1)
    assert opening.open_due(at=later) == 1
    assert opening.open_due(at=later) == 0
    assert (stage_of(offenbach), stage_of(wiesbaden)) == ("live", "onboarding")
    assert "Ihre Behörde ist in Betrieb." in mika.text(LIVE)
    with bind_public():
        assert CityStart.objects.get(city=offenbach).state == "live"
        assert CityProgress.objects.get(city=offenbach).live_at == later
        assert OperatorAction.objects.get().action == "golive.approval_ordered"
        said = [change.by for change in StageChange.objects.filter(city=offenbach).order_by("id")]
    assert said == ["golive", "ops@zusage.example"]
    assert _mails(offenbach) == ["approved", "live", "requested"]


def _mails(city: Any) -> list[str]:
    from notifications.models import StaffMail

    with bind(city):
        rows = StaffMail.objects.filter(template="golive_news").order_by("queued_at", "id")
        return sorted(row.facts["state"] for row in rows)


def test_what_is_red_at_the_moment_does_not_go_live(
    asked: Any, offenbach: Any, signed_in: Callable[..., Client], at: datetime, monkeypatch: Any
) -> None:
    mika, browser = asked(), signed_in()
    _answer(browser, "approve_live")
    orders.work(at=at)
    monkeypatch.setattr(opening, "measure", lambda *, at: findings(red="site.texts"))
    assert opening.open_due(at=at + timedelta(minutes=1)) == 0
    assert (stage_of(offenbach), state_of(offenbach)) == ("onboarding", "stopped")
    page = mika.text(LIVE)
    assert "Im letzten Moment war etwas nicht in Ordnung." in page
    assert "Impressum, Datenschutz, Barrierefreiheit" in page
    told = words(browser.get("/starts/offenbach/"))
    assert "im letzten Moment angehalten" in told
    assert "Impressum, Datenschutz, Barrierefreiheit" in told
    assert _mails(offenbach) == ["approved", "requested", "stopped"]


def test_a_move_that_was_interrupted_is_finished_by_the_next_turn(
    asked: Any, offenbach: Any, signed_in: Callable[..., Client], at: datetime, monkeypatch: Any
) -> None:
    asked()
    _answer(signed_in(), "approve_live")
    orders.work(at=at)
    monkeypatch.setattr(opening, "measure", lambda *, at: findings())
    with monkeypatch.context() as broken:
        broken.setattr(opening, "_finish", _dies)
        assert opening.open_due(at=at + timedelta(minutes=1)) == 0
    assert (stage_of(offenbach), state_of(offenbach)) == ("live", "opening")
    monkeypatch.setattr(opening, "measure", lambda *, at: findings(red="site.texts"))
    assert opening.open_due(at=at + timedelta(minutes=2)) == 1
    assert (stage_of(offenbach), state_of(offenbach)) == ("live", "live")


def _dies(*_args: Any) -> bool:
    raise RuntimeError


def test_who_asked_cannot_approve_under_the_same_address(asked: Any, offenbach: Any, at: datetime) -> None:
    mika = asked()
    with bind(offenbach):
        from accounts.staff.models import Staff

        address = Staff.objects.values_list("email", flat=True).get(id=mika.id)
    order = orders.place(kind="approve_live", payload={"slug": "offenbach", "number": 1}, by=address.upper(), at=at)
    orders.work(at=at)
    with bind_public():
        order.refresh_from_db()
    assert (order.error_code, state_of(offenbach)) == ("same_person", "requested")


def test_a_rejection_needs_a_reason_which_the_city_reads(
    asked: Any, offenbach: Any, signed_in: Callable[..., Client], at: datetime
) -> None:
    mika, browser = asked(), signed_in()
    assert "Schreiben Sie einen Grund" in _answer(browser, "reject_live").content.decode()
    assert _answer(browser, "reject_live", reason="Die Kasse fehlt noch.").status_code == 302
    orders.work(at=at)
    assert state_of(offenbach) == "rejected"
    assert "Die Kasse fehlt noch." in mika.text(LIVE)


def test_a_land_sees_and_answers_its_own_cities_alone(
    asked: Any, offenbach: Any, signed_in: Callable[..., Client], at: datetime
) -> None:
    from accounts.operators.models import Operator

    asked()
    browser = signed_in("land")
    assert "Offenbach" not in browser.get("/starts/").content.decode()
    for land, status in (("BY", 404), ("HE", 200)):
        with bind_public():
            Operator.objects.filter(email="land@zusage.example").update(land=land)
        assert browser.get("/starts/offenbach/").status_code == status
        assert ("Offenbach" in browser.get("/starts/").content.decode()) is (status == 200)
    for elsewhere in ("/", "/karte/", "/einrichtung/", "/protokoll/", "/behoerde/030600/"):
        assert browser.get(elsewhere).status_code == 403, elsewhere
    assert _answer(browser, "approve_live").status_code == 302
    orders.work(at=at)
    assert state_of(offenbach) == "approved"


def test_support_sees_no_starts(cities: Any, signed_in: Callable[..., Client]) -> None:
    assert signed_in("support").get("/starts/").status_code == 403


def test_nobody_moves_a_city_to_live_past_its_request(cities: Any, offenbach: Any, at: datetime) -> None:
    from onboarding.rollout import board
    from onboarding.rollout.actions.moving import BY_REQUEST, MoveStage
    from onboarding.rollout.authorities import import_authorities
    from tests.support.fleet import put

    put(offenbach, "rehearsal")
    import_authorities()
    with bind_public():
        [step] = MoveStage().plan(board.lines(at=at, codes=["030600"]), {"stage": "live"})
    assert step.refused == BY_REQUEST


def test_a_second_request_is_refused_by_the_database_too(asked: Any, offenbach: Any, at: datetime) -> None:
    from django.db import IntegrityError, transaction

    asked()
    with bind(offenbach), pytest.raises(IntegrityError), transaction.atomic():
        LiveRequest.objects.create(number=2, requested_at=at, staff_id=1, staff_name="Mika")


def test_after_going_live_the_city_does_not_change_its_legal_role(
    cities: Any, official: Any, offenbach: Any, wiesbaden: Any
) -> None:
    from tests.support.fleet import put

    put(offenbach, "live")
    for city, status in ((offenbach, 409), (wiesbaden, 302)):
        mika = official(city)
        mika.send("/verwaltung/abschnitt/legal/teil/rolle/", role="online_service")
        answer = mika.send("/verwaltung/veroeffentlichen/", reason="Anders")
        assert answer.status_code == status, words(answer)
    assert "nur noch der Betreiber ändern" in words(
        official(offenbach, "owner", "oda").send("/verwaltung/veroeffentlichen/", reason="A")
    )
    browser = Client(SERVER_NAME="wiesbaden.localhost")
    assert "§ 8a OZG" in browser.get("/datenschutz/").content.decode()
    assert "Art. 28 DSGVO" in Client(SERVER_NAME="offenbach.localhost").get("/datenschutz/").content.decode()


def test_the_operators_people_and_the_lands_are_written_to_and_nobody_is_named(
    asked: Any, offenbach: Any, wiesbaden: Any, signed_in: Callable[..., Client], at: datetime, monkeypatch: Any,
    mailoutbox: Any,
) -> None:  # fmt: skip
    """When a city waits, when it was stopped, when it is live: once each, to who may answer for this city."""
    from accounts.operators.models import Operator

    for role, who in (("ops", ""), ("support", ""), ("land", "Hessen"), ("land", "Bayern")):
        signed_in(role, who=who)
    with bind_public():
        for who, land in (("hessen", "HE"), ("bayern", "BY")):
            Operator.objects.filter(email=f"{who}@zusage.example").update(land=land)
    mika = asked()
    assert _sent(mailoutbox, at) == {"hessen@zusage.example", "ops@zusage.example"}
    assert "Offenbach am Main wartet auf eine Freigabe" in mailoutbox[0].subject
    assert "http://betrieb.localhost" in mailoutbox[0].body
    report_progress(offenbach, at=at)
    assert _sent(mailoutbox, at) == set()

    _approved(offenbach, at)
    monkeypatch.setattr(opening, "measure", lambda *, at: findings(red="site.texts"))
    opening.open_due(at=at + timedelta(minutes=1))
    assert _sent(mailoutbox, at) == {"hessen@zusage.example", "ops@zusage.example"}
    told = mailoutbox[0]
    assert "im letzten Moment angehalten" in told.subject
    assert "Impressum, Datenschutz, Barrierefreiheit (" in told.body
    city_mail = _news_of(offenbach, "stopped")
    assert "Beantragen Sie den Start noch einmal." in city_mail
    assert "Impressum, Datenschutz, Barrierefreiheit" in city_mail

    looked_again = at + timedelta(minutes=2)
    monkeypatch.setattr(opening, "measure", lambda *, at: findings())
    with bind(offenbach):
        from onboarding.readiness import operations as readiness

        readiness.note(findings(), at=looked_again, live=False)
    assert mika.send(LIVE, f"{LIVE}beantragen/", **SOON).status_code == 302
    report_progress(offenbach, at=looked_again)
    _sent(mailoutbox, looked_again)
    _approved(offenbach, looked_again)
    assert opening.open_due(at=at + timedelta(minutes=3)) == 1
    assert _sent(mailoutbox, at + timedelta(minutes=3)) == {"hessen@zusage.example", "ops@zusage.example"}
    assert mailoutbox[0].subject == "Offenbach am Main ist in Betrieb"
    with bind(offenbach):
        names = {row.staff_name for row in LiveRequest.objects.all()}
    assert not [name for name in names for mail in mailoutbox if name in mail.body + mail.subject]


def _sent(mailoutbox: Any, at: datetime) -> set[str]:
    """To whom the operator's side was written now; the box is empty before."""
    from onboarding.rollout import news

    mailoutbox.clear()
    with bind_public():
        news.send_due(at=at + timedelta(hours=1))
    return {to for mail in mailoutbox for to in mail.to}


def _news_of(city: Any, state: str) -> str:
    from notifications.models import StaffMail
    from notifications.operations import compose

    with bind(city):
        row = StaffMail.objects.filter(template="golive_news", facts__state=state).latest("queued_at")
        message = compose(
            template=row.template, language="de", to="x@example.org", said=row.facts, name=row.id, at=row.queued_at
        )
    return str(message.body)


def _approved(city: Any, at: datetime) -> None:
    with bind(city):
        row = operations.current()
        assert row is not None
        operations.approve(number=row.number, by="ops@zusage.example", at=at)
    report_progress(city, at=at)


def test_a_mail_server_that_is_away_is_asked_again_and_given_up_in_the_end(
    asked: Any, offenbach: Any, signed_in: Callable[..., Client], at: datetime, monkeypatch: Any, mailoutbox: Any
) -> None:
    from django.core.mail import EmailMessage

    from onboarding.rollout import news
    from onboarding.rollout.models import StartMail

    signed_in()
    asked()
    with monkeypatch.context() as away, bind_public():
        away.setattr(EmailMessage, "send", _away)
        later = at
        for _ in range(len(news.PAUSES)):
            later += timedelta(hours=12)
            assert news.send_due(at=later) == 1
            assert news.send_due(at=later) == 0
    with bind_public():
        assert news.send_due(at=later + timedelta(hours=12)) == 1
        mail = StartMail.objects.get()
        assert (mail.attempts, mail.error, mail.due_at) == (6, "", None)
        assert news.send_due(at=later + timedelta(days=9)) == 0
    assert len(mailoutbox) == 1


def _away(_message: Any, *_args: Any, **_more: Any) -> int:
    raise ConnectionRefusedError


def test_a_pilot_is_asked_for_like_going_live_and_leads_on_to_it(
    asked: Any, offenbach: Any, wiesbaden: Any, signed_in: Callable[..., Client], at: datetime, monkeypatch: Any
) -> None:
    """It takes real cases: so the agreement is accepted and a second person says yes."""
    mika, browser = asked(when="sofort", aim="pilot"), signed_in()
    assert "Pilot: echte Anträge" in words(browser.get("/starts/offenbach/"))
    assert "Beantragt ist der Pilotbetrieb." in mika.text(LIVE)
    assert _answer(browser, "approve_live").status_code == 302
    orders.work(at=at)
    monkeypatch.setattr(opening, "measure", lambda *, at: findings())
    assert opening.open_due(at=at + timedelta(minutes=1)) == 1
    assert (stage_of(offenbach), state_of(offenbach), stage_of(wiesbaden)) == ("pilot", "live", "onboarding")
    assert "Ihre Seiten sind jetzt offen, und Anträge sind echt." in _news_of(offenbach, "live")
    page = mika.text(LIVE)
    assert "Ihre Behörde ist im Pilotbetrieb." in page
    assert "Erst als Pilot" not in page
    assert mika.send(LIVE, f"{LIVE}beantragen/", when="sofort").status_code == 302
    with bind(offenbach):
        row = operations.current()
        assert row is not None
        assert row.target == "live"
    _approved(offenbach, at + timedelta(minutes=2))
    assert opening.open_due(at=at + timedelta(minutes=3)) == 1
    assert stage_of(offenbach) == "live"


def test_without_an_agreement_nobody_gets_into_the_pilot(
    cities: Any, offenbach: Any, official: Any, looked: Any, at: datetime
) -> None:
    from onboarding.rollout import board
    from onboarding.rollout.actions.moving import BY_REQUEST, MoveStage
    from onboarding.rollout.authorities import import_authorities
    from tests.support.fleet import put

    mika = official(offenbach)
    looked(offenbach, at)
    refused = mika.browser.post(f"{LIVE}beantragen/", {"when": "sofort", "aim": "pilot"})
    assert refused.status_code == 409
    assert "Eine Vereinbarung fehlt noch." in words(refused)
    put(offenbach, "rehearsal")
    import_authorities()
    with bind_public():
        [step] = MoveStage().plan(board.lines(at=at, codes=["030600"]), {"stage": "pilot"})
    assert step.refused == BY_REQUEST
    put(offenbach, "suspended")
    with bind_public():
        [back] = MoveStage().plan(board.lines(at=at, codes=["030600"]), {"stage": "rehearsal"})
    assert back.refused != BY_REQUEST


def _plan_role(city: Any, role: str, at: datetime, valid_from: datetime) -> None:
    from django.db import transaction

    from configuration import versions
    from configuration.operations import publish

    with bind(city), transaction.atomic():
        raw = versions.typed(versions.final())
        publish(raw=raw | {"legal": {"role": role}}, author="x", at=at, valid_from=valid_from)


def test_a_planned_change_of_the_legal_role_is_in_the_way_of_a_request(
    cities: Any, offenbach: Any, official: Any, looked: Any, agreed: Any, at: datetime
) -> None:
    mika = official(offenbach)
    _plan_role(offenbach, "online_service", at, at + timedelta(days=30))
    looked(offenbach, at)
    agreed(offenbach, mika.id, at)
    assert "Eine geplante Fassung ändert am 22. Dezember 2026" in mika.text(LIVE)
    refused = mika.browser.post(f"{LIVE}beantragen/", SOON)
    assert refused.status_code == 409
    assert "Eine geplante Fassung ändert, wer für die Daten verantwortlich ist." in words(refused)
    _plan_role(offenbach, "on_behalf", at, at + timedelta(days=30))
    looked(offenbach, at + timedelta(minutes=2))
    assert mika.send(LIVE, f"{LIVE}beantragen/", **SOON).status_code == 302


def test_one_that_was_planned_after_the_request_stops_it_at_the_moment(
    asked: Any, offenbach: Any, at: datetime, monkeypatch: Any
) -> None:
    asked()
    _approved(offenbach, at)
    _plan_role(offenbach, "online_service", at, at + timedelta(days=30))
    monkeypatch.setattr(opening, "measure", lambda *, at: findings())
    assert opening.open_due(at=at + timedelta(minutes=1)) == 0
    assert (stage_of(offenbach), state_of(offenbach)) == ("onboarding", "stopped")
    assert "Nehmen Sie sie im Verlauf zurück" in _news_of(offenbach, "stopped")
    with bind_public():
        assert CityStart.objects.get(city=offenbach).found == ["role_planned"]
