"""A browser without a screen: cookies, redirects, forms. It goes to the deployment's own pages and to simulators, nowhere else.

Names of cities are not asked of a resolver: whoever works for the deployment knows where its pages are served
(``OWN_ADDRESS``), and the host that is meant goes along as the header.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings

from kernel.codes import new_reference
from onboarding.rehearsal.pages import Page

MOST_REDIRECTS = 8
MOST_BYTES = 4_000_000
SECONDS_PER_CALL = 20.0
Jar = dict[str, dict[str, str]]
File = tuple[str, bytes]  # name and content, a PDF


class UnableToBrowse(Exception):
    """no_answer, too_slow, foreign_address (a place that a rehearsal does not go to), too_many_redirects."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Browser:
    """One person's. ``home`` is where its addresses begin; ``also`` are hosts with ports that it may be led to;
    ``ends`` is when this person's patience ends, by ``time.monotonic``."""

    home: str
    ends: float
    jar: Jar = field(default_factory=dict)
    also: frozenset[str] = frozenset()

    def get(self, path: str) -> Page:
        return self._go("GET", urljoin(self.home, path), None, "")

    def send(
        self, page: Page, action: str, fields: Mapping[str, list[str]], *, file: tuple[str, File] | None = None
    ) -> Page:
        """What a browser does when a button is pressed on that page. ``file``: the field's name and the file."""
        body, kind = _multipart(fields, file) if file else (urlencode(fields, doseq=True).encode(), _FORM)
        return self._go("POST", urljoin(page.address, action), (body, kind), page.address)

    def _go(self, method: str, address: str, content: tuple[bytes, str] | None, referer: str) -> Page:
        for _turn in range(MOST_REDIRECTS):
            status, location, body = self._call(method, address, content, referer)
            if status not in (301, 302, 303, 307, 308) or not location:
                return Page(address, status, body)
            method, content, referer = "GET", None, ""
            address = urljoin(address, location)
        raise UnableToBrowse("too_many_redirects")

    def _call(
        self, method: str, address: str, content: tuple[bytes, str] | None, referer: str
    ) -> tuple[int, str, bytes]:
        parts = urlsplit(address)
        own = urlsplit(self.home)
        if parts.netloc != own.netloc and parts.netloc not in self.also:
            raise UnableToBrowse("foreign_address")
        headers = {"Host": parts.netloc, "Accept-Language": "de", "Connection": "close", **self._cookies(parts.netloc)}
        if referer:
            headers["Referer"] = referer
        if content:
            headers["Content-Type"] = content[1]
        connection = self._connection(address)
        try:
            target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request(method, target, body=content[0] if content else None, headers=headers)
            return self._read(connection.getresponse(), parts.netloc)
        except TimeoutError:
            raise UnableToBrowse("too_slow") from None
        except (OSError, HTTPException, ValueError):
            raise UnableToBrowse("no_answer") from None
        finally:
            connection.close()

    def _connection(self, address: str) -> HTTPConnection:
        left = min(self.ends - time.monotonic(), SECONDS_PER_CALL)
        if left <= 0:
            raise UnableToBrowse("too_slow")
        place = urlsplit(served_at(address))
        kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
        return kind(place.hostname or "", place.port, timeout=left)

    def _read(self, response: HTTPResponse, place: str) -> tuple[int, str, bytes]:
        body = response.read(MOST_BYTES)
        for line in response.headers.get_all("Set-Cookie") or ():
            self._keep(line, place)
        return response.status, response.headers.get("Location", ""), body

    def _keep(self, line: str, place: str) -> None:
        try:
            sent = SimpleCookie(line)
        except CookieError:
            return
        for name, cookie in sent.items():
            if cookie["max-age"] == "0" or not cookie.value:
                self.jar.get(place, {}).pop(name, None)
            else:
                self.jar.setdefault(place, {})[name] = cookie.value

    def _cookies(self, place: str) -> dict[str, str]:
        kept = "; ".join(f"{name}={value}" for name, value in self.jar.get(place, {}).items())
        return {"Cookie": kept} if kept else {}


_FORM = "application/x-www-form-urlencoded"


def served_at(address: str) -> str:
    """Where this address is asked for: the deployment's own place for its own hosts, the address itself for others.

    Without ``OWN_ADDRESS`` a deployment below ``localhost`` is on this machine, and any other has its public address.
    """
    parts = urlsplit(address)
    host, domain = parts.hostname or "", settings.PLATFORM_DOMAIN
    ours = host.endswith(f".{domain}") or (host == domain and str(parts.port or "") == settings.PLATFORM_PORT)
    if ours and settings.OWN_ADDRESS:
        return str(settings.OWN_ADDRESS)
    if host == "localhost" or host.endswith(".localhost"):
        return f"http://127.0.0.1:{parts.port or 80}"
    return address


def _multipart(fields: Mapping[str, list[str]], file: tuple[str, File]) -> tuple[bytes, str]:
    border = f"zusage-{new_reference(24)}"
    lines = []
    for name, values in fields.items():
        head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        lines += [f"{head}{value}\r\n".encode() for value in values]
    field_name, (title, content) = file
    head = f'--{border}\r\nContent-Disposition: form-data; name="{field_name}"; filename="{title}"\r\n'
    lines += [f"{head}Content-Type: application/pdf\r\n\r\n".encode(), content, f"\r\n--{border}--\r\n".encode()]
    return b"".join(lines), f"multipart/form-data; boundary={border}"
