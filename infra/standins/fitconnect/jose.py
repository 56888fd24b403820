"""The two forms that travel, by hand on the primitives, so that nothing is shared with the library on the other side."""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
_PSS = padding.PSS(padding.MGF1(hashes.SHA512()), hashes.SHA512.digest_size)


class Unreadable(ValueError):
    """Not a compact JWE of the kind that is demanded; says which part of its head is wrong."""


def head_of(compact: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(compact.split(".")[0]))
    except ValueError:
        raise Unreadable("Invalid JWE") from None
    return found if isinstance(found, dict) else {}


def check_head(compact: str, kid: str, kinds: tuple[str, ...]) -> None:
    """``kinds``: what ``cty`` may be; empty for anything."""
    head = head_of(compact)
    for name, wanted in (("alg", "RSA-OAEP-256"), ("enc", "A256GCM"), ("kid", kid)):
        if head.get(name) != wanted:
            raise Unreadable(f"Invalid JWE Header '{name}'")
    if "zip" in head:
        raise Unreadable("Invalid JWE Header 'zip'")
    if kinds and head.get("cty") not in kinds:
        raise Unreadable("Invalid JWE Header 'cty'")
    if compact.count(".") != 4:
        raise Unreadable("Invalid JWE")


def open_jwe(compact: str, key: rsa.RSAPrivateKey) -> bytes:
    head, wrapped, nonce, text, tag = compact.split(".")
    try:
        return AESGCM(key.decrypt(_bytes(wrapped), _OAEP)).decrypt(
            _bytes(nonce), _bytes(text) + _bytes(tag), head.encode()
        )
    except (ValueError, InvalidTag):
        raise Unreadable("cannot be decrypted") from None


def sign(payload: dict[str, Any], key: rsa.RSAPrivateKey, kid: str, **head: str) -> str:
    told = {"typ": "secevent+jwt", "kid": kid, "alg": "PS512", **head}
    signed = f"{_text(json.dumps(told).encode())}.{_text(json.dumps(payload).encode())}"
    return f"{signed}.{_text(key.sign(signed.encode(), _PSS, hashes.SHA512()))}"


def tag_of(compact: str) -> str:
    return compact.rpartition(".")[2]


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
