"""What the gateway says about what it took: ``<key>.receipt`` or ``<key>.error`` in the folder of receipts."""

from __future__ import annotations

import json
import re

from connectors.adapters.gateway.store import Missing, Store, TooLarge
from connectors.base import Fate, Followed, Temporary

_MOST = 10_000
_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")


def is_there(store: Store, folder: str, key: str) -> bool:
    return any(store.size(f"{folder}/{key}.{kind}") is not None for kind in ("receipt", "error"))


def fate_of(store: Store, folder: str, key: str) -> Followed:
    """A receipt counts before an error: the gateway may have tried again. ``Temporary``: what is there cannot be read."""
    if _said(store, f"{folder}/{key}.receipt", key) is not None:
        return Followed(Fate.ACCEPTED)
    refused = _said(store, f"{folder}/{key}.error", key)
    if refused is None:
        return Followed(Fate.WAITING)
    codes = refused.get("codes")
    told = [str(code).lower() for code in codes][:10] if isinstance(codes, list) else []
    return Followed(Fate.REJECTED, tuple(code for code in told if _CODE.fullmatch(code)) or ("no_reason",))


def _said(store: Store, path: str, key: str) -> dict[str, object] | None:
    """Nothing while there is no file. One of another key, or without form, says nothing that can be believed."""
    try:
        said = json.loads(store.read(path, most=_MOST))
    except Missing:
        return None
    except (TooLarge, ValueError, RecursionError):
        raise Temporary("receipt_unreadable") from None
    if not isinstance(said, dict) or said.get("key") != key:
        raise Temporary("receipt_unreadable")
    return said
