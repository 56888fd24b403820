"""The authority's destination (*Zustellpunkt*): whether it takes our message, and the key that it is encrypted with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jwcrypto.jwk import JWK

from connectors.adapters.fit_connect.client import Client, Refused
from connectors.adapters.fit_connect.keys import KeyRefused, Purpose, chain_of, usable
from connectors.adapters.fit_connect.options import FitConnectOptions
from connectors.adapters.fit_connect.revocation import refuse_revoked
from connectors.base import Misconfigured, Temporary
from kernel.clock import now

ACTIVE = "active"
XML = "application/xml"
_CHANNELS = {"email": "eMail"}


def encryption_key(client: Client, options: FitConnectOptions) -> JWK:
    """Of the destination, after a look at whether it offers what we send. Everything that does not fit is ``Misconfigured``:
    nothing was sent, and a person has to mend it."""
    try:
        told = client.get(f"/v2/destinations/{options.destination}")
    except Refused:
        raise Misconfigured("destination_unknown") from None
    try:
        _takes_it(told, options)
        kid = told["encryptionKid"]
    except (KeyError, TypeError, AttributeError):
        raise Temporary("answer_nonsense") from None
    return key(client, options, kid, Purpose.ENCRYPT)


def key(client: Client, options: FitConnectOptions, kid: Any, purpose: Purpose) -> JWK:
    if not isinstance(kid, str) or not kid.isascii() or not kid.replace("-", "").replace("_", "").isalnum():
        raise Misconfigured("key_refused")
    try:
        raw = client.get(f"/v2/destinations/{options.destination}/keys/{kid}")
    except Refused:
        raise Misconfigured("key_unknown") from None
    if not isinstance(raw, Mapping) or "kty" not in raw:
        raise Temporary("answer_nonsense")
    try:
        found = usable(raw, purpose, kid=kid, trusted=options.trusted, wants_certificate=options.wants_certificates)
        if options.trusted:
            strict = options.strict_about_revocation
            refuse_revoked(chain_of(raw.get("x5c")), trusted=options.trusted, strict=strict, at=now())
        return found
    except KeyRefused as refused:
        raise Misconfigured(refused.code) from None


def _takes_it(told: Any, options: FitConnectOptions) -> None:
    if told["status"] != ACTIVE:
        raise Misconfigured("destination_closed")
    offered = [one for one in told["publicServices"] if one["identifier"] == options.service]
    if not offered:
        raise Misconfigured("service_not_offered")
    if options.region and not any(_covers(one.get("regions"), options.region) for one in offered):
        raise Misconfigured("region_not_offered")
    schemas = [schema for one in offered for schema in one["submissionSchemas"]]
    if not any(schema["schemaUri"] == options.schema_uri and schema.get("mimeType", XML) == XML for schema in schemas):
        raise Misconfigured("schema_not_offered")
    channels, wanted = told.get("replyChannels"), _CHANNELS.get(options.reply_channel)
    if wanted and isinstance(channels, Mapping) and wanted not in channels:
        raise Misconfigured("reply_channel_not_offered")


def _covers(regions: Any, wanted: str) -> bool:
    """A destination that lists none covers all. A region is covered by its own number or a shorter one it begins with."""
    return not regions or any(wanted.startswith(region) for region in regions)
