"""The real platform on the loopback, for tests in a browser: the web, a worker, the scheduler and the four stand-ins,
each a process of its own, over the database and the folders of this test process.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from identity.adapters.saml.keys import ensure_sp_keys
from infra.local import ports
from infra.local.children import Family
from infra.local.keepsake import held
from infra.local.settings import ROOT, Settings
from infra.local.valkey import Broker
from infra.standins.mail.store import Mail, Store

BIN = Path(sys.executable).parent
T = TypeVar("T")
NAMES = (
    "PLATFORM_PORT", "EID_STANDIN_PORT", "STRIPE_STANDIN_PORT", "MAIL_PAGE_PORT", "MAIL_SMTP_PORT", "ZMS_STANDIN_PORT",
)  # fmt: skip
FOLDER = ROOT / "build" / "browser-tests"
PORTS = range(8300, 8500, 10)
# These stand for Stripe in tests without a browser; here the stand-in and the platform share what the settings make.
NOT_HERE = {"BROKER_URL", "STRIPE_API_BASE", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"}
PATIENCE = 30.0  # seconds until something that the workers do must have happened


@dataclass(frozen=True)
class Platform:
    settings: Settings
    family: Family

    @property
    def own_ports(self) -> set[int]:
        """Everything that a page may ask for something, the stand-ins included."""
        return set(self.settings.ports.values())

    def address(self, host: str, path: str = "/") -> str:
        return f"http://{host}.localhost:{self.settings.ports['PLATFORM_PORT']}{path}"

    def fetch(self, address: str) -> bytes:
        """Not every machine's resolver knows the names below localhost; browsers do."""
        place = urlsplit(address)
        connection = HTTPConnection(ports.LOOPBACK, place.port, timeout=5)
        connection.request("GET", address.removeprefix(f"http://{place.netloc}"), headers={"Host": place.netloc})
        return connection.getresponse().read()

    def mails(self, recipient: str, subject: str = "") -> list[Mail]:
        """Newest first."""
        found = Store(self.settings.var / "mail").by_recipient().get(recipient.lower(), [])
        return [mail for mail in found if subject in mail.header("Subject")]

    def messages(self, city: str, reference: str) -> list[Path]:
        """What the city's own system has been given about this case."""
        folder = Path(self.settings.get("DELIVERY_DIR")) / city
        return sorted(folder.glob(f"{reference.replace(' ', '')}*.xml"))

    def charges(self) -> int:
        """How often the stand-in of the payment service has taken money, from anybody."""
        page = self.fetch(f"http://localhost:{self.settings.ports['STRIPE_STANDIN_PORT']}/")
        return page.count(b"<td>paid</td>")

    def wait_for(self, what: str, look: Callable[[], T]) -> T:
        """The first true answer; what workers do takes a moment. A part that died is named."""
        deadline = time.monotonic() + PATIENCE
        while not (found := look()):
            self.family.check()
            assert time.monotonic() < deadline, f"no {what} within {PATIENCE:.0f} s; logs: {self.family.logs}"
            time.sleep(0.1)
        return found


@contextmanager
def running() -> Iterator[Platform]:
    """Everything up; leaving stops it all. Cities, sign-ins and keys must be there already."""
    with ExitStack() as house:
        with held(FOLDER / ".lock"):  # two test runs on one machine choose their ports one after the other
            platform = house.enter_context(_started(_settings()))
        yield platform


def _settings() -> Settings:
    """The folder stays until the next run on these ports: the logs in it say why a test failed."""
    first = next(start for start in PORTS if all(ports.is_free(start + offset) for offset in range(len(NAMES) + 1)))
    var = FOLDER / str(first)
    shutil.rmtree(var, ignore_errors=True)
    given = {name: value for name, value in os.environ.items() if name not in NOT_HERE}
    chosen = {name: str(first + offset) for offset, name in enumerate(NAMES)}
    eid = var / "eid"  # of its own: the stand-in writes its metadata there, and other tests of this process have theirs
    ensure_sp_keys(eid, at=datetime.now(UTC))
    return Settings({**given, **chosen, "VAR_DIR": str(var), "EID_KEY_DIR": str(eid)}, ROOT)


@contextmanager
def _started(settings: Settings) -> Iterator[Platform]:
    with ExitStack() as house:
        broker = Broker(settings.var / "valkey", port=max(settings.ports.values()) + 1)
        house.callback(broker.stop)
        broker.start()
        environment = settings.environment(
            database_url=settings.get("DATABASE_URL"),
            owner_database_url=settings.get("OWNER_DATABASE_URL"),
            broker_url=broker.url,
        )
        family = Family(environment=environment, logs=settings.var / "log")
        house.callback(family.stop)
        for name in ("mail", "stripe", "eid", "zms"):
            family.start(name, [sys.executable, "-m", f"infra.standins.{name}"])
        _start_platform(family, settings)
        family.wait_until(lambda: _healthy(settings), patience=60, what="The platform")
        yield Platform(settings, family)


def _start_platform(family: Family, settings: Settings) -> None:
    place = f"{ports.LOOPBACK}:{settings.ports['PLATFORM_PORT']}"
    web = [str(BIN / "gunicorn"), "config.wsgi:application", "--bind", place, "--worker-class", "gthread"]
    family.start("web", [*web, "--threads", "2", "--graceful-timeout", "2", "--no-control-socket"], first_to_go=True)
    worker = [str(BIN / "celery"), "-A", "config.celery", "worker", "--loglevel=INFO", "--pool=solo"]
    family.start("worker", [*worker, "--without-gossip", "--without-mingle", "--without-heartbeat"])
    family.start("scheduler", [str(BIN / "zusage"), "scheduler"])


def _healthy(settings: Settings) -> bool:
    connection = HTTPConnection("localhost", settings.ports["PLATFORM_PORT"], timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
