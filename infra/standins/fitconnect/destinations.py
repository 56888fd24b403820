"""The authorities' destinations and their keys, as the interface shows them."""

from __future__ import annotations

from typing import Any

from infra.standins.fitconnect.errors import Problem
from infra.standins.fitconnect.faults import FAULTS
from infra.standins.fitconnect.keys import LISTED, numbers
from infra.standins.fitconnect.world import CLIENTS, SCHEMA, SERVICE, World, destination_of

LISTS = ("listed", "revoked", "list_silent", "list_over")


def shown(world: World, number: str) -> dict[str, Any]:
    _known(number)
    wrong = FAULTS.choice(world, "destination")
    return {
        "destinationId": number,
        "status": "inactive" if wrong == "inactive" else "active",
        "encryptionKid": "destination",
        "publicServices": [
            {
                "identifier": f"{SERVICE}0" if wrong == "other_service" else SERVICE,
                "regions": ["DE09"] if wrong == "other_region" else ["DE"],
                "submissionSchemas": [
                    {"schemaUri": f"{SCHEMA}-x" if wrong == "other_schema" else SCHEMA, "mimeType": "application/xml"}
                ],
            }
        ],
        "replyChannels": {"deMail": {}} if wrong == "no_email" else {"eMail": {}, "fitConnect": {}},
    }


def key(world: World, number: str, kid: str) -> dict[str, Any]:
    _known(number)
    if kid not in ("destination", "destination-verify"):
        raise Problem(404, "key")
    wrong = FAULTS.choice(world, "key")
    chain = {"bare": "", "expired": "expired", "foreign": "foreign"}.get(wrong, "good")
    told = world.keys.public(kid, chain=chain)
    changed: dict[str, dict[str, Any]] = {
        "short": numbers(world.keys.private["short"]),
        "other_use": {"key_ops": ["verify" if kid == "destination" else "wrapKey"]},
        "other_number": {"kid": f"{kid}-2"},
        "private": {"d": "AQAB"},
        "swapped": {"x5c": world.keys.public("destination" if kid != "destination" else "destination-verify")["x5c"]},
    }
    if wrong in LISTS:
        told["x5c"] = world.keys.listed(kid, f"{world.issuer}/sperrliste/{wrong}")
    return told | changed.get(wrong, {})


def revocation_list(world: World, name: str) -> bytes:
    if name not in LISTS or name == "list_silent":
        raise Problem(404, "list")
    return world.keys.revoked(numbers=(LISTED,) if name == "revoked" else (1,), over=name == "list_over")


def service_keys(world: World) -> dict[str, Any]:
    return {"keys": [world.keys.public("service", chain="")]}


def _known(number: str) -> None:
    if number not in {destination_of(client) for client in CLIENTS}:
        raise Problem(404, "destination")
