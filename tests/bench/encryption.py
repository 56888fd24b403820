"""Sealing: values of a case, and what opening a case costs with its key unwrapped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.bench.figures import Figure, per_second, plain, timed

FIELDS = 1000


def measure(cities: dict[str, Any]) -> Iterator[Figure]:
    from declarations import sealing
    from kernel.clock import now
    from kernel.crypto import new_key, seal, unseal
    from tenants.binding import bind
    from tests.support.cases import answers

    key, value, place = (
        new_key(),
        "Musterstraße 12 a, 63065 Offenbach am Main".encode(),
        "offenbach|declaration.answers|7",
    )
    sealed = seal(key, value, place)

    def seal_all() -> None:
        for _ in range(FIELDS):
            seal(key, value, place)

    def open_all() -> None:
        for _ in range(FIELDS):
            unseal(key, sealed, place)

    yield plain("encryption: fields sealed", per_second(timed(seal_all), each=FIELDS), "per second")
    yield plain("encryption: fields opened", per_second(timed(open_all), each=FIELDS), "per second")
    with bind(cities["offenbach"]):
        case_id = _case(sealing, now())
        case = answers()

        def store() -> None:
            cipher = sealing.cipher(case_id)
            cipher.open_json(cipher.seal_json(case, "declaration.answers"), "declaration.answers")

        yield plain("encryption: key fetched, all answers sealed and opened", per_second(timed(store)), "per second")


def _case(sealing: Any, at: Any) -> Any:
    import uuid

    case_id = uuid.uuid4()
    sealing.create_key(case_id, at=at)
    return case_id
