"""A city's official from the invitation mail to a passed rehearsal and to live, with only what the screens tell.

On the running platform, in Chromium without scripts, in German. The steps are counted and printed, never timed.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Locator, expect, sync_playwright

from config.demo import OPERATORS
from config.demo import PASSWORD as OPERATORS_PASSWORD
from kernel.clock import german_day
from tests.conftest import SETTLED
from tests.journeys.browser import chromium
from tests.journeys.browser.conftest import PATIENCE_MS, Arrival, accessibility, arrive, watch
from tests.journeys.browser.person import Answer, Person
from tests.support import platform as support
from tests.support.cleaning import clean

__all__ = ["accessibility", "arrive", "watch"]
PASSWORD = "Lindwurm am Woog 7"
OFFICIAL, CLERK = "mara@darmstadt.example", "kim@darmstadt.example"
PICTURES = os.environ.get("PICTURES", "")
REHEARSAL_S = 180  # a whole application, beside whatever else this machine does
REHEARSAL_LOOK_MS = 10_000  # without scripts a person looks again by a link
MOST_STEPS = 220  # 150 when it was written
HOURS = dict.fromkeys(("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"), "8-12")
STATED = (
    "Leitung der Behörde", "Kasse und Kämmerei", "Anbindung an die BundID", "Datenschutz", "Informationssicherheit",
    "Personalrat",
)  # fmt: skip


@pytest.fixture(scope="module")
def platform(two_cities: tuple[Any, Any]) -> Iterator[support.Platform]:
    """As in operation: cities are shut until they are live, the portal has its entry, the federal texts are released."""
    if not chromium.path():
        pytest.skip("NO CHROMIUM ON THIS MACHINE, NO OFFICIAL SET UP A CITY (apt-get install chromium)")
    from config.demo import create_everything
    from onboarding.rollout.authorities import import_authorities

    create_everything(at=SETTLED)
    import_authorities()
    _release_texts()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OPEN_BEFORE_LIVE", "0")
        environment.setenv("PORTAL_ID", "alp:064110000001")
        with support.running() as running:
            yield running
    _forget("darmstadt")
    clean(two_cities)


@pytest.fixture(scope="module")
def browser(platform: support.Platform) -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as library:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the library keeps a loop in this thread
        expect.set_options(timeout=PATIENCE_MS)
        launched = library.chromium.launch(executable_path=chromium.path(), args=chromium.OPTIONS)
        yield launched
        launched.close()


def _release_texts() -> None:
    """Two of the operator's people did so a few days ago."""
    from declarations.releases import Texts
    from tests.support import federal

    (shipped,) = Texts.shipped()
    raw = shipped.value.model_dump(mode="json") | {"version": "2026-11-1", "state": "released"}
    at = datetime.now(UTC)
    federal.publish("texts", german_day(at) - timedelta(days=1), raw, at=at - timedelta(days=3))


def _forget(slug: str) -> None:
    from tenants.binding import bind_public
    from tenants.models import City
    from tenants.twins import twin_of
    from tests.support.fleet import forget

    twin = twin_of(slug)
    with bind_public():
        city = City.objects.filter(slug=slug).first()
    for one in (twin, city):
        if one is not None:
            forget(one)


