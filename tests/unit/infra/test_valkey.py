"""The embedded Valkey keeps what is queued, whatever was killed."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError
from redis.retry import Retry

from infra.local.ports import any_free
from infra.local.valkey import Broker


@pytest.fixture
def broker(home: Path) -> Iterator[Broker]:
    broker = Broker(home, port=any_free())
    broker.start()
    yield broker
    broker.stop()


def queue(broker: Broker, *values: str) -> list[bytes]:
    with Redis.from_url(broker.url) as client:
        for value in values:
            client.rpush("waiting", value)
        return list(client.lrange("waiting", 0, -1))


def test_the_queue_survives_a_stop_on_the_same_port(broker: Broker) -> None:
    queue(broker, "a", "b")
    port = broker.port
    broker.stop()
    assert not broker.is_running()
    broker.start()
    assert (broker.port, queue(broker)) == (port, [b"a", b"b"])


def test_the_queue_survives_a_kill(broker: Broker) -> None:
    queue(broker, "a")
    os.kill(int(broker.note.read_text()), signal.SIGKILL)
    broker.start()
    assert queue(broker) == [b"a"]


def test_a_second_runner_takes_over_the_one_that_runs(broker: Broker) -> None:
    process = broker.note.read_text()
    other = Broker(broker.home, port=any_free())
    other.start()
    assert (other.port, other.note.read_text()) == (broker.port, process)


def test_a_note_about_a_stranger_is_not_believed(home: Path) -> None:
    home.mkdir()
    (home / "process").write_text(str(os.getpid()))
    broker = Broker(home, port=any_free())
    broker.start()
    broker.stop()
    assert not broker.is_running()


def test_it_moves_to_a_free_port_and_remembers_it(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        taken = stranger.getsockname()[1]
        broker = Broker(home, port=taken)
        broker.start()
        moved = broker.port
        broker.stop()
    broker.start()
    again = broker.port
    broker.stop()
    assert moved != taken
    assert again == moved


def test_nobody_gets_in_without_the_password(broker: Broker) -> None:
    with Redis(port=broker.port, retry=Retry(NoBackoff(), 0)) as client, pytest.raises(AuthenticationError):
        client.ping()
    assert broker.config.stat().st_mode & 0o077 == 0
