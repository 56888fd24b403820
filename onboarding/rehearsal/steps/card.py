"""The online ID in a rehearsal: only with an identity service that is a simulator, since a real card names a real person."""

from __future__ import annotations

from django.conf import settings

from declarations.config import DeclarationRules
from onboarding.rehearsal.browser import Browser
from onboarding.rehearsal.pages import Page, words_of
from onboarding.rehearsal.steps.base import CITIZEN, Stuck, Told, Trip, done, form_on, left_out, opened, press, seen_by


def possible(trip: Trip) -> bool:
    """Whether somebody who lives in this city can be simulated here, as far as is known."""
    return bool(settings.EID_SIMULATED) and not trip.memory.get("nobody_lives_here")


def show(trip: Trip) -> Told:
    """There and back, to fill in the form. Without a simulator it is left out, and the form is filled in by hand."""
    if not settings.EID_SIMULATED:
        return left_out("card_not_simulated")
    browser = trip.browser(CITIZEN)
    page = opened(browser, "/antrag/ausweis/")
    back = _there_and_back(trip, browser, page)
    if back is None:
        trip.memory["nobody_lives_here"] = True
        return left_out("card_nobody_lives_here")
    if not back.path.startswith("/antrag/"):
        raise Stuck("card_failed", back)
    return done(seen_by(CITIZEN, page), seen_by(CITIZEN, back))


def sign(trip: Trip, browser: Browser, page: Page) -> Page:
    """The same card again, before what binds. Answers the page after it."""
    back = _there_and_back(trip, browser, page, button=("ausweis", "1"))
    if back is None:
        raise Stuck("card_failed", page)
    return back


def _there_and_back(trip: Trip, browser: Browser, page: Page, *, button: tuple[str, str] | None = None) -> Page | None:
    """From the page with the button, through the service's choice of persons, to the page after it; None where none of
    the persons lives in this city."""
    form = form_on(page)
    leaving = browser.send(page, form.action, form.filled(lambda _field: None, button=button))
    choice = press(browser, leaving)
    person = _who_lives_here(trip, choice)
    form = form_on(choice)
    chosen = {**form.filled(lambda _field: None), "outcome": ["hoch" if person else "cancel"]}
    chosen |= {"person": [person]} if person else {}
    back = press(browser, browser.send(choice, form.action, chosen))
    return back if person else None


def _who_lives_here(trip: Trip, choice: Page) -> str:
    """The first person whose address on the page is one of the city's."""
    codes = trip.rules().section(DeclarationRules).postal_codes
    for button in choice.main.xpath(".//input[@name='person']"):
        told = words_of(button.getparent())
        if not codes or any(code in told for code in codes):
            return str(button.get("value"))
    return ""