@dataclass
class Count:
    """What was done by hand: clicks (each leads to a page) and fields; and how long it took the machine."""

    name: str
    clicks: int = 0
    fields: int = 0
    stages: list[tuple[str, int, int, float]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        clicks, fields, began = self.clicks, self.fields, time.monotonic()
        yield
        self.stages.append((name, self.clicks - clicks, self.fields - fields, time.monotonic() - began))

    @property
    def told(self) -> str:
        lines = [
            f"{name:<34} {clicks:>3} clicks {fields:>3} fields {seconds:6.1f} s"
            for name, clicks, fields, seconds in self.stages
        ]
        seconds = sum(stage[3] for stage in self.stages)
        return "\n".join([*lines, f"{'all':<34} {self.clicks:>3} clicks {self.fields:>3} fields {seconds:6.1f} s"])


class Official(Person):
    """Somebody who uses what stands on the page, by its name; each click and each field is counted."""

    def __init__(self, person: Person, count: Count) -> None:
        super().__init__(person.page, person._looks, scripts=False)
        self.count = count

    def _click(self, target: Locator) -> None:
        self.count.clicks += 1
        super()._click(target)
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{self.count.name}-{self.count.clicks:03}.png", full_page=True)

    def _arrived(self) -> None:
        """Another house's page may lead on to ours by itself."""
        try:
            super()._arrived()
        except Error:
            self.page.wait_for_load_state("networkidle")
            super()._arrived()

    def _fill(self, label: str, value: Answer) -> None:
        """As it is read: what is voluntary says so after its name, and what it means stands below it."""
        self.count.fields += 1
        named = re.compile(rf"^\s*{re.escape(label)}(\s*– freiwillig)?\s*$")
        if isinstance(value, bool):
            self.page.get_by_role("checkbox", name=re.compile(rf"^\s*{re.escape(label)}")).set_checked(value)
        elif self.page.get_by_role("group", name=named).count():
            super()._fill(label, value)
        else:
            found = self.page.get_by_label(named)
            expect(found, f"„{label}“ on {self._place()}").to_have_count(1)
            found.fill(str(value)) if found.evaluate("one => one.tagName") != "SELECT" else found.select_option(
                label=str(value)
            )

    def goes_to(self, name: str) -> None:
        """By the menu of the pages of administration, which every page of staff leads to."""
        menu = self.page.get_by_role("navigation", name="Verwaltung")
        if not menu.count():
            self.follow("Verwaltung")
        self._click(menu.get_by_role("link", name=name, exact=True))

    def takes(self, name: str) -> None:
        """The first link in the middle of the page that is called so; one that leads back has a sign before its name."""
        named = re.compile(rf"^‹?\s*{re.escape(name)}$")
        self._click(self.page.locator("main").get_by_role("link", name=named).first)

    def opens(self, section: str) -> None:
        self.goes_to("Einrichten")
        self.takes(section)

    def changes(self, part: str) -> None:
        self._click(self.page.get_by_role("link", name=re.compile(rf"^Ändern\s*:?\s*{re.escape(part)}$")))

    def publishes(self, why: str) -> None:
        self.goes_to("Entwurf")
        self.follow("Veröffentlichen")
        self.answer({"Warum ändern Sie das?": why}, then="Veröffentlichen")
        self.reads("Veröffentlicht.")

    def chooses_first(self) -> None:
        self.count.fields += 1
        self.page.get_by_role("radio").first.check()


def _link_in(platform: support.Platform, recipient: str) -> str:
    mail = platform.wait_for(f"mail to {recipient}", lambda: platform.mails(recipient))[0]
    found = re.search(r"https?://\S+/einladung/\S+", mail.body("plain") or "")
    assert found
    return found[0]


def _accepts(person: Person, link: str, name: str) -> None:
    person.open(link)
    answers = {"Ihr Name": name, "Neues Passwort": PASSWORD, "Neues Passwort noch einmal": PASSWORD}
    person.answer(answers, then="Zugang anlegen und beginnen")


def _invites_the_city(operator: Official, platform: support.Platform) -> None:
    operator.open(platform.address("betrieb"))
    operator.answer({"E-Mail-Adresse": OPERATORS[0].login, "Passwort": OPERATORS_PASSWORD}, then="Anmelden")
    operator.answer({"Suche": "Darmstadt"}, then="Zeigen")
    operator.follow("ABH Darmstadt")
    operator.follow("Stadt einladen")
    operator.answer({"E-Mail-Adresse der ersten Person": OFFICIAL}, then="Weiter")
    operator.press("Bei 1 Behörde ausführen")


def _who_they_are(mara: Official) -> None:
    mara.opens("Ihre Behörde")
    mara.reads("Behörde einer Stadt oder Gemeinde")
    mara.changes("Anschrift und Öffnungszeiten")
    mara.answer({"Anschrift": "Luisenplatz 5 A\n64283 Darmstadt"}, then="Speichern")
    mara.changes("Telefon, E-Mail und Website")
    reached = {
        "Telefon": "06151 130",
        "E-Mail-Adresse": "amt@darmstadt.example",
        "Website": "https://darmstadt.example",
    }
    mara.answer(reached, then="Speichern")
    mara.opens("Farben und Logo")
    mara.changes("Farben")
    mara.answer({"Farbe der Schaltflächen und Links": "#0b5c8a"}, then="Speichern")


def _texts(mara: Official) -> None:
    """With the drafts to begin with, corrected as the page says."""
    mara.opens("Impressum, Datenschutz und andere Texte")
    for name in ("Impressum", "Datenschutz", "Barrierefreiheit"):
        mara.changes(name)
        mara.press("Entwurf einfügen")
        mara.reads("Nehmen Sie dann die erste Zeile heraus.")
        field = mara.page.locator("main").get_by_role("textbox").first
        text = field.input_value().partition("\n\n")[2]
        mara.count.fields += 1
        field.fill(re.sub(r"\[[^\]]*\]", "Das haben wir geprüft und ergänzt.", text))
        mara.press("Speichern")
        assert "Dieser Text ist noch ein Entwurf." not in mara.text
        mara.takes("Impressum, Datenschutz und andere Texte")


def _jurisdiction_and_fees(mara: Official) -> None:
    mara.opens("Antrag: Wege, Anlässe und Angaben")
    mara.changes("Gemeinden und Postleitzahlen")
    mara.answer({"Name oder Postleitzahl": "Darmstadt"}, then="Suchen")
    mara._click(mara.page.get_by_role("button", name=re.compile(r"^Hinzufügen\s*:\s*Darmstadt$")))
    mara.reads("1 Gemeinde gewählt")
    mara.opens("Gebühren")
    mara.reads("29,00 €")
    mara.press("Das passt so")


def _calendar(mara: Official) -> None:
    mara.opens("Termine")
    mara.changes("Wer bucht")
    mara.answer({"Wann wird zum Termin eingeladen?": "nach der Entscheidung"}, then="Speichern")
    mara.follow("Dienststelle hinzufügen")
    mara.answer({"Name der Dienststelle": "Ausländerbehörde Darmstadt", "Land": "Hessen"}, then="Anlegen")
    mara.changes("Name, Anschrift und Weg")
    there = {
        "Anschrift": "Luisenplatz 5 A\n64283 Darmstadt", "Wie kommt man hin?": "Straßenbahn bis Luisenplatz.",
        "Wie kommt man ohne Stufen hinein?": "Aufzug am Eingang.",
    }  # fmt: skip
    mara.answer(there, then="Speichern")
    mara.changes("Wöchentliche Zeiten")
    mara.answer(HOURS, then="Speichern")
    mara.reads("Montag bis Freitag 08:00–12:00")


def _account(mara: Official) -> None:
    """At the stand-in of the payment service, and back."""
    mara.opens("Bezahldienst und Konto")
    mara.changes("Konto anlegen oder ansehen")
    mara.press("Konto anlegen")
    mara.press("Angaben beim Zahlungsdienst machen")
    mara.press("Alles angegeben")
    mara.answer({"Warum dieses Konto": "Konto der Stadtkasse"}, then="Ab jetzt auf dieses Konto bezahlen lassen")
    mara.reads("Ab jetzt wird auf dieses Konto bezahlt.")


def _connection(mara: Official, platform: support.Platform) -> None:
    """A person chooses the folder, which every city begins with; a test message arrives there."""
    mara.opens("Verbindung zum Fachverfahren")
    mara.changes("Verbindung einrichten und prüfen")
    mara.answer({"Wie kommen die Fälle in Ihr Fachverfahren?": "Ordner"}, then="Weiter")
    mara.answer({"Warum ändern Sie die Verbindung?": "Erster Weg"}, then="Übernehmen")
    mara.goes_to("Checkliste")
    mara.takes("Testnachricht")
    mara.follow("Dort ansehen und ändern")
    mara.takes("Testnachricht")
    mara.press("Testnachricht schicken")

    def arrived() -> bool:
        mara.page.reload()
        return "Das Fachverfahren hat die Nachricht angenommen." in mara.text

    platform.wait_for("test message", arrived)


def _states(mara: Official) -> None:
    for name in STATED:
        mara.goes_to("Checkliste")
        mara.takes(name)
        mara.follow("Erklären")
        mara.chooses_first()
        mara.answer({"Wer sagt das?": "Hanno Beispiel", "Stelle oder Aufgabe": "Amtsleitung"}, then="Eintragen")
        mara.reads("Eingetragen. Die Erklärung steht mit beiden Namen im Verlauf.")


def _rehearses(mara: Official) -> None:
    mara.goes_to("Probe")
    mara.press("Probe starten")
    ends = time.monotonic() + REHEARSAL_S
    while "Die Probe ist gut gegangen." not in mara.text and time.monotonic() < ends:
        mara.page.wait_for_timeout(REHEARSAL_LOOK_MS)
        mara._click(mara.page.get_by_role("link", name="Seite neu laden"))
    mara.reads("Die Probe ist gut gegangen.")
    mara.count.clicks += 1
    with mara.page.expect_download() as waiting:
        mara.page.get_by_role("link", name="Protokoll für die Akten (PDF)").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")


def _asks(mara: Official) -> None:
    mara.follow("Auf der Checkliste ansehen, was noch fehlt")
    mara.press("Jetzt prüfen")
    assert "noch offen" not in mara.text, mara.text[:1500]
    mara.goes_to("Start")
    mara.takes("Vereinbarung über die Auftragsverarbeitung (Art. 28 DSGVO)")
    who = {"Wer stimmt zu?": "Ada Amt", "Stelle oder Aufgabe": "Rechtsamt"}
    agreed = {"Diese Person darf für die Behörde zustimmen, hat den Text gelesen und stimmt ihm zu.": True}
    mara.answer({**who, **agreed}, then="Zustimmen")
    mara.goes_to("Start")
    mara.answer({"Wann möchten Sie in Betrieb gehen?": "Sobald es freigegeben ist"}, then="Start beantragen")


def _approves(operator: Official, platform: support.Platform) -> None:
    def told() -> bool:
        operator.page.reload()
        return operator.page.get_by_role("button", name="Freigeben", exact=True).count() == 1

    operator.follow("Starts")
    platform.wait_for("city among the starts", lambda: _seen(operator, "Darmstadt"))
    operator.takes("Darmstadt")
    platform.wait_for("request on the page", told)
    operator.press("Freigeben")


def _seen(person: Person, name: str) -> bool:
    person.page.reload()
    return person.page.locator("main").get_by_role("link", name=name, exact=True).count() == 1


def _status(person: Person, address: str) -> int:
    answer = person.page.goto(address)
    assert answer
    return answer.status


@pytest.fixture
def citizen(browser: Browser) -> Iterator[Person]:
    """Not watched: a shut page answers as one that is not available, and the browser's console says so."""
    with browser.new_context(locale="de-DE") as context:
        yield Person(context.new_page())


@pytest.mark.browser
def test_from_the_mail_to_live_with_only_what_the_screen_tells(
    platform: support.Platform, arrive: Arrival, citizen: Person, accessibility: None
) -> None:
    count = Count("official")
    operator, kim = (Official(arrive(scripts=False), Count(name)) for name in ("operator", "clerk"))
    mara = Official(arrive(scripts=False), count)
    home = platform.address("darmstadt")
    _invites_the_city(operator, platform)
    link = _link_in(platform, OFFICIAL)
    assert _status(citizen, home) != 200
    citizen.reads("noch nicht geöffnet")
    with count.stage("invitation"):
        _accepts(mara, link, "Mara Beispiel")
        mara.stands_on("Einrichten")
    with count.stage("authority and colours"):
        _who_they_are(mara)
    with count.stage("texts"):
        _texts(mara)
    with count.stage("jurisdiction and fees"):
        _jurisdiction_and_fees(mara)
    with count.stage("calendar"):
        _calendar(mara)
    with count.stage("publishing"):
        mara.publishes("Erste Einrichtung")
    with count.stage("account"):
        _account(mara)
    with count.stage("connection and test message"):
        _connection(mara, platform)
    with count.stage("a colleague"):
        mara.goes_to("Personen")
        mara.follow("Jemanden einladen")
        mara.answer({"Dienstliche E-Mail-Adresse": CLERK, "Sachbearbeitung": True}, then="Einladung senden")
        _accepts(kim, _link_in(platform, CLERK), "Kim Muster")
    with count.stage("what only people know"):
        _states(mara)
    with count.stage("rehearsal and protocol"):
        _rehearses(mara)
    with count.stage("checklist, agreement, request"):
        _asks(mara)
    with count.stage("the operator approves, it opens"):
        _approves(operator, platform)
        platform.wait_for("open city", lambda: _status(citizen, home) == 200)
    mara.goes_to("Start")
    mara.reads("Ihre Behörde ist in Betrieb.")
    print(f"\n{count.told}")
    assert count.clicks + count.fields <= MOST_STEPS
