"""Running the test cases against a receiver, and judging what it said.

*passed*: it did what is expected. *failed*: it did something else. *not told*: it gave no answer from which that can be
known, within the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from connectors.kit.cases import Expected, TestCase
from connectors.kit.targets.base import Target, Told, Word

POLL = 1.0
_SETTLED = {Word.ACCEPTED, Word.REFUSED, Word.TROUBLE, Word.NOTHING}


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_TOLD = "not told"


@dataclass(frozen=True)
class Result:
    """``seconds``: the call alone; ``until``: from the call to the receiver's last word. ``why``: for people."""

    case: TestCase
    verdict: Verdict
    told: Told
    seconds: float
    until: float
    why: str


@dataclass
class _Run:
    case: TestCase
    begun: float
    told: Told
    seconds: float
    second: Told | None = None
    ended: float = 0.0


def run(
    cases: Iterable[TestCase], target: Target, *, wait: float, clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep, heard: Callable[[Result], None] = lambda _result: None,
) -> list[Result]:  # fmt: skip
    """Sends all, then asks for what is not decided until it is, or ``wait`` seconds are over. In the order of the cases."""
    runs = [_sent(case, target, clock) for case in cases]
    deadline = clock() + wait
    while waiting := [one for one in runs if one.told.word not in _SETTLED]:
        for one in waiting:
            one.told, one.ended = target.ask(one.told, key=one.case.key), clock()
        if clock() >= deadline or all(one.told.word in _SETTLED for one in waiting):
            break
        sleep(POLL)
    results = [_judged(one) for one in runs]
    for result in results:
        heard(result)
    return results


def _sent(case: TestCase, target: Target, clock: Callable[[], float]) -> _Run:
    begun = clock()
    told = target.send(case.message, key=case.key)
    ended = clock()
    second = target.send(case.message, key=case.key) if case.expected is Expected.SAME else None
    return _Run(case, begun, told, ended - begun, second, ended)


def _judged(one: _Run) -> Result:
    verdict, why = _verdict(one.case.expected, one.told, one.second)
    return Result(one.case, verdict, one.told, round(one.seconds, 3), round(one.ended - one.begun, 3), why)


def _verdict(expected: Expected, told: Told, second: Told | None) -> tuple[Verdict, str]:
    if told.word is Word.TROUBLE:
        return Verdict.FAILED, f"no answer that means anything ({told.code})"
    if second is not None and second.receipt != told.receipt:
        return Verdict.FAILED, "the second answer differs from the first"
    if told.word in (Word.WAITING, Word.NOTHING):
        return Verdict.NOT_TOLD, told.code or "no answer within the time"
    wrong = {Expected.REFUSE: Word.ACCEPTED, Expected.ACCEPT: Word.REFUSED, Expected.SAME: Word.REFUSED}
    reason = f" ({told.code or 'without a reason'})" if told.word is Word.REFUSED else ""
    if told.word is wrong.get(expected):
        return Verdict.FAILED, f"it was {told.word.value}{reason} and should not have been"
    return Verdict.PASSED, f"{told.word.value}{reason}"
