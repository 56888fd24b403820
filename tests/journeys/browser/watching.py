"""What a page does that nobody may notice: errors in its console, requests to strangers, barriers for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from tests.support.platform import Platform

SERIOUS = {"serious", "critical"}
# Hundreds of countries tell axe-core nothing more than three do.
_SHORTER_LISTS = "() => document.querySelectorAll('select').forEach(list => { list.length = Math.min(list.length, 3) })"


@dataclass
class Watch:
    platform: Platform
    inspector: Page | None = None
    complaints: list[str] = field(default_factory=list)
    examined: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))

    def look(self, page: Page) -> None:
        """Examines each kind of page once (same path, same title): axe-core, and the width. Without an inspector none."""
        kind = f"{urlsplit(page.url).path} „{page.title()}“"
        if self.inspector is None or kind in self.examined or not self._ours(page.url):
            return
        self.examined.add(kind)
        self.complaints += [f"{kind}: {violation}" for violation in violations(page, self.inspector)]
        if self.inspector.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.complaints.append(f"{kind} is wider than a phone")

    def _ours(self, address: str) -> bool:
        return urlsplit(address).port == self.platform.settings.ports["PLATFORM_PORT"]

    def _console(self, message: ConsoleMessage) -> None:
        """Beside a file the browser looks for an icon by itself; that there is none is no error of ours."""
        place = str(message.location.get("url", ""))
        if message.type == "error" and self._ours(place) and urlsplit(place).path != "/favicon.ico":
            self.complaints.append(f"console: {message.text} ({place})")

    def _request(self, request: Request) -> None:
        place = urlsplit(request.url)
        own = place.hostname in ("localhost", "127.0.0.1") or (place.hostname or "").endswith(".localhost")
        if place.scheme in ("http", "https", "ws", "wss") and not (own and place.port in self.platform.own_ports):
            self.complaints.append(f"a request to a stranger: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} from {response.url}")


def violations(page: Page, inspector: Page) -> list[str]:
    """Serious and critical ones. ``inspector`` shows the same page with scripts on and axe-core in it."""
    address, content = page.url, page.content()

    def itself(url: str) -> bool:
        return url == address

    inspector.route(itself, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
    inspector.goto(address)
    inspector.unroute(itself)
    inspector.evaluate(_SHORTER_LISTS)
    found = inspector.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{each['id']} ({each['impact']}): {each['help']} at {[node['target'] for node in each['nodes'][:3]]}"
        for each in found
        if each["impact"] in SERIOUS
    ]
