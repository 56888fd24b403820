"""Errors of a file system, as what a connector may raise."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from connectors.base import Misconfigured, Temporary

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ELOOP, errno.ENAMETOOLONG}


@contextmanager
def translated() -> Iterator[None]:
    """``disk_full`` and ``file_system`` pass, ``not_writable`` waits for a person."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise Temporary("disk_full") from None
        if error.errno in _FORBIDDEN:
            raise Misconfigured("not_writable") from None
        raise Temporary("file_system") from None
