"""The words of the event log: signed by the service, or by the authority's system."""

from __future__ import annotations

import json
import secrets
import threading
import urllib.request
import uuid
from typing import Any

from infra.standins.fitconnect import jose
from infra.standins.fitconnect.faults import FAULTS
from infra.standins.fitconnect.store import Submission
from infra.standins.fitconnect.world import World

SCHEMA = "https://schema.fitko.de/fit-connect/set-payload/{}/set-payload.schema.json"
EVENT = "https://schema.fitko.de/fit-connect/events/{}-submission"
PROBLEM = "https://schema.fitko.de/fit-connect/events/problems/{}"
BY_AUTHORITY = ("accept", "reject")


def write(world: World, submission: Submission, kind: str, *, by: str = "", problem: str = "") -> None:
    """Appends it; the caller keeps the submission. ``by``: service or authority, where it is not the usual one."""
    by = by or ("authority" if kind in BY_AUTHORITY else "service")
    wrong = FAULTS.choice(world, "signature")
    content: dict[str, Any] = {}
    if kind in ("submit", "accept") and wrong != "no_tags":
        content["authenticationTags"] = _tags(submission, wrong)
    if kind == "reject":
        content["problems"] = [{"type": PROBLEM.format(problem), "title": problem, "detail": "", "instance": "data"}]
    name = world.issuer if by == "service" else submission["destination"]
    payload = {
        "$schema": SCHEMA.format("1.0.0" if wrong == "old_schema" else "1.2.2"),
        "jti": str(uuid.uuid4()),
        "iss": "https://anderswo.example" if wrong == "other_issuer" else name,
        "iat": int(world.clock()),
        "sub": f"submission:{submission['id']}",
        "txn": f"case:{uuid.uuid4() if wrong == 'other_case' else submission['case']}",
        "events": {EVENT.format(kind): content},
    }
    submission["events"].append(_signed(world, payload, by, wrong))


def _tags(submission: Submission, wrong: str) -> dict[str, Any]:
    told = {
        "metadata": jose.tag_of(submission["metadata"]),
        "data": jose.tag_of(submission["data"]),
        "attachments": {number: jose.tag_of(part) for number, part in submission["attachments"].items()},
    }
    return {**told, "data": "A" * 22} if wrong == "other_tags" else told


def _signed(world: World, payload: dict[str, Any], by: str, wrong: str) -> str:
    kid = "service" if by == "service" else "destination-verify"
    key = world.keys.private["short" if wrong == "by_stranger" else kid]
    head = {"alg": "RS256"} if wrong == "rs256" else {"typ": "JWT"} if wrong == "other_type" else {}
    token = jose.sign(payload, key, kid, **head)
    if wrong == "forged":
        front, _, back = token.rpartition(".")
        return f"{front}.{'A' if back[0] != 'A' else 'B'}{back[1:]}"
    return token


def ring(world: World, submission: Submission) -> None:
    """Tells the sender that there is news, if it wants to hear. Whether it listens is its own affair."""
    address = world.store.switch("callback")
    if address:
        threading.Thread(target=_ring, args=(address, submission["id"]), daemon=True).start()


def _ring(address: str, number: str) -> None:
    headers = {
        "Content-Type": "application/json", "callback-authentication": secrets.token_hex(64), "callback-timestamp": "0",
    }  # fmt: skip
    body = json.dumps({"submissionIds": [number]}).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=5):
            return
    except OSError:
        return
