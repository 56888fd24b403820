"""The pictures of a city's look: kept under the digest of their bytes, never changed, told to anybody who asks for one.

Only what we made ourselves is kept (``documents.rebuild.marks``); what was handed in is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from configuration.authority import Branding
from configuration.models import Asset
from kernel.errors import Refusal
from tenants.binding import current_city

PNG = "image/png"
MOST_BYTES = 200_000
MOST = 300
LOGO, ICON, LARGE_ICON = "logo", "icon", "icon_large"
_KEPT = ("digest", "kind", "media_type", "width", "height", "content", "kept_at", "kept_by")
# (city, digest) of what was seen to be there: such a row never goes, so it is asked for once per process.
_cached_here: set[tuple[str, str]] = set()


class UnableToKeep(Refusal):
    """too_large (200 kB), too_many (300 pictures of a city), not_png."""

    code = "too_large"


@dataclass(frozen=True)
class Picture:
    """What a page needs to show one."""

    url: str
    width: int | None
    height: int | None
    alt: str


def keep(*, kind: str, content: bytes, size: tuple[int, int], by: str, at: datetime) -> str:
    """Answers the digest; the same picture again is the same row. Joins the caller's transaction. Refused: ``UnableToKeep``."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise UnableToKeep(code="not_png")
    if len(content) > MOST_BYTES:
        raise UnableToKeep(code="too_large")
    digest = sha256(content).hexdigest()
    if not Asset.objects.filter(digest=digest).exists() and Asset.objects.count() >= MOST:
        raise UnableToKeep(code="too_many")
    made = Asset(
        digest=digest, kind=kind, media_type=PNG, width=size[0], height=size[1], content=content, kept_at=at,
        kept_by=by[:120],
    )  # fmt: skip
    Asset.objects.bulk_create([made], ignore_conflicts=True)
    return digest


def named_in(document: dict[str, Any]) -> set[str]:
    """The pictures that a document as typed names."""
    look = document.get(Branding.section_name())
    found = {look.get(name) for name in ("logo", "icon", "icon_large")} if isinstance(look, dict) else set()
    return {digest for digest in found if isinstance(digest, str) and digest}


def pictures(digests: Collection[str]) -> list[Asset]:
    """Of the bound city, for another one: between a city and its rehearsal."""
    return list(Asset.objects.filter(digest__in=digests).order_by("digest")) if digests else []


def bring(found: Iterable[Asset]) -> None:
    """What ``pictures`` found in the other city, under the same names; what is there already stays. Joins the caller's transaction."""
    rows = [Asset(**{field: getattr(row, field) for field in _KEPT}) for row in found]
    Asset.objects.bulk_create(rows, ignore_conflicts=True)


def find(digest: str) -> Asset | None:
    return Asset.objects.filter(digest=digest).first()


def is_here(digest: str) -> bool:
    """Whether the bound city has it. A settings file may name a picture of elsewhere; such a one is not shown."""
    key = (current_city(), digest)
    if key not in _cached_here:
        if not digest or not Asset.objects.filter(digest=digest).exists():
            return False
        _cached_here.add(key)
    return True


def address(digest: str) -> str:
    """On the city's own host; the same in a preview, since the content never changes."""
    return f"/bilder/{digest}.png"


def logo_of(look: Branding) -> Picture | None:
    if not is_here(look.logo):
        return None
    return Picture(address(look.logo), look.logo_width, look.logo_height, look.logo_alt)


def icon_of(look: Branding, *, large: bool = False) -> str:
    """Its address; empty when the city has none."""
    digest = look.icon_large if large else look.icon
    return address(digest) if is_here(digest) else ""
