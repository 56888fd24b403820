"""The online ID in a rehearsal: only with an identity service that is a simulator, since a real card names a real person.

The simulator's own form asks where its other test person lives, so that somebody lives in every city.
"""

from __future__ import annotations

from django.conf import settings

from declarations.config import DeclarationRules
from onboarding.rehearsal.browser import Browser
from onboarding.rehearsal.pages import Form, Page, words_of
from onboarding.rehearsal.steps import home
from onboarding.rehearsal.steps.base import CITIZEN, Stuck, Told, Trip, done, form_on, left_out, opened, press, seen_by

ADDRESS = ("postal_code", "place")


def possible(trip: Trip) -> bool:
    """Whether somebody who lives in this city can be simulated here, as far as is known."""
    return bool(settings.EID_SIMULATED) and not trip.memory.get("nobody_lives_here")


def show(trip: Trip) -> Told:
    """There and back, to fill in the form. Without a simulator it is left out, and the form is filled in by hand."""
    if not settings.EID_SIMULATED:
        return left_out("card_not_simulated")
    browser = trip.browser(CITIZEN)
    page = opened(browser, "/antrag/ausweis/")
    choice = _choice_of(browser, page)
    back = _chosen(trip, browser, choice)
    if back is None:
        trip.memory["nobody_lives_here"] = True
        return left_out("card_nobody_lives_here")
    if not back.path.startswith("/antrag/"):
        raise Stuck("card_failed", back)
    return done(seen_by(CITIZEN, page), seen_by(CITIZEN, choice), seen_by(CITIZEN, back))


def sign(trip: Trip, browser: Browser, page: Page) -> Page:
    """The same card again, before what binds. Answers the page after it."""
    choice = _choice_of(browser, page, button=("ausweis", "1"))
    back = _chosen(trip, browser, choice)
    if back is None:
        raise Stuck("card_failed", choice)
    return back


def _choice_of(browser: Browser, page: Page, *, button: tuple[str, str] | None = None) -> Page:
    """From the page with the button to the service's choice of persons."""
    form = form_on(page)
    leaving = browser.send(page, form.action, form.filled(lambda _field: None, button=button))
    return press(browser, leaving)


def _chosen(trip: Trip, browser: Browser, choice: Page) -> Page | None:
    """From there to the page after it; None where none of the persons lives in this city: then nobody was chosen."""
    form = form_on(choice)
    person = _who(trip, form)
    answered = press(browser, browser.send(choice, form.action, {**form.filled(lambda _field: None), **person}))
    return answered if "person" in person else None


def _who(trip: Trip, form: Form) -> dict[str, list[str]]:
    """The last one where an address can be typed: it is theirs. Else the first whose address on the page is one of the city's."""
    persons = form.element.xpath(".//input[@name='person']")
    if set(ADDRESS) <= {field.name for field in form.fields()}:
        address = zip(ADDRESS, (home.postal_code(trip), home.town(trip)), strict=True)
        return _identified(persons[-1].get("value")) | {name: [typed] for name, typed in address}
    codes = trip.rules().section(DeclarationRules).postal_codes
    for button in persons:
        told = words_of(button.getparent())
        if not codes or any(code in told for code in codes):
            return _identified(button.get("value"))
    return {"outcome": ["cancel"]}


def _identified(person: str) -> dict[str, list[str]]:
    return {"outcome": ["hoch"], "person": [str(person)]}
