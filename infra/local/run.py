"""`python -m infra.local.run`, which `make run` calls: the whole platform on this machine, until Ctrl-C."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from infra.local import announce, envfile, ports
from infra.local.children import ChildLost, Family
from infra.local.envfile import UnusableSettings
from infra.local.ground import AlreadyRunning, alone, broker, database, refuse_taken_ports
from infra.local.postgres import Cluster, ClusterDown
from infra.local.settings import Settings, load
from infra.local.unprivileged import NoWayToRun
from infra.local.valkey import Broker, BrokerDown

BIN = Path(sys.executable).parent
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Somebody wants this to end; not an error."""


def main() -> int:
    for number in STOPPING:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # under nohup it shall go on
            signal.signal(number, _stop)
    try:
        run(load())
    except Stop:
        say("Stopped.")
        return 0
    except (AlreadyRunning, BrokerDown, ChildLost, ClusterDown, NoWayToRun, UnusableSettings) as failure:
        sys.stderr.write(f"\n{failure}\n")
        return 1
    return 0


def run(settings: Settings) -> None:
    """Start everything in order and watch it. Leaving, however, stops everything in the opposite order."""
    with ExitStack() as house:
        house.enter_context(alone(settings))
        refuse_taken_ports(settings)
        say("Starting …")
        broker_url, valkey = house.enter_context(broker(settings))
        login, owner, cluster = house.enter_context(database(settings))
        environment = settings.environment(database_url=login, owner_database_url=owner, broker_url=broker_url)
        envfile.leave(settings.var / "environment", environment)
        family = Family(environment=environment, logs=settings.var / "log")
        house.enter_context(_stopping(family))
        _start_stand_ins(family, settings)
        prepared = family.complete("prepare", [sys.executable, "-m", "infra.local.prepare"])
        _start_platform(family, settings)
        family.wait_until(lambda: _healthy(settings), patience=120, what="The platform")
        say(announce.text(settings, announce.sign_ins(prepared.last_lines(100))))
        _watch(family, [part for part in (valkey, cluster) if part is not None])


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _start_stand_ins(family: Family, settings: Settings) -> None:
    wanted = {
        "mail": not settings.own_mail_server,
        "stripe": not settings.own_stripe,
        "eid": not settings.own_identity_provider,
        "zms": True,  # a city chooses these by its configuration
        "xbezahldienste": True,
        "fitconnect": True,
        "sftp": True,
        "receiver": True,
    }
    for name, needed in wanted.items():
        if needed:
            family.start(name, [sys.executable, "-m", f"infra.standins.{name}"])


def _start_platform(family: Family, settings: Settings) -> None:
    """The web is waited for, hence first. It goes first with the scheduler, and then nothing new comes in."""
    place = f"{ports.LOOPBACK}:{settings.ports['PLATFORM_PORT']}"
    web = [str(BIN / "gunicorn"), "config.wsgi:application", "--bind", place, "--worker-class", "gthread"]
    web += ["--workers", "2", "--threads", "4", "--preload", "--graceful-timeout", "3", "--no-control-socket"]
    family.start("web", web, first_to_go=True)
    worker = [str(BIN / "celery"), "-A", "config.celery", "worker", "--loglevel=INFO"]
    worker += ["--without-gossip", "--without-mingle"]
    family.start("worker", [*worker, "--concurrency=2", "--exclude-queues=delivery"])
    # Who delivers mostly waits for others' servers: many threads, and nothing else waits behind them.
    couriers = ["--hostname=couriers@%h", "--pool=threads", "--concurrency=8", "--queues=delivery"]
    family.start("couriers", [*worker, *couriers])
    family.start("scheduler", [str(BIN / "zusage"), "scheduler"], first_to_go=True)


def _healthy(settings: Settings) -> bool:
    connection = HTTPConnection("localhost", settings.ports["PLATFORM_PORT"], timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _watch(family: Family, servers: list[Broker | Cluster]) -> None:
    while True:
        family.check()
        for server in servers:
            if not server.is_running():
                raise ChildLost(f"{type(server).__name__} is gone; its log is {server.log}")
        time.sleep(0.5)


@contextmanager
def _stopping(family: Family) -> Iterator[None]:
    try:
        yield
    finally:
        for number in STOPPING:  # it ends within ten seconds anyway; impatience would only leave things behind
            signal.signal(number, signal.SIG_IGN)
        family.stop()


def _stop(*_: object) -> None:
    raise Stop


if __name__ == "__main__":
    sys.exit(main())
