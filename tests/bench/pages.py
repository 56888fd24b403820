"""Server time, SQL statements and weight of every page of the citizen's journey, walked from the start to the status page.

In this process, through Django's test client with all middleware; the database is a real one on another core. *processor*
is this process's own time, which other programs on the machine do not disturb.
"""

from __future__ import annotations

import gzip
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

from tests.bench.figures import SPLIT, Figure, against, percentile, plain

BOUND_MS = 50.0
BOUND = "bound 50 ms"
BOUND_BYTES = 60_000
SECONDS = 14.0
LEAST_WALKS = 2
VISITS = 5  # of each page, on each walk but the first
FILES = "/antrag/nachweise/"
ASSETS = re.compile(r"(?:href|src)=\"(/static/[^\"]+\.(?:css|js|svg)|/theme\.css[^\"]*|/zeichen\.svg[^\"]*)\"")


@dataclass
class Page:
    """One address and method: what was measured on each visit, in milliseconds."""

    waited: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    statements: int = 0
    html: bytes = b""


class MeasuringClient(Client):
    """A browser that measures what it is told to: the methods in ``timing`` by the clock, everything by statements."""

    pages: dict[str, Page]
    visited: dict[str, None]
    timing: frozenset[str] = frozenset()
    counting = False

    def request(self, **request: Any) -> Any:
        counted: list[str] = []
        with ExitStack() as stack:
            if self.counting:
                stack.enter_context(connections["default"].execute_wrapper(_count_into(counted)))
            waited, worked = time.perf_counter(), time.process_time()
            answer = super().request(**request)
            waited, worked = time.perf_counter() - waited, time.process_time() - worked
        page = self.pages[_name(request, answer)]
        page.statements = max(page.statements, len(counted))
        if request["REQUEST_METHOD"] in self.timing:
            page.waited.append(waited * 1000)
            page.worked.append(worked * 1000)
        if answer.status_code == 200 and str(answer.get("Content-Type", "")).startswith("text/html"):
            page.html = max(page.html, answer.content, key=len)
            if request["REQUEST_METHOD"] == "GET":
                self.visited[request["PATH_INFO"]] = None
        return answer


def measure(cities: dict[str, Any]) -> Iterator[Figure]:
    pages: dict[str, Page] = defaultdict(Page)
    _walk(cities["wiesbaden"], pages, counting=True)
    walks, end = 0, time.perf_counter() + SECONDS
    while walks < LEAST_WALKS or time.perf_counter() < end:
        _walk(cities["wiesbaden"], pages, counting=False)
        walks += 1
    yield from _together(pages)
    yield from _weights(cities["wiesbaden"], pages)
    for name, page in sorted(pages.items()):
        yield from _page(name, page)


def _walk(city: Any, pages: dict[str, Page], *, counting: bool) -> None:
    """The whole way of a person who prepares online, as a browser without JavaScript goes it."""
    from tests.interface.portal.walking import Sponsor

    browser = MeasuringClient(SERVER_NAME=f"{city.slug}.localhost", raise_request_exception=True)
    browser.pages, browser.visited, browser.counting = pages, {"/": None}, counting
    sponsor = Sponsor(browser, city)
    # The walker reads the forms that were shown, for which Django's test environment watches the templates. That slows
    # pages down, so they are timed afterwards, without it; what is sent shows no page and is timed at once.
    setup_test_environment(debug=False)
    try:
        browser.timing = frozenset() if counting else frozenset({"POST"})
        sponsor.up_to_the_last_click()
    finally:
        teardown_test_environment()
    browser.visited["/antrag/abgeben/"] = None
    _look_again(browser, counting)
    browser.timing = frozenset() if counting else frozenset({"POST"})
    sponsor.hand_in()
    browser.visited = dict.fromkeys(("/antrag/eingang/", f"/a/{_link(city, browser)}/"))
    _look_again(browser, counting)


def _look_again(browser: MeasuringClient, counting: bool) -> None:
    browser.timing = frozenset() if counting else frozenset({"GET"})
    for address in list(browser.visited):
        for _ in range(1 if counting else VISITS):
            browser.get(address)


def _link(city: Any, browser: Client) -> str:
    """The secret of the mailed link, as the mail would bring it."""
    from declarations.access import access_of
    from declarations.queries import case_of_browser
    from portal.draft import COOKIE
    from tenants.binding import bind

    with bind(city):
        case = case_of_browser(browser.cookies[COOKIE].value)
        if case is None:
            raise LookupError("the walk left no case")
        return access_of(case).link


