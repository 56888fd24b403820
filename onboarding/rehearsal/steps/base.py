"""What every step gets, and what it answers: done, left out with a reason, not yet, or stuck with what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from configuration.queries import Configuration, in_force
from onboarding.rehearsal import looks, made_up
from onboarding.rehearsal.browser import Browser
from onboarding.rehearsal.pages import Form, Page
from onboarding.rehearsal.states import Outcome
from tenants.binding import bind
from tenants.models import City

CITIZEN, CLERK = "citizen", "clerk"


@dataclass(frozen=True)
class Told:
    """``seen``: what people saw, from ``looks``."""

    outcome: Outcome
    code: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    seen: list[dict[str, Any]] = field(default_factory=list)


class NotYet(Exception):
    """Somebody else has to do something first; the step is asked again until its patience is over. ``code`` says what."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Stuck(Exception):
    """The step cannot be done, and a person has to do something. ``page``: what stood there."""

    def __init__(self, code: str, page: Page | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.page, self.facts = code, page, facts


def done(*seen: dict[str, Any], code: str = "", **facts: Any) -> Told:
    return Told(Outcome.DONE, code, facts, list(seen))


def left_out(code: str, **facts: Any) -> Told:
    return Told(Outcome.LEFT_OUT, code, facts)


@dataclass
class Trip:
    """``memory`` is what the made-up people carry along; it is kept when the step is over.

    ``began_at`` is when the run was ordered, ``at`` is now. ``ends``: of this step, by ``time.monotonic``.
    ``again``: a worker died over this step, and perhaps it is done already.
    """

    city: City
    twin: City | None
    ordered_by: str
    with_draft: bool
    began_at: datetime
    at: datetime
    ends: float
    memory: dict[str, Any]
    again: bool = False

    @property
    def there(self) -> City:
        if self.twin is None:
            raise Stuck("no_twin")
        return self.twin

    def browser(self, who: str) -> Browser:
        """This person's, with the cookies that it has got so far. ``who`` may be anybody."""
        jar = self.memory.setdefault("jars", {}).setdefault(who, {})
        home = self.memory["home"]
        return Browser(home, self.ends, jar, foreign_hosts())

    def rules(self) -> Configuration:
        """What holds in the twin."""
        with bind(self.there):
            return in_force(at=self.at)


def foreign_hosts() -> frozenset[str]:
    """Besides the twin: the platform's own host, where answers of providers arrive, and the simulated identity service."""
    port = f":{settings.PLATFORM_PORT}" if settings.PLATFORM_PORT not in ("80", "443", "") else ""
    simulated = urlsplit(settings.EID_IDP_URL).netloc if settings.EID_SIMULATED else ""
    return frozenset(place for place in (f"{settings.PLATFORM_DOMAIN}{port}", simulated) if place)


def opened(browser: Browser, path: str) -> Page:
    """A page that answers; else stuck."""
    page = browser.get(path)
    if page.status != 200:
        raise Stuck("page_broken", page, path=path, status=page.status)
    return page


def form_on(page: Page, ending: str = "") -> Form:
    form = page.form_to(ending)
    if form is None:
        raise Stuck("nothing_to_press", page, heading=page.heading)
    return form


def fill_in(browser: Browser, page: Page, given: made_up.Given, *, button: tuple[str, str] | None = None) -> Page:
    """Fills in the page's form and sends it; where it is refused once more with nothing left empty. Answers where it led."""
    answer = page
    for eager in (False, True):
        form = form_on(answer)
        sent = form.filled(lambda field, eager=eager: made_up.typed(given, field, eager=eager), button=button)  # type: ignore[misc]  # the default binds it now
        answer = browser.send(answer, form.action, sent)
        if answer.status != 200 or answer.path != page.path or not answer.fault:
            return answer
    raise Stuck("form_refused", answer, heading=page.heading, fault=answer.fault[:300])


def press(browser: Browser, page: Page, ending: str = "", *, button: tuple[str, str] | None = None) -> Page:
    """Sends a form as it stands."""
    form = form_on(page, ending)
    return browser.send(page, form.action, form.filled(lambda _field: None, button=button))


def seen_by(who: str, page: Page) -> dict[str, Any]:
    return looks.seen(page, who)


@dataclass(frozen=True)
class Kind:
    """``patience``: for so long the step may answer ``NotYet``."""

    name: str
    work: Callable[[Trip], Told]
    patience: timedelta = timedelta(seconds=90)
