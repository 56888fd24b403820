"""Announced, filled, handed over; and what the authority does with it."""

from __future__ import annotations

import uuid
from typing import Any

from infra.standins.fitconnect import event_log, jose
from infra.standins.fitconnect.errors import Problem
from infra.standins.fitconnect.faults import FAULTS
from infra.standins.fitconnect.store import Submission
from infra.standins.fitconnect.world import SERVICE, World, destination_of

DATA = ("application/json", "application/xml")


def announce(world: World, client: str, told: dict[str, Any]) -> dict[str, Any]:
    attachments, service = told.get("announcedAttachments"), told.get("publicService")
    if not isinstance(attachments, list) or not isinstance(service, dict) or service.get("identifier") != SERVICE:
        raise Problem(422, "announcement")
    if told.get("destinationId") != destination_of(client):
        raise Problem(422, "destination")  # the stand-in's clients send to their own authority only
    made: Submission = {
        "id": str(uuid.uuid4()), "case": str(uuid.uuid4()), "client": client, "destination": told["destinationId"],
        "announced": attachments, "attachments": {}, "metadata": "", "data": "", "state": "announced", "events": [],
        "at": world.clock(),
    }  # fmt: skip
    event_log.write(world, made, "create")
    world.store.put(made)
    return {"submissionId": made["id"], "caseId": made["case"], "destinationId": made["destination"]}


def find(world: World, client: str, number: str) -> Submission:
    found = world.store.get(number)
    if found is None or found["client"] != client:
        raise Problem(404, "submission")
    return found


def attach(world: World, submission: Submission, number: str, body: str) -> None:
    _open_for_more(submission)
    if number not in submission["announced"]:
        raise Problem(422, "attachment not announced")
    _checked(body, ())
    submission["attachments"][number] = body
    world.store.put(submission)


def hand_over(world: World, submission: Submission, told: dict[str, Any]) -> None:
    _open_for_more(submission)
    if set(submission["announced"]) != set(submission["attachments"]):
        raise Problem(422, "attachments are missing")
    metadata, data = str(told.get("encryptedMetadata", "")), str(told.get("encryptedData", ""))
    _checked(metadata, ("application/json",))
    _checked(data, DATA)
    submission |= {"metadata": metadata, "data": data, "state": "submitted"}
    event_log.write(world, submission, "submit")
    world.store.put(submission)
    wanted = FAULTS.choice(world, "authority")
    if wanted != "waits":
        decide(world, submission, wanted.removesuffix("s"))


def decide(world: World, submission: Submission, verb: str, *, problem: str = "hash-mismatch") -> None:
    """accept, reject, expire (the service rejects what nobody fetched), forget. Only the first word counts."""
    if verb == "forget":
        world.store.forget(submission["id"])
        return
    if submission["state"] != "submitted":
        return
    if verb == "expire":
        event_log.write(world, submission, "reject", by="service", problem="timeout")
    else:
        event_log.write(world, submission, verb, problem=problem)
    submission["state"] = {"accept": "accepted", "reject": "rejected", "expire": "expired"}[verb]
    world.store.put(submission)
    event_log.ring(world, submission)


def _open_for_more(submission: Submission) -> None:
    if submission["state"] != "announced":
        raise Problem(409, "submitted already")


def _checked(compact: str, kinds: tuple[str, ...]) -> None:
    try:
        jose.check_head(compact, "destination", kinds)
    except jose.Unreadable as wrong:
        raise Problem(422, str(wrong)) from None


def opened(world: World, submission: Submission) -> dict[str, bytes]:
    """What the authority reads: metadata, data and each attachment by its number."""
    key = world.keys.private["destination"]
    parts = {"metadata": submission["metadata"], "data": submission["data"], **submission["attachments"]}
    return {name: jose.open_jwe(part, key) for name, part in parts.items() if part}
