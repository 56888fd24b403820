"""A message of 5 MB with its metadata sealed for FIT-Connect (RSA-4096), beside plain AES-GCM of the same bytes."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from tests.bench.figures import Figure, against, percentile, plain, timed

MESSAGE_BYTES, SUMMARY_BYTES = 5_000_000, 60_000


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from connectors.adapters.fit_connect.envelope import seal
    from connectors.adapters.fit_connect.options import FitConnectOptions
    from connectors.base import OutgoingMessage

    sent = OutgoingMessage(str(uuid4()), "130201", "0123456789AB", os.urandom(MESSAGE_BYTES), os.urandom(SUMMARY_BYTES))
    told = {"environment": "test", "client_id": "offenbach", "secret": "fit-connect", "destination": str(uuid4())}
    options, key, attachment = FitConnectOptions.model_validate(told), _key(), str(uuid4())
    cipher = AESGCM(AESGCM.generate_key(256))

    def plainly() -> None:
        for part in (sent.body, sent.summary):
            cipher.encrypt(secrets.token_bytes(12), part, b"")

    bare = percentile(timed(plainly), 0.5) * 1000
    sealed = percentile(timed(lambda: seal(sent, options, key, attachment_id=attachment)), 0.5) * 1000
    size = seal(sent, options, key, attachment_id=attachment).size
    yield plain("fit-connect: AES-GCM of 5 MB alone, p50", bare, "ms")
    yield against(
        "fit-connect: 5 MB and metadata sealed, p50", sealed, "ms", bound=bare, of="AES-GCM of the same bytes"
    )
    yield against(
        "fit-connect: over the wire", size, "bytes", bound=MESSAGE_BYTES + SUMMARY_BYTES, of="message and summary"
    )


def _key() -> Any:
    from cryptography.hazmat.primitives.asymmetric import rsa

    from connectors.adapters.fit_connect.keys import Purpose, usable
    from infra.standins.fitconnect.keys import numbers

    public = numbers(rsa.generate_private_key(65537, 4096))
    raw = {**public, "alg": "RSA-OAEP-256", "key_ops": ["wrapKey"], "kid": "bench"}
    return usable(raw, Purpose.ENCRYPT, kid="bench", trusted="", wants_certificate=False)
