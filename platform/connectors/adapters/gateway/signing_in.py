"""What is needed to sign in on the server: nothing but what the city set, and what it keeps as a secret."""

from __future__ import annotations

from typing import Any

from asyncssh import KeyEncryptionError, KeyImportError, import_private_key, import_public_key
from django.db import transaction

from configuration import secrets
from connectors.adapters.gateway.options import Server
from connectors.base import Misconfigured
from kernel.errors import Refusal


def terms(server: Server, *, secret: bytes | None = None) -> dict[str, Any]:
    """For ``asyncssh.connect``. The host's keys are those that the city wrote down, and no others are known; no agent, no
    file of this machine's user and no other way of signing in is tried.

    ``Misconfigured``: ``secret_missing``, or ``key_unusable`` (no private key, or one with a passphrase).
    """
    return {
        "known_hosts": ([import_public_key(line) for line in server.host_keys], [], []),
        "username": server.user,
        "config": None,
        "agent_path": None,
        "agent_forwarding": False,
        "gss_host": None,
        "gss_kex": False,
        "gss_auth": False,
        "host_based_auth": False,
        "kbdint_auth": False,
        "x509_trusted_certs": None,
        **_proof(server, _secret(server.secret) if secret is None else secret),
    }


def _proof(server: Server, secret: bytes) -> dict[str, Any]:
    if server.sign_in == "password":
        return {
            "password": secret.decode(errors="replace"), "client_keys": None, "password_auth": True,
            "public_key_auth": False,
        }  # fmt: skip
    try:
        key = import_private_key(secret)
    except (KeyImportError, KeyEncryptionError, ValueError):
        raise Misconfigured("key_unusable") from None
    return {"client_keys": [key], "public_key_auth": True, "password_auth": False}


def _secret(name: str) -> bytes:
    try:
        with transaction.atomic():
            return secrets.read(name)
    except Refusal:
        raise Misconfigured("secret_missing") from None
