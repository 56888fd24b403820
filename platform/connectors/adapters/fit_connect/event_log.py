"""What became of a submission, as the event log tells it and the signatures prove it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from jwcrypto.jwk import JWK

from connectors.adapters.fit_connect import destination
from connectors.adapters.fit_connect.client import Client, Refused
from connectors.adapters.fit_connect.keys import KeyRefused, Purpose, usable
from connectors.adapters.fit_connect.ledger import Note
from connectors.adapters.fit_connect.options import FitConnectOptions
from connectors.adapters.fit_connect.security_events import Event, NotVerified, Signers, read
from connectors.base import Fate, Followed, Misconfigured, Temporary

PAGE = 100
MOST_PAGES = 10


class Unknown(Exception):
    """The service has no such submission."""


def events(client: Client, options: FitConnectOptions, note: Note) -> list[Event]:
    """All that we know how to read, in the log's order. One word that is not proven makes the whole log unusable: then
    nobody can say what happened, and it is asked again. Raises ``Unknown``."""
    signers = _signers(client, options.model_copy(update={"destination": note.destination}))
    try:
        found = [read(token, note, signers) for token in _tokens(client, note)]
    except NotVerified:
        raise Temporary("set_not_verified") from None
    return [event for event in found if event is not None]


def has_arrived(log: list[Event], note: Note) -> bool:
    """The service has signed that it has all of it, and it is what we sent."""
    for event in log:
        if event.kind == "submit-submission":
            if event.tags is not None:
                _check_tags(event, note)
            return True
    return any(event.kind in ("accept-submission", "reject-submission") for event in log)


def fate(log: list[Event], note: Note) -> Followed:
    """Accepted wins whatever else is told. Accepted is only what carries the tags of what we sent."""
    kinds = {event.kind: event for event in log}
    if "accept-submission" in kinds:
        _check_tags(kinds["accept-submission"], note)
        return Followed(Fate.ACCEPTED)
    if "reject-submission" in kinds:
        return Followed(Fate.REJECTED, kinds["reject-submission"].problems or ("no_reason_given",))
    if "delete-submission" in kinds:
        return Followed(Fate.REJECTED, ("deleted_unread",))
    return Followed(Fate.WAITING)


def _check_tags(event: Event, note: Note) -> None:
    told = event.tags or {}
    attachments = told.get("attachments") or {}
    wanted = {str(note.attachment)} if any("attachment" in one for one in note.tags) else set()
    fits = (
        _is_ours("metadata", told.get("metadata"), note)
        and _is_ours("data", told.get("data"), note)
        and isinstance(attachments, Mapping)
        and {str(name).lower() for name in attachments} == wanted
        and all(_is_ours("attachment", tag, note) for tag in attachments.values())
    )
    if not fits:
        raise Temporary("tags_do_not_match")


def _is_ours(part: str, tag: Any, note: Note) -> bool:
    return any(isinstance(tag, str) and one.get(part) == tag for one in note.tags)


def _tokens(client: Client, note: Note) -> list[Any]:
    found: list[Any] = []
    for page in range(MOST_PAGES):
        path = f"/v2/submissions/{note.submission}/events?limit={PAGE}&offset={page * PAGE}"
        try:
            told = client.get(path)
        except Refused as refused:
            if refused.status in (404, 410):
                raise Unknown from None
            raise Temporary("answer_nonsense") from None
        log = told.get("eventLog") if isinstance(told, Mapping) else None
        if not isinstance(log, list):
            raise Temporary("answer_nonsense")
        found += log
        if len(log) < PAGE:
            break
    return found


def _signers(client: Client, options: FitConnectOptions) -> Signers:
    kept: dict[str, Any] = {}

    def of_service(kid: str) -> JWK | None:
        if "" not in kept:
            kept[""] = service_keys(client)
        return kept[""].get(kid)

    def of_destination(kid: str) -> JWK | None:
        if f"d {kid}" not in kept:
            kept[f"d {kid}"] = _destination_key(client, options, kid)
        return kept[f"d {kid}"]

    host = urlsplit(options.places.service).netloc
    return Signers(host, options.issuer, of_service, of_destination)


def _destination_key(client: Client, options: FitConnectOptions, kid: str) -> JWK | None:
    try:
        return destination.key(client, options, kid, Purpose.VERIFY)
    except Misconfigured as refused:
        if refused.code == "credentials_refused":
            raise
        return None


def service_keys(client: Client) -> dict[str, JWK]:
    """By number. Keys of another kind are left out; the line itself vouches for them (TLS, at the address that is set)."""
    try:
        told = client.get("/.well-known/jwks.json")
    except Refused:
        raise Misconfigured("address_leads_elsewhere") from None
    keys = told.get("keys") if isinstance(told, Mapping) else None
    if not isinstance(keys, list):
        raise Temporary("answer_nonsense")
    found = {}
    for raw in keys:
        try:
            kid = str(raw["kid"])
            found[kid] = usable(raw, Purpose.VERIFY, kid=kid, trusted="", wants_certificate=False)
        except (KeyRefused, KeyError, TypeError):
            continue
    return found
