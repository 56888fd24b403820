"""One release at work in a process of its own: ``python -m tests.support.walk DATE`` takes a step from each line it is sent.

Steps: ``where``, ``public`` (the control tables), ``demo`` (the demo cities and their configuration), ``fleet`` (every city),
``create=SLUG``, ``serve=SLUG``, ``look=SLUG`` (a short visit). Answers each with a line of JSON, which says where a step
failed. A release is walked by its own copy of this file, so it may use whatever that release has.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

SETTLED = timedelta(days=300)  # the cities are older than their cases


class Failed(Exception):
    """A page or a command answered wrongly."""


class Stage:
    """Where the walk stands: what failed is named by it."""

    name = ""

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        self.name = name
        yield


stage = Stage()


def main() -> int:
    import django
    import time_machine

    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from config.celery import app

    # The files of the look are collected once per release; the names of the plain ones always stand.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    app.conf.broker_url = "memory://"
    setup_test_environment()
    at = datetime.fromisoformat(sys.argv[1])
    with time_machine.travel(at + timedelta(minutes=1), tick=True):
        for line in sys.stdin:
            print(json.dumps(_done(line.strip(), at), ensure_ascii=False), flush=True)
    return 0


def _done(step: str, at: datetime) -> dict[str, Any]:
    name, _, value = step.partition("=")
    stage.name = name
    try:
        return {"failed": "", **(STEPS[name](at, *([value] if value else [])) or {})}
    except Exception as error:
        return {"failed": stage.name, "error": f"{type(error).__name__}: {error}".strip()}


def zusage(*arguments: str) -> str:
    """The command's standard output. Raises ``Failed`` unless it ended well."""
    from config.cli.main import parser

    given = parser().parse_args(list(arguments))
    with redirect_stdout(StringIO()) as said:
        code = given.run(given)
    if code:
        raise Failed(f"zusage {' '.join(arguments)}: {code} {said.getvalue()}")
    return said.getvalue()


def where(_at: datetime) -> dict[str, Any]:
    """Whose code this is."""
    import tenants

    return {"root": str(Path(tenants.__path__[0]).parent)}


def public(_at: datetime) -> None:
    from tenants.migrate import migrate_public

    migrate_public()


def demo(at: datetime) -> None:
    from config.demo import create_demo_cities

    create_demo_cities(at=at - SETTLED)


def fleet(_at: datetime) -> dict[str, Any]:
    """By the command of an operator: ``public`` first, then what is behind."""
    return {"said": zusage("fleet", "migrate"), "state": state()}


def state() -> str:
    from tenants.release import this_release

    return this_release().state


def create(_at: datetime, slug: str) -> dict[str, Any]:
    from zlib import crc32

    code = f"8{crc32(slug.encode()) % 100_000:05d}"
    zusage("city", "create", slug, f"--name=Stadt {slug}", "--land=HE", "--ags=06413000", f"--code={code}")
    return {"state": state()}


def serve(at: datetime, slug: str) -> dict[str, Any]:
    """A sponsor's whole way, a clerk's, the city's own system; then what ``look`` does."""
    city, clerk = _signed_in(slug)
    with stage("journey"):
        case = _journey(city, at)
    with stage("desk"):
        _queue_and_page(clerk, case)
    with stage("delivery"):
        _delivered(city, case, at)
    return _visit(city, clerk, at)


def look(at: datetime, slug: str) -> dict[str, Any]:
    """A file comes in, every probe looks, and every case that the city ever got is opened."""
    return _visit(*_signed_in(slug), at)


def _signed_in(slug: str) -> tuple[Any, Any]:
    from tenants.doors import find_by_slug
    from tests.interface.desk.clerks import hire

    city = find_by_slug(slug)
    if city is None:
        raise Failed(f"there is no city {slug}")
    with stage("sign in at the desk"):
        return city, hire(city, "clerk", "kim", _browser(city))


def _visit(city: Any, clerk: Any, at: datetime) -> dict[str, Any]:
    with stage("import"):
        _import(city, at)
    with stage("readiness"):
        _check(city, at)
    with stage("earlier cases"):
        return {"cases": _all_cases(city, clerk)}


