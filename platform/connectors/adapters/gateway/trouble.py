"""Errors on the way to a server and there, as one of the three. Texts of the other side are not kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncssh

from connectors.base import Misconfigured, Temporary

# The first that fits counts.
_KINDS: tuple[tuple[type[Exception], Temporary | Misconfigured], ...] = (
    (asyncssh.HostKeyNotVerifiable, Misconfigured("host_key_changed")),
    (asyncssh.PermissionDenied, Misconfigured("credentials_refused")),
    (asyncssh.KeyExchangeFailed, Misconfigured("no_common_method")),
    (asyncssh.SFTPPermissionDenied, Misconfigured("not_writable")),
    (asyncssh.SFTPWriteProtect, Misconfigured("not_writable")),
    (asyncssh.SFTPNoSuchFile, Misconfigured("folder_missing")),
    (asyncssh.SFTPNoSuchPath, Misconfigured("folder_missing")),
    (asyncssh.SFTPNoSpaceOnFilesystem, Temporary("disk_full")),
    (asyncssh.SFTPQuotaExceeded, Temporary("disk_full")),
    (asyncssh.SFTPConnectionLost, Temporary("no_answer")),
    (asyncssh.SFTPNoConnection, Temporary("no_answer")),
    (asyncssh.SFTPError, Temporary("file_system")),
    (asyncssh.Error, Temporary("no_answer")),
    (TimeoutError, Temporary("too_slow")),
    (OSError, Temporary("no_answer")),
    (ValueError, Temporary("nonsense")),
)


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except tuple(kind for kind, _meant in _KINDS) as error:
        meant = next(meant for kind, meant in _KINDS if isinstance(error, kind))
        raise type(meant)(meant.code) from None
