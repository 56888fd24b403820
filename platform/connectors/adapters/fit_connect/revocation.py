"""Whether the certificate of a key was taken back: by the list that the certificate itself names.

A list counts when the issuer signed it and its time has come and is not over. It is kept in this process until it names the
next one. Asked is only after the chain was followed to an authority that the city trusts, so nobody else names the address.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings

from connectors.adapters.fit_connect.keys import KeyRefused
from connectors.base import Temporary
from connectors.networks import networks
from kernel.http import LOOPBACK, CallFailed, Manner, call

SECONDS, MOST_BYTES = 10, 10_000_000
KEPT, KEPT_AT_MOST = 20, timedelta(days=1)

_lists: OrderedDict[str, tuple[x509.CertificateRevocationList, datetime]] = OrderedDict()
_lock = threading.Lock()


def refuse_revoked(chain: Sequence[x509.Certificate], *, trusted: str, strict: bool, at: datetime) -> None:
    """``chain``: verified before; ``strict``: a list that is not named or cannot be had refuses too, else it does not.

    Raises ``KeyRefused`` (certificate_revoked, revocation_list_missing) and ``Temporary`` (revocation_list_silent). Calls
    the outside world.
    """
    known = [*chain, *x509.load_pem_x509_certificates(trusted.encode())]
    for certificate in chain:
        if certificate.issuer == certificate.subject:
            continue
        issuers = [one for one in known if one.subject == certificate.issuer]
        places = _places(certificate)
        if not places and strict:
            raise KeyRefused("revocation_list_missing")
        found = next((one for place in places if (one := _list_at(place, issuers, at)) is not None), None)
        if found is None and places and strict:
            raise Temporary("revocation_list_silent")
        if found is not None and found.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
            raise KeyRefused("certificate_revoked")


def forget_lists() -> None:
    with _lock:
        _lists.clear()


def _places(certificate: x509.Certificate) -> list[str]:
    """The addresses that can be called; a list is signed, so http will do."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    names = [name.value for point in points for name in point.full_name or [] if isinstance(name.value, str)]
    return [name for name in names if _is_callable(name)]


def _is_callable(address: str) -> bool:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  refuses a port that is none
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        return False
    return parts.hostname not in LOOPBACK or not settings.SECURE


def _list_at(place: str, issuers: Sequence[x509.Certificate], at: datetime) -> x509.CertificateRevocationList | None:
    with _lock:
        kept = _lists.get(place)
    if kept is not None and at < kept[1]:
        return kept[0] if _is_of(kept[0], issuers) else None
    found = _fetched(place)
    if found is None or not _is_of(found, issuers) or found.last_update_utc > at + timedelta(minutes=10):
        return None
    ends = min(found.next_update_utc or at, at + KEPT_AT_MOST)
    if found.next_update_utc is not None and found.next_update_utc <= at:
        return None
    with _lock:
        _lists[place] = found, ends
        while len(_lists) > KEPT:
            _lists.popitem(last=False)
    return found


def _is_of(found: x509.CertificateRevocationList, issuers: Sequence[x509.Certificate]) -> bool:
    try:
        return any(found.issuer == one.subject and found.is_signature_valid(one.public_key()) for one in issuers)  # type: ignore[arg-type]  # a key of another kind is a TypeError
    except TypeError:
        return False


def _fetched(place: str) -> x509.CertificateRevocationList | None:
    try:
        answer = call("GET", place, seconds=SECONDS, most=MOST_BYTES, manner=Manner(networks=networks()))
    except CallFailed:
        return None
    if answer.status != 200:
        return None
    read = x509.load_pem_x509_crl if answer.body.startswith(b"-----BEGIN") else x509.load_der_x509_crl
    try:
        return read(answer.body)
    except ValueError:
        return None