def _together(pages: dict[str, Page]) -> Iterator[Figure]:
    shown = {name: page for name, page in pages.items() if page.waited}
    for what, group in _groups(shown).items():
        waited = [value for page in group for value in page.waited]
        worked = [value for page in group for value in page.worked]
        yield plain(f"{what}: server time, p50", percentile(waited, 0.5), "ms")
        yield against(f"{what}: server time, p95", percentile(waited, 0.95), "ms", bound=BOUND_MS, of=BOUND)
        yield plain(f"{what}: processor time, p95", percentile(worked, 0.95), "ms")
    worst = max(
        (name for name in shown if name.startswith("GET")), key=lambda name: percentile(shown[name].waited, 0.95)
    )
    slowest = percentile(shown[worst].waited, 0.95)
    yield against(f"slowest page, p95: {worst}", slowest, "ms", bound=BOUND_MS, of=BOUND)
    most = max(pages, key=lambda name: pages[name].statements)
    yield plain(f"most statements: {most}", pages[most].statements, "statements")


def _groups(shown: dict[str, Page]) -> dict[str, list[Page]]:
    """Taking a file rebuilds it in a process of its own: that is another matter than taking an answer."""
    groups: dict[str, list[Page]] = {"pages shown": [], "answers taken": [], "files taken": []}
    for name, page in shown.items():
        group = "pages shown" if name.startswith("GET") else "files taken" if name.endswith(FILES) else "answers taken"
        groups[group].append(page)
    return {what: group for what, group in groups.items() if group}


def _weights(city: Any, pages: dict[str, Page]) -> Iterator[Figure]:
    visitor = Client(SERVER_NAME=f"{city.slug}.localhost")
    shown = {name: page.html for name, page in pages.items() if page.html}
    parts = {name: set(ASSETS.findall(html.decode())) for name, html in shown.items()}
    sizes = {address: _asset_size(visitor, address) for address in set().union(*parts.values())}
    weights = {
        name: len(gzip.compress(html)) + sum(sizes[part] for part in parts[name]) for name, html in shown.items()
    }
    heaviest = max(weights, key=lambda name: weights[name])
    title = f"heaviest page with its styles, compressed: {heaviest}"
    yield against(title, weights[heaviest], "bytes", bound=BOUND_BYTES, of="bound 60 kB")
    yield plain("styles, script and icon, compressed", sum(sizes.values()), "bytes")
    yield plain("fonts, kept by the browser", _fonts(), "bytes")


def _asset_size(visitor: Client, address: str) -> int:
    path = Path(settings.STATIC_ROOT) / address.split("?")[0].removeprefix("/static/")
    if address.startswith("/static/") and path.exists():
        packed = path.with_name(path.name + ".gz")
        return packed.stat().st_size if packed.exists() else path.stat().st_size
    return len(gzip.compress(visitor.get(address).content))


def _fonts() -> int:
    """Each font once: the folder holds them under their own and under their hashed names."""
    fonts = sorted(Path(settings.STATIC_ROOT).rglob("*.woff2"))
    return sum({path.name.split(".")[0]: path.stat().st_size for path in fonts}.values())


def _page(name: str, page: Page) -> Iterator[Figure]:
    if page.waited:
        yield plain(f"{name}{SPLIT}p50", percentile(page.waited, 0.5), "ms")
        yield against(f"{name}{SPLIT}p95", percentile(page.waited, 0.95), "ms", bound=BOUND_MS, of=BOUND)
        yield plain(f"{name}{SPLIT}processor p50", percentile(page.worked, 0.5), "ms")
        yield plain(f"{name}{SPLIT}SQL", page.statements, "statements")
    if page.html:
        yield plain(f"{name}{SPLIT}compressed", len(gzip.compress(page.html)), "bytes")


def _name(request: dict[str, Any], answer: Any) -> str:
    """Method and route: the section pages by their own address, secrets and ids by their place."""
    match = answer.resolver_match
    route = match.route if match else "?"
    for key in ("slug", "kind"):
        if match and key in match.kwargs:
            route = route.replace(f"<slug:{key}>", match.kwargs[key])
    return f"{request['REQUEST_METHOD']:4} /{route}"


def _count_into(counted: list[str]) -> Any:
    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        counted.append(sql)
        return execute(sql, params, many, context)

    return wrapper
