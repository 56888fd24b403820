"""What the made-up sponsor does, page by page, as far as the declaration is handed in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from declarations.casefile.choices import Mode
from declarations.config import DeclarationRules
from kernel.clock import german_day
from onboarding.rehearsal import made_up
from onboarding.rehearsal.browser import Browser
from onboarding.rehearsal.pages import Page
from onboarding.rehearsal.steps import card, home
from onboarding.rehearsal.steps.base import (
    CITIZEN,
    NotYet,
    Stuck,
    Told,
    Trip,
    done,
    fill_in,
    form_on,
    left_out,
    opened,
    press,
    seen_by,
)  # fmt: skip

OVERVIEW, FORM = "/antrag/", "/antrag/angaben/"
MOST_PAGES = 60
RESTING = 503


def look_at_start(trip: Trip) -> Told:
    page = trip.browser(CITIZEN).get("/")
    if page.status == RESTING:  # the run before put the twin to rest, and it wakes again
        raise NotYet("twin_ordered")
    if page.status != 200:
        raise Stuck("page_broken", page, path="/", status=page.status)
    if not page.link_to("/antrag/pruefen/"):
        raise Stuck("nothing_to_begin", page)
    return done(seen_by(CITIZEN, page))


def answer_eligibility(trip: Trip) -> Told:
    """The five questions, and which way. A new draft each time, so that a step that is done again leaves no trace."""
    trip.memory["jars"] = {}
    browser, code = trip.browser(CITIZEN), home.postal_code(trip)
    page = opened(browser, "/antrag/pruefen/?neu=1")
    first = seen_by(CITIZEN, page)
    after = fill_in(browser, page, {**made_up.ELIGIBILITY, "postal_code": code, "municipality": home.town(trip)})
    if after.path == "/antrag/pruefen/":
        raise Stuck("not_eligible", after, heading=after.heading)
    return done(first, seen_by(CITIZEN, _choose_way(trip, browser, after)), postal_code=code)


def _choose_way(trip: Trip, browser: Browser, page: Page) -> Page:
    """The way with a visit, if the city has it: it meets more of the city."""
    prepares = Mode.PREPARE in trip.rules().section(DeclarationRules).modes
    mode = Mode.PREPARE if prepares else Mode.BINDING
    trip.memory["binding"] = mode == Mode.BINDING
    return fill_in(browser, page, {"mode": mode.value}) if page.path == "/antrag/weg/" else page


def fill_in_form(trip: Trip) -> Told:
    """Every page that the overview still asks for, in its order."""
    browser = trip.browser(CITIZEN)
    pages: list[dict[str, Any]] = []
    for _turn in range(MOST_PAGES):
        overview = opened(browser, OVERVIEW)
        address = _next(overview)
        if not urlsplit(address).path.startswith(FORM):
            return done(*pages[:3], seen_by(CITIZEN, overview), pages=len(pages))
        page = opened(browser, address)
        pages.append(seen_by(CITIZEN, page))
        _answer(trip, browser, page)
    raise Stuck("form_endless", overview)


def _answer(trip: Trip, browser: Browser, page: Page) -> None:
    """Also pages that this one leads to before it is done: what was counted is checked on the overview."""
    slug = urlsplit(page.address).path.removeprefix(FORM).strip("/")
    given = made_up.answers(
        slug.partition("/")[0], postal_code=home.postal_code(trip), town=home.town(trip), today=german_day(trip.at)
    )
    fill_in(browser, page, given)


def _next(page: Page) -> str:
    """Where the overview's own button leads."""
    found = page.main.xpath(".//a[contains(@class, 'kern-btn--primary')]/@href")
    return str(found[0]) if found else ""


def upload_papers(trip: Trip) -> Told:
    """A blank page for every paper that is asked for."""
    browser, kinds = trip.browser(CITIZEN), []
    page = opened(browser, "/antrag/nachweise/")
    for kind in form_on(page).buttons("kind"):
        if not page.main.xpath(f".//*[@id='{kind}']//h2[not(.//*[contains(@class, 'ui-aside')])]"):
            continue  # not asked for, only possible
        if page.main.xpath(f".//*[@id='{kind}']//ul[contains(@class, 'ui-files')]"):
            continue
        fields = {**form_on(page).filled(lambda _field: None), "kind": [kind]}
        fields.pop("weiter", None)
        page = browser.send(
            page, form_on(page).action, fields, file=(f"{kind}-uploads", ("probe.pdf", made_up.a_paper()))
        )
        if page.fault:
            raise Stuck("paper_refused", page, fault=page.fault[:300])
        kinds.append(kind)
    return done(seen_by(CITIZEN, page), papers=len(kinds))


def review_and_accept(trip: Trip) -> Told:
    """All answers once more, then the instruction with its boxes."""
    browser = trip.browser(CITIZEN)
    page = opened(browser, "/antrag/pruefen-und-abgeben/")
    if page.form_to() is None:
        raise Stuck("something_missing", page, fault=page.fault[:300])
    first, page = seen_by(CITIZEN, page), press(browser, page)
    form = form_on(page)
    second = seen_by(CITIZEN, page)
    ticked = form.filled(lambda field: list(field.choices) if field.kind == "checkbox" else None)
    page = browser.send(page, form.action, ticked)
    if not page.path.startswith("/antrag/abgeben/"):
        raise Stuck("not_accepted", page, heading=page.heading)
    return done(first, second)


def hand_in(trip: Trip) -> Told:
    """The last click. A city that takes declarations only with a real online ID cannot rehearse it."""
    browser = trip.browser(CITIZEN)
    page = opened(browser, "/antrag/abgeben/")
    if page.path.startswith("/antrag/abgeben/"):
        asks_for_card = bool(form_on(page).buttons("ausweis"))
        if asks_for_card and not card.possible(trip):
            return left_out("card_only")
        page = card.sign(trip, browser, page) if asks_for_card else page
        first = seen_by(CITIZEN, page)
        page = press(browser, page)
        seen = [first, seen_by(CITIZEN, page)]
    else:
        seen = [seen_by(CITIZEN, page)]  # it was handed in before the worker died
    if page.status != 200 or not page.path.startswith(("/antrag/zahlung/", "/antrag/eingang/")):
        raise Stuck("not_handed_in", page, heading=page.heading)
    trip.memory["handed_in"] = True
    return done(*seen)
