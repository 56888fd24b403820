"""Hand-over to a city's or data centre's gateway, which sends by OSCI or XTA and finds the authority in the directory.

A package per message in a folder that the gateway watches, on a drive here or on a server by SFTP; what comes back lies in
folders beside it. How, byte by byte: ``docs/connectors/gateway.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from connectors.adapters.gateway import handover, inbox, receipts
from connectors.adapters.gateway.local import LocalStore
from connectors.adapters.gateway.options import GatewayOptions
from connectors.adapters.gateway.package import key_in, name_of, package_of
from connectors.adapters.gateway.remote import connected
from connectors.adapters.gateway.store import Store
from connectors.base import Collected, Connector, Followed, Options, OutgoingMessage, Receipt
from connectors.networks import networks

_PROBE = ".zusage/parts/probe"


class GatewayConnector(Connector[GatewayOptions]):
    name: ClassVar[str] = "gateway"
    options_model: ClassVar[type[Options]] = GatewayOptions
    has_way_back: ClassVar[bool] = True
    can_tell: ClassVar[bool] = True
    confirms_later: ClassVar[bool] = True

    def answers_come_back(self, options: GatewayOptions) -> bool:
        return options.way_back

    def check(self, options: GatewayOptions) -> None:
        """Looks for the folders, and writes, moves and removes a small file, as a delivery would."""
        with _store(options) as store:
            store.prepare(handover.WRITTEN)
            for folder in _looked_into(options):
                store.require(folder)
            for folder in _written_into(options):
                store.write(_PROBE, b"")
                store.move(_PROBE, f"{folder}/.zusage-probe")
                store.remove(f"{folder}/.zusage-probe")

    def deliver(self, message: OutgoingMessage, options: GatewayOptions, *, idempotency_key: str) -> Receipt:
        package, name = package_of(message, options, key=idempotency_key), name_of(message, idempotency_key)
        folders = options.folders
        with _store(options) as store:
            store.require(folders.outgoing)
            if receipts.is_there(store, folders.receipts, idempotency_key):
                return _receipt(name, options, sent=len(package))
            entry = handover.hand_over(
                store, folders.outgoing, key=idempotency_key, name=name, package=package, message_id=message.message_id
            )
        return _receipt(entry.name, options, sent=entry.package_bytes)

    def find(self, options: GatewayOptions, *, idempotency_key: str) -> Receipt | None:
        """By the ledger that lies beside the packages. While a package is only written, nothing has arrived."""
        with _store(options) as store:
            entry = handover.entry_of(store, idempotency_key)
            if entry is None or not handover.is_handed_over(store, entry):
                return None
            return _receipt(entry.name, options, sent=entry.package_bytes)

    def follow(self, receipt: str, options: GatewayOptions) -> Followed:
        with _store(options) as store:
            return receipts.fate_of(store, options.folders.receipts, key_in(receipt))

    def collect(self, options: GatewayOptions, cursor: str) -> Collected:
        """What lies in the incoming folder; there is no cursor, since what was kept is moved aside."""
        if not options.way_back:
            return Collected((), cursor)
        with _store(options) as store:
            return Collected(inbox.waiting(store, options.folders), cursor)

    def acknowledge(self, options: GatewayOptions, external_ids: tuple[str, ...]) -> None:
        if options.way_back and external_ids:
            with _store(options) as store:
                inbox.put_aside(store, options.folders, external_ids)


def _receipt(name: str, options: GatewayOptions, *, sent: int) -> Receipt:
    """The size is the package's, also where it went at an earlier try: every repetition answers the same."""
    return Receipt(name, final=not options.receipts, answer=name, sent_bytes=sent)


def _looked_into(options: GatewayOptions) -> list[str]:
    folders = options.folders
    return [
        folders.outgoing,
        *([folders.receipts] if options.receipts else []),
        *([folders.incoming, folders.done] if options.way_back else []),
    ]


def _written_into(options: GatewayOptions) -> list[str]:
    """Receipts are only read, so rights to read are enough there."""
    return [folder for folder in _looked_into(options) if folder != options.folders.receipts]


@contextmanager
def _store(options: GatewayOptions) -> Iterator[Store]:
    if options.server is None:
        yield LocalStore(options.folder)
        return
    with connected(options, options.server, networks=networks()) as store:
        yield store
