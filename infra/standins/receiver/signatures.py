"""Who calls: the signature is reckoned again from the request alone (RFC 9421, hmac-sha256), its window and its nonce watched."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass, field

from infra.standins.common.http import Request
from infra.standins.receiver.errors import Refused

WINDOW = 300
OF_ALL = {"@method", "@authority", "@path"}
OF_CONTENT = OF_ALL | {"content-type", "content-digest", "idempotency-key"}
_INPUT = re.compile(r"(?P<label>[a-z]+)=(?P<params>\((?P<names>[^)]*)\)(?P<rest>.*))")


@dataclass
class Verifier:
    secrets: dict[str, bytes] = field(repr=False)
    _seen: dict[str, float] = field(default_factory=dict)

    def check(self, request: Request, now: float) -> None:
        found = _INPUT.fullmatch(request.headers.get("signature-input", ""))
        if found is None:
            raise Refused("signature_invalid")
        names = re.findall(r'"([^"]+)"', found["names"])
        parameters = dict(re.findall(r';([a-z]+)="?([^";]*)"?', found["rest"]))
        secret = self.secrets.get(parameters.get("keyid", ""))
        if secret is None:
            raise Refused("unknown_key_id")
        lines = [f'"{name}": {_value(request, name)}' for name in names]
        base = "\n".join([*lines, f'"@signature-params": {found["params"]}'])
        expected = hmac.digest(secret, base.encode(), "sha256")
        if not hmac.compare_digest(expected, _told(request, found["label"])):
            raise Refused("signature_invalid")
        self._covers(request, set(names))
        self._in_time(parameters, now)

    def _covers(self, request: Request, names: set[str]) -> None:
        if not names >= (OF_CONTENT if request.method == "POST" else OF_ALL):
            raise Refused("signature_invalid")
        digest = base64.b64encode(hashlib.sha256(request.body).digest()).decode()
        if request.method == "POST" and request.headers.get("content-digest") != f"sha-256=:{digest}:":
            raise Refused("signature_invalid")

    def _in_time(self, parameters: dict[str, str], now: float) -> None:
        created, nonce = float(parameters.get("created", 0)), parameters.get("nonce", "")
        if abs(now - created) > WINDOW or now > float(parameters.get("expires", 0)):
            raise Refused("signature_expired")
        if not nonce or nonce in self._seen:
            raise Refused("signature_expired")
        self._seen = {kept: at for kept, at in self._seen.items() if now - at <= 2 * WINDOW} | {nonce: now}


def _value(request: Request, name: str) -> str:
    special = {"@method": request.method, "@authority": request.headers.get("host", "").lower(), "@path": request.path}
    return special.get(name, request.headers.get(name, ""))


def _told(request: Request, label: str) -> bytes:
    found = re.fullmatch(rf"{label}=:([A-Za-z0-9+/=]+):", request.headers.get("signature", ""))
    try:
        return base64.b64decode(found[1]) if found else b""
    except binascii.Error:
        return b""
