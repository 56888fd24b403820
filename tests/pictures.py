"""``make pictures``: what people see, on a phone and on a desk, as pictures in ``build/pictures``. For people to look at."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tenants.binding import bind_public
from tests import environment
from tests.journeys.browser import answers, chromium, visiting, walking
from tests.journeys.browser.person import Person
from tests.support.platform import Platform, running

FOLDER = environment.ROOT / "build" / "pictures"
SIZES: dict[str, ViewportSize] = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
_NO_LETTERS = re.compile(r"[^a-zäöüß0-9]+")
_SECRET = re.compile(r"/a/[^/]+|/termin/[^/]+|/[0-9a-f-]{36}")


@dataclass
class Camera:
    """One picture of each kind of page, in the order in which they were seen."""

    folder: Path
    seen: set[tuple[str, str]] = field(default_factory=set)

    def look(self, page: Page) -> None:
        title = page.title().partition(" – ")[0]
        kind = (_SECRET.sub("", urlsplit(page.url).path), title)
        if kind not in self.seen:
            self.seen.add(kind)
            name = _NO_LETTERS.sub("-", title.lower()).strip("-")
            page.screenshot(path=self.folder / f"{len(self.seen):02}-{name}.png", full_page=True)


def main() -> None:
    browser_path = chromium.path()
    if not browser_path:
        raise SystemExit("Pictures need Chromium: apt-get install chromium")
    shutil.rmtree(FOLDER, ignore_errors=True)
    with _platform() as platform, sync_playwright() as library:
        browser = library.chromium.launch(executable_path=browser_path, args=chromium.OPTIONS)
        for name in SIZES:
            _citizen(platform, browser, name)
            _visitor(platform, browser, name)
            _clerk(platform, browser, name)
            _operator(platform, browser, name)
        browser.close()
    print(f"Pictures are in {FOLDER}")


@contextmanager
def _platform() -> Iterator[Platform]:
    environment.prepare()
    try:
        import django

        django.setup()
        from config.demo import create_everything
        from onboarding.rollout.authorities import import_authorities
        from tenants.migrate import migrate_public
        from tests.conftest import SETTLED

        migrate_public()
        import_authorities()
        create_everything(at=SETTLED)
        with running() as platform:
            yield platform
    finally:
        environment.dismantle()


def _somebody(browser: Browser, size: str, folder: str) -> Person:
    context = browser.new_context(
        viewport=SIZES[size], is_mobile=size == "phone", locale="de-DE", timezone_id="Europe/Berlin"
    )
    context.set_default_timeout(8000)
    return Person(context.new_page(), Camera(FOLDER / f"{folder}-{size}").look)


def _citizen(platform: Platform, browser: Browser, size: str) -> None:
    email = f"erika.{size}@example.org"
    erika = _somebody(browser, size, "offenbach")
    for page in ("/impressum/", "/datenschutz/", "/barrierefreiheit/", "/kontakt/"):
        erika.open(platform.address("offenbach", page))
    erika.open(platform.address("frankfurt"))
    erika.open(platform.address("offenbach", "/antrag/pruefen/"))
    erika.answer(answers.five_questions("60311"))
    walking.begin(erika, platform.address("offenbach"), postal_code="63065", way=walking.ONLINE)
    walking.show_card(erika)
    erika.follow("Weiter")
    erika.open(platform.address("offenbach", "/antrag/angaben/ihr-ausweis/"))
    erika.answer({"Nummer": "?"}, then=walking.SAVE)
    erika.open(platform.address("offenbach", "/antrag/pause/"))
    erika.open(platform.address("offenbach", "/fertig/"))
    erika.open(platform.address("offenbach", "/antrag/"))
    walking.answer_all(erika, answers.sponsor_after_the_card(email), child=True)
    walking.upload_papers(erika)
    walking.review_and_accept(erika)
    walking.show_card(erika)
    erika.press("Verbindlich erklären")
    walking.pay(erika)
    receipt = walking.read_receipt(erika)
    erika.open(walking.link_in_mail(platform, email, "Ihr Antrag ist eingegangen"))
    walking.enter_code(erika, receipt.code)


def _visitor(platform: Platform, browser: Browser, size: str) -> None:
    from tenants.models import City

    with bind_public():
        city = City.objects.get(slug="wiesbaden")
    email = f"termin.{size}@example.org"
    visiting.invite(city, email)
    link = walking.link_in_mail(platform, email, "Bitte buchen Sie einen Termin")
    erika = _somebody(browser, size, "visit")
    erika.open(link)
    erika.follow("Termin aussuchen")
    erika.press("Weiter zu den freien Zeiten")
    visiting.press_a_time(erika, 1)
    erika.open(link)
    erika.follow("Ansehen und bestätigen")
    erika.press("Termin verbindlich buchen")
    erika.follow("Früheren Termin wünschen")
    erika.press("Auf die Warteliste")
    erika.follow("Termin absagen")
    erika.press("Ja, absagen")
    for page in ("code/", "wann/?hinweis=slot_gone"):
        erika.open(f"{link}{page}")
    erika.open(f"{link[:-4]}/")


def _clerk(platform: Platform, browser: Browser, size: str) -> None:
    from config.demo import PASSWORD

    clerk = _somebody(browser, size, "desk")
    walking.sign_in_at_desk(
        clerk, platform.address("offenbach", "/amt/"), "sachbearbeitung@offenbach.example", PASSWORD
    )
    clerk.page.locator("main table a").first.click()
    clerk.page.wait_for_load_state()
    clerk.open(clerk.page.url)
    for action in ("nachfordern", "weiterverweisen"):
        clerk.open(f"{clerk.page.url.partition('/fall/')[0]}/fall/{clerk.page.url.split('/fall/')[1][:36]}/{action}/")


def _operator(platform: Platform, browser: Browser, size: str) -> None:
    from config.demo import OPERATORS, PASSWORD

    robin = _somebody(browser, size, "operator")
    robin.open(platform.address("betrieb", "/anmelden/"))
    robin.answer({"E-Mail-Adresse": OPERATORS[0].login, "Passwort": PASSWORD}, then="Anmelden")
    for page in ("/?suche=offenbach", "/karte/", "/behoerde/030600/", "/behoerde/000100/", "/wellen/neu/"):
        robin.open(platform.address("betrieb", page))
    robin.answer({"Name der Welle": f"Hessen {size}"}, then="Speichern")
    robin.open(platform.address("betrieb", "/wellen/"))
    robin.open(platform.address("betrieb", "/handeln/?was=welle&alle=1&land=HE"))
    robin.answer({"Welle": f"Hessen {size}"}, then="Weiter")
    robin.page.locator("main form button").click()
    robin.page.wait_for_load_state()
    robin.open(robin.page.url)
    robin.open(platform.address("betrieb", "/handeln/?was=einladen&code=000100"))
    robin.open(platform.address("betrieb", "/protokoll/"))


if __name__ == "__main__":
    main()
