"""A gateway behind SFTP: packages as the connector *gateway* hands them over, receipts read back."""

from __future__ import annotations

import re

from pydantic import ValidationError

from connectors.adapters.gateway import handover, receipts
from connectors.adapters.gateway.options import GatewayOptions
from connectors.adapters.gateway.package import name_of, package_of
from connectors.adapters.gateway.remote import connected
from connectors.base import DeliveryError, Fate, Misconfigured, OutgoingMessage, Rejected
from connectors.kit.targets.base import SET_UP, Target, Told, UnusableTarget, Word

_PLACE = re.compile(r"(?P<user>[^@\s]+)@(?P<host>[^:/\s]+)(?::(?P<port>\d{1,5}))?(?P<folder>/.*)?")
_FATES = {Fate.ACCEPTED: Word.ACCEPTED, Fate.REJECTED: Word.REFUSED, Fate.WAITING: Word.WAITING}


class SftpTarget(Target):
    """``place``: ``user@host:port/folder``. ``secret``: a private key, or a password."""

    def __init__(self, place: str, *, host_keys: list[str], secret: bytes, with_password: bool) -> None:
        found = _PLACE.fullmatch(place)
        if found is None:
            raise UnusableTarget("address")
        server = {
            "host": found["host"], "port": int(found["port"] or 22), "user": found["user"], "host_keys": host_keys,
            "sign_in": "password" if with_password else "key", "secret": "kit",
        }  # fmt: skip
        try:
            self._options = GatewayOptions.model_validate(
                {"server": server, "folder": (found["folder"] or "").strip("/"), "way_back": False}
            )
        except ValidationError as error:
            raise UnusableTarget(".".join(map(str, error.errors()[0]["loc"]))) from None
        self._secret = secret

    def send(self, message: OutgoingMessage, *, key: str) -> Told:
        options = self._options
        if options.server is None:
            raise UnusableTarget("address")
        name = name_of(message, key)
        try:
            package = package_of(message, options, key=key)
            with connected(options, options.server, secret=self._secret, networks=None) as store:
                store.require(options.folders.outgoing)
                handover.hand_over(
                    store, options.folders.outgoing, key=key, name=name, package=package, message_id=message.message_id
                )
        except DeliveryError as error:
            return _said(error)
        return Told(Word.WAITING, receipt=name)

    def ask(self, told: Told, *, key: str) -> Told:
        options = self._options
        if options.server is None:
            raise UnusableTarget("address")
        try:
            with connected(options, options.server, secret=self._secret, networks=None) as store:
                followed = receipts.fate_of(store, options.folders.receipts, key)
        except DeliveryError as error:
            return _said(error)
        return Told(_FATES[followed.fate], next(iter(followed.codes), ""), told.receipt)


def _said(error: DeliveryError) -> Told:
    """A message that cannot be packed, for it is broken, reaches no receiver: that says nothing about it."""
    if isinstance(error, Rejected):
        return Told(Word.NOTHING, error.code)
    return Told(Word.TROUBLE, f"{SET_UP}{error.code}" if isinstance(error, Misconfigured) else error.code)
