"""Where the files of a message come from. Documents are another app's, so whoever joins the apps says here how to get
them; they are fetched by the worker, outside any transaction, and kept from then on.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from connectors.xauslaender.files import Files

Source = Callable[[uuid.UUID], Files]


class NotReady(Exception):
    """The papers of the case are still being made; asked again later."""


_source: list[Source] = []


def provide(source: Source) -> Source:
    """Registers the function ``(declaration id) -> Files``. It may raise ``NotReady``; it opens its own transactions."""
    _source[:] = [source]
    return source


def files_of(declaration_id: uuid.UUID) -> Files:
    if not _source:
        raise NotReady("nobody provides files")
    return _source[0](declaration_id)
