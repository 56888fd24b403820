"""Sealed for the destination alone: compact JWE, RSA-OAEP-256 and A256GCM, with ``kid`` and ``cty`` and without ``zip``.

Version 1 of the service compressed; version 2 refuses that, and a metadata or data part without ``cty``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

from connectors.adapters.fit_connect.destination import XML
from connectors.adapters.fit_connect.metadata import metadata
from connectors.adapters.fit_connect.options import FitConnectOptions
from connectors.base import OutgoingMessage

JSON, PDF = "application/json", "application/pdf"


@dataclass(frozen=True)
class Sealed:
    """``attachment`` is empty where the message has no summary."""

    metadata: str = field(repr=False)
    data: str = field(repr=False)
    attachment: str = field(repr=False)

    @property
    def size(self) -> int:
        """Bytes that go over the wire, but for what surrounds them."""
        return len(self.metadata) + len(self.data) + len(self.attachment)

    @property
    def tags(self) -> dict[str, str]:
        """What the other side repeats when it says what it received."""
        return {name: tag_of(part) for name, part in vars(self).items() if part}


def seal(message: OutgoingMessage, options: FitConnectOptions, key: JWK, *, attachment_id: str) -> Sealed:
    """Another key and another text at every call, as it should be; the hashes inside stay the same."""
    told = metadata(message, options, attachment_id=attachment_id)
    return Sealed(
        encrypted(json.dumps(told, ensure_ascii=False).encode(), key, JSON),
        encrypted(message.body, key, XML),
        encrypted(message.summary, key, PDF) if message.summary else "",
    )


def encrypted(content: bytes, key: JWK, kind: str) -> str:
    header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": key["kid"], "cty": kind}
    made: str = JWE(content, json.dumps(header), recipient=key).serialize(compact=True)
    return made


def tag_of(compact: str) -> str:
    """The fifth part: who changes a byte of the content changes this."""
    return compact.rpartition(".")[2]
