"""Whether a key of the other side may be used: what it is for, how long it is, and who vouches for it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK

LEAST_BITS = 4096
EXPONENT = "AQAB"
LONGEST_CHAIN = 5


class Purpose(Enum):
    """(algorithm, operation) as the service demands them."""

    ENCRYPT = ("RSA-OAEP-256", "wrapKey")
    VERIFY = ("PS512", "verify")


class KeyRefused(Exception):
    """Codes: key_refused, certificate_missing, certificate_differs, certificate_untrusted, certificate_expired,
    certificate_revoked, revocation_list_missing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def usable(raw: Any, purpose: Purpose, *, kid: str, trusted: str, wants_certificate: bool) -> JWK:
    """The key, public part only. ``trusted``: PEM of the authorities; empty where certificates are not followed.

    A certificate that is there must be about this very key, wanted or not. Raises ``KeyRefused``.
    """
    if not isinstance(raw, Mapping):
        raise KeyRefused("key_refused")
    public = _public(raw, purpose, kid)
    chain = chain_of(raw.get("x5c"))
    if not chain and wants_certificate:
        raise KeyRefused("certificate_missing")
    if chain and not _is_about(chain[0], public):
        raise KeyRefused("certificate_differs")
    if chain and trusted:
        _follow(chain, trusted)
    return JWK(**{name: raw[name] for name in ("kty", "n", "e", "kid", "alg", "key_ops")})


def _public(raw: Mapping[str, Any], purpose: Purpose, kid: str) -> RSAPublicKey:
    algorithm, operation = purpose.value
    told = (raw.get("kty"), raw.get("alg"), raw.get("key_ops"), raw.get("kid"), raw.get("e"))
    if told != ("RSA", algorithm, [operation], kid, EXPONENT) or {"d", "p", "q"} & raw.keys():
        raise KeyRefused("key_refused")
    try:
        key = JWK(kty="RSA", n=raw["n"], e=EXPONENT).get_op_key("verify")
    except (JWException, KeyError, ValueError, TypeError):
        raise KeyRefused("key_refused") from None
    if key.key_size < LEAST_BITS:
        raise KeyRefused("key_refused")
    return key  # type: ignore[no-any-return]  # jwcrypto has no types


def chain_of(told: Any) -> list[x509.Certificate]:
    """The certificates as the key carries them, or none. Raises ``KeyRefused``."""
    if not told:
        return []
    if not isinstance(told, list) or len(told) > LONGEST_CHAIN:
        raise KeyRefused("certificate_differs")
    try:
        return [x509.load_der_x509_certificate(base64.b64decode(one, validate=True)) for one in told]
    except (ValueError, TypeError, binascii.Error):
        raise KeyRefused("certificate_differs") from None


def _is_about(certificate: x509.Certificate, public: RSAPublicKey) -> bool:
    try:
        found = certificate.public_key()
    except (ValueError, TypeError):
        return False
    return isinstance(found, RSAPublicKey) and found.public_numbers() == public.public_numbers()


def _follow(chain: list[x509.Certificate], trusted: str) -> None:
    """Up to one of the authorities, all of them valid today. Whether one was taken back is asked apart (``revocation``)."""
    if _verifies(chain, trusted):
        return
    # Valid on its first day and not today: it ran out, and whoever made it may renew it.
    then = chain[0].not_valid_before_utc + timedelta(seconds=1)
    raise KeyRefused("certificate_expired" if _verifies(chain, trusted, then=then) else "certificate_untrusted")


def _verifies(chain: list[x509.Certificate], trusted: str, *, then: Any = None) -> bool:
    builder = PolicyBuilder().store(Store(x509.load_pem_x509_certificates(trusted.encode())))
    # These certificates are made for encrypting and signing, not for servers: they name no host.
    builder = builder.extension_policies(
        ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=ExtensionPolicy.permit_all()
    )
    try:
        (builder.time(then) if then else builder).build_client_verifier().verify(chain[0], chain[1:])
    except (VerificationError, ValueError):
        return False
    return True
