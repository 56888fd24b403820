"""The signature of a request: HTTP Message Signatures (RFC 9421) with hmac-sha256, and Content-Digest (RFC 9530).

The other side can reckon it again from the request alone: ``docs/connectors/rest.md`` shows how, line by line.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

LABEL = "zusage"
WINDOW = timedelta(minutes=5)


@dataclass(frozen=True)
class SigningKey:
    key_id: str
    secret: bytes = field(repr=False)


def digest_of(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def signed(method: str, address: str, headers: Mapping[str, str], *, key: SigningKey, at: datetime) -> dict[str, str]:
    """``headers`` with the two of the signature; all of them are covered by it, besides method, host and path."""
    parts = urlsplit(address)
    values = {
        "@method": method,
        "@authority": _authority(parts.hostname or "", parts.port, parts.scheme),
        "@path": parts.path or "/",
        **{name.lower(): value for name, value in headers.items()},
    }
    parameters = _parameters(list(values), key.key_id, at)
    lines = [f'"{name}": {value}' for name, value in values.items()]
    base = "\n".join([*lines, f'"@signature-params": {parameters}'])
    mark = base64.b64encode(hmac.digest(key.secret, base.encode(), "sha256")).decode()
    return {**headers, "Signature-Input": f"{LABEL}={parameters}", "Signature": f"{LABEL}=:{mark}:"}


def _authority(host: str, port: int | None, scheme: str) -> str:
    usual = port is None or port == (443 if scheme == "https" else 80)
    name = f"[{host}]" if ":" in host else host
    return name.lower() if usual else f"{name.lower()}:{port}"


def _parameters(names: list[str], key_id: str, at: datetime) -> str:
    covered = " ".join(f'"{name}"' for name in names)
    created, expires = int(at.timestamp()), int((at + WINDOW).timestamp())
    nonce = secrets.token_urlsafe(12)
    return f'({covered});created={created};expires={expires};nonce="{nonce}";keyid="{key_id}";alg="hmac-sha256"'