def _browser(city: Any) -> Any:
    from django.test import Client

    return Client(SERVER_NAME=f"{city.slug}.localhost", raise_request_exception=True)


def _journey(city: Any, at: datetime) -> Any:
    """The new case, paid, its events done."""
    from declarations.models import Declaration
    from kernel.clock import now
    from tenants.binding import bind
    from tests.interface.portal.walking import Sponsor, text_of
    from tests.support import cases

    with bind(city):
        before = set(Declaration.objects.values_list("id", flat=True))
    sponsor = Sponsor(_browser(city), city)
    sponsor.up_to_the_last_click()
    _expect(sponsor.hand_in().status_code == 302, "it was not handed in")
    with bind(city):
        case = Declaration.objects.exclude(id__in=before).get()
    cases.pay(city, case.id, at=now())
    cases.work(city, at=now())
    receipt = text_of(sponsor.browser.get("/antrag/eingang/"))
    link = receipt.split('href="http://')[1].split('"')[0]
    code = receipt.split("ui-code-value")[1].split(">")[1].split("<")[0]
    status = _browser(city).post(link[link.index("/a/") :], {"code": code}, follow=True)
    with bind(city):
        case.refresh_from_db()
    _expect(
        status.status_code == 200 and str(case.reference)[:4] in text_of(status), "the status page does not show it"
    )
    return case


def _queue_and_page(clerk: Any, case: Any) -> None:
    _expect(str(case.id) in clerk.get("/amt/").content.decode(), "the queue does not show it")
    page = f"/amt/fall/{case.id}/"
    _expect("Mustermann" in clerk.text(page), "the case's page does not show it")
    clerk.send(page, f"{page}uebernehmen/")
    _expect(clerk.get(page).status_code == 200, "the case's page after taking it over")


def _delivered(city: Any, case: Any, at: datetime) -> None:
    """Handed over where the city's moment has come; rendered for every city."""
    from connectors.delivering import deliver_due
    from connectors.models import Delivery
    from kernel.clock import now
    from tenants.binding import bind

    with bind(city):
        deliver_due(clock=now)
        waiting = list(Delivery.objects.exclude(state="delivered").values_list("state", "error"))
    _expect(not waiting, f"not delivered: {waiting}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.json"
        file.write_text(zusage("case", "export", f"--city={city.slug}", case.reference), "utf-8")
        from config.summaries import summary_of
        from connectors.render_file import render_case

        document = json.loads(file.read_text("utf-8"))
        xml = render_case(document, at=at, summary=summary_of(document, at=at))
    _expect(b"Mustermann" in xml, "the message does not name the sponsor")


def _import(city: Any, at: datetime) -> None:
    from kernel.clock import now
    from tests.support import cases

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.json"
        file.write_text(json.dumps(cases.document(city.slug, at=at)), "utf-8")
        filed = json.loads(zusage("case", "import", f"--city={city.slug}", str(file)))
    cases.work(city, at=now())
    _expect(bool(filed["reference"]), "no reference")


def _check(city: Any, at: datetime) -> None:
    """Whatever the probes find, each of them can look."""
    from configuration.readiness import measure
    from tenants.binding import bind

    with bind(city):
        broken = [finding.name for finding in measure(at=at) if finding.code == "probe_broke"]
    _expect(not broken, f"probes broke: {broken}")


def _all_cases(city: Any, clerk: Any) -> int:
    from declarations.models import Declaration
    from tenants.binding import bind

    with bind(city):
        filed = list(Declaration.objects.exclude(submitted_at=None).values_list("id", "reference"))
    for case_id, reference in filed:
        _expect(clerk.get(f"/amt/fall/{case_id}/").status_code == 200, f"the page of {reference}")
        zusage("case", "export", f"--city={city.slug}", "--without-content", str(reference))
    return len(filed)


def _expect(right: bool, otherwise: str) -> None:
    if not right:
        raise Failed(otherwise)


STEPS: dict[str, Callable[..., dict[str, Any] | None]] = {
    "where": where,
    "public": public, "demo": demo, "fleet": fleet, "create": create, "serve": serve, "look": look,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
