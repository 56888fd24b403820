"""Clerks at their desk, as they work: they open a page, fill in the form that stands there, and send it."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import lxml.html
from django.db import connection, transaction
from django.test import Client

from tenants.binding import bind
from tests.support import cases


@dataclass(frozen=True)
class Received:
    """A case as the outside knows it. ``state`` asks the database."""

    city: Any
    id: uuid.UUID
    reference: str
    link: str
    code: str

    @property
    def path(self) -> str:
        return f"/amt/fall/{self.id}/"

    @property
    def state(self) -> str:
        from declarations.models import Declaration

        with bind(self.city):
            return str(Declaration.objects.values_list("state", flat=True).get(id=self.id))

    def actions(self) -> list[str]:
        from audit.models import AuditEntry

        with bind(self.city):
            return list(AuditEntry.objects.filter(case_id=self.id).order_by("id").values_list("action", flat=True))


@dataclass(frozen=True)
class Clerk:
    city: Any
    id: int
    browser: Client

    def get(self, path: str) -> Any:
        return self.browser.get(path)

    def text(self, path: str) -> str:
        """What a person reads on the page."""
        return words(self.get(path))

    def send(self, page: str, action: str = "", *, button: tuple[str, str] | None = None, **typed: Any) -> Any:
        """Opens ``page``, fills in the form that posts to ``action`` (the page itself when empty) and sends it."""
        return self.post(*self.filled(page, action, button=button, **typed))

    def filled(
        self, page: str, action: str = "", *, button: tuple[str, str] | None = None, **typed: Any
    ) -> tuple[str, dict[str, Any]]:
        """Where the form goes and what it carries, ready to be sent now, later or twice."""
        answer = self.get(page)
        assert answer.status_code == 200, (page, answer.status_code)
        return fill(answer, action, button=button, **typed)

    def post(self, path: str, data: dict[str, Any]) -> Any:
        return self.browser.post(path, data)

    def at_once(self, path: str, data: dict[str, Any], *, times: int = 4) -> list[int]:
        """The same form sent so many times at the same moment; answers the statuses."""
        seen: list[int] = []

        def send() -> None:
            try:
                seen.append(self.post(path, data).status_code)
            finally:
                connection.close()

        threads = [threading.Thread(target=send) for _number in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return seen


def fill(
    answer: Any, action: str, *, button: tuple[str, str] | None = None, **typed: Any
) -> tuple[str, dict[str, Any]]:
    page = answer.request["PATH_INFO"]
    document = document_of(answer)
    forms = [
        form for form in document.forms if form.method == "POST" and (form.get("action") or page) == (action or page)
    ]
    assert forms, f"no form for {action or page} on {page}"
    form = forms[0]
    unknown = [name for name in typed if not any(name == field.name for field in form.inputs if field.name)]
    assert not unknown, f"the form has no {unknown}"
    data: dict[str, Any] = {}
    for field, value in form.form_values():
        data.setdefault(field, []).append(value.removeprefix("\n"))  # browsers leave out what opens a text area
    data |= typed
    pressed = form.xpath(".//button[@type='submit' and @name]")
    if button or pressed:
        name, value = button or (pressed[0].get("name"), pressed[0].get("value"))
        assert any(item.get("name") == name and item.get("value") == value for item in pressed), f"no button {value}"
        data[name] = value
    return action or page, data


def words(answer: Any) -> str:
    return text_of(document_of(answer))


def document_of(answer: Any) -> Any:
    return lxml.html.fromstring(answer.content.decode())


def text_of(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def hire(city: Any, role: str, name: str, browser: Client) -> Clerk:
    from accounts.staff.models import Staff, StaffSession
    from kernel.clock import now
    from kernel.codes import digest, new_secret

    secret = new_secret()
    with bind(city):
        staff, _made = Staff.objects.update_or_create(
            email=f"{name}.{role}@{city.slug}.example",
            defaults={"name": f"{name.title()} Beispiel", "roles": [role], "is_active": True},
        )
        StaffSession.objects.create(digest=digest(secret), staff=staff, created_at=now(), seen_at=now())
    browser.cookies["amt"] = secret
    return Clerk(city, staff.id, browser)


def receive(city: Any, *, at: datetime, extra: tuple[str, ...] = (), **changes: Any) -> Received:
    """``extra`` are kinds of papers that are handed in besides."""
    from casework.importing import file_case
    from casework.submission import Authority

    document = cases.document(city.slug, at=at, **changes)
    document["attachments"] += [{**document["attachments"][0], "kind": kind} for kind in extra]
    with bind(city), transaction.atomic():
        filed = file_case(document=document, authority=Authority(city.slug, city.authority_code), at=at)
    cases.pay(city, filed.case_id, at=at)
    cases.work(city, at=at)
    return Received(city, filed.case_id, filed.reference, filed.link_secret, filed.code)


def deliver(case: Received) -> None:
    """The worker hands over what is due in the case's city, and the process goes on."""
    from connectors.delivering import deliver_due
    from kernel.clock import now

    with bind(case.city):
        deliver_due(clock=now)
    cases.work(case.city, at=now())


def seen_by_sponsor(case: Received) -> str:
    """What the status page tells the sponsor, who followed the mailed link and typed the code."""
    browser = Client(SERVER_NAME=f"{case.city.slug}.localhost")
    return words(browser.post(f"/a/{case.link}/", {"code": case.code}, follow=True))


def answered(case: Received, *, text: str, at: datetime) -> None:
    """The sponsor answers the open question."""
    from casework import requests

    with bind(case.city), transaction.atomic():
        request = requests.open_of(case.id)[0]
        requests.answer(request_id=request.id, case_id=case.id, text=text, has_papers=False, at=at)
