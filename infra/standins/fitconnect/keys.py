"""Keys of the service and of the authorities' systems, with certificates of an authority of its own; made once and kept."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar, cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from infra.standins.common import certificates
from infra.standins.common.store import kept

BITS = {"destination": 4096, "destination-verify": 4096, "service": 4096, "short": 2048}
ALGORITHMS = {"destination": ("RSA-OAEP-256", "wrapKey")}
SIGNING = ("PS512", "verify")
ISSUER, LISTED = "Attrappe der Verwaltungs-PKI", 4711
LONG, SHORT = timedelta(days=7300), timedelta(days=3300)  # of certificates that began ten years ago
K = TypeVar("K", rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)


@dataclass(frozen=True)
class Keys:
    """``chains``: good, expired, foreign (of an authority that nobody knows); each about the key of the destination that
    the name before the colon says."""

    private: dict[str, rsa.RSAPrivateKey]
    chains: dict[str, list[str]]
    authority: str
    root: ec.EllipticCurvePrivateKey

    def listed(self, name: str, list_address: str) -> list[str]:
        """The chain of a certificate that names a list of those that were taken back."""
        made = certificates.certificate(
            name, self.private[name], by=self.root, issuer=ISSUER, number=LISTED, list_address=list_address
        )
        return [_der(made)]

    def revoked(self, *, numbers: tuple[int, ...], over: bool = False) -> bytes:
        """That list, as DER. ``over``: its time is up."""
        return certificates.revocation_list(by=self.root, issuer=ISSUER, numbers=numbers, over=over)

    def public(self, name: str, *, chain: str = "good") -> dict[str, Any]:
        algorithm, operation = ALGORITHMS.get(name, SIGNING)
        return {
            **numbers(self.private[name]), "alg": algorithm, "key_ops": [operation], "kid": name,
            **({"x5c": self.chains[f"{name}:{chain}"]} if chain else {}),
        }  # fmt: skip


def numbers(key: rsa.RSAPrivateKey) -> dict[str, str]:
    public = key.public_key().public_numbers()
    return {"kty": "RSA", "n": _b64(public.n), "e": _b64(public.e)}


@cache
def load(folder: Path) -> Keys:
    """Makes what is missing. 4096 bits take a second each, the first time only."""
    private = {
        name: _key(folder / f"{name}.pem", partial(rsa.generate_private_key, 65537, bits))
        for name, bits in BITS.items()
    }
    root, stranger = _key(folder / "root.pem", _curve), _curve()
    made = certificates.certificate(ISSUER, root, by=root, issuer=ISSUER).public_bytes(Encoding.PEM)
    authority = kept(folder / "authority.pem", lambda: made).decode()
    kinds = {"good": (root, LONG), "expired": (root, SHORT), "foreign": (stranger, LONG)}
    chains = {
        f"{name}:{kind}": [_der(certificates.certificate(name, private[name], by=by, issuer=ISSUER, lasts=lasts))]
        for name in ("destination", "destination-verify")
        for kind, (by, lasts) in kinds.items()
    }
    return Keys(private, chains, authority, root)


def _key(path: Path, make: Callable[[], K]) -> K:
    return cast("K", load_pem_private_key(kept(path, lambda: certificates.pem(make())), None))


def _curve() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _der(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def _b64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode()
