"""Frozen case files as the connectors receive them, complete and fictional; change a section by its dotted name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from lxml import etree

from tests.support import cases

NS = {"x": "http://www.osci.de/xauslaender2611"}
MESSAGE_ID = UUID("11111111-1111-4111-8111-111111111111")
CARD = {
    "method": "identity_card",
    "level": "hoch",
    "verified_at": "2026-11-22T08:55:00Z",
    "trusted": [
        *(f"sponsor.name.{name}" for name in ("family_name", "given_names")),
        *(f"sponsor.birth.{name}" for name in ("birth_date", "birth_place", "nationalities")),
        *(f"sponsor.address.{name}" for name in ("street", "house_number", "postal_code", "city")),
    ],
}


def case(at: datetime, *, identification: Any = None, mode: str = "prepare_and_sign", **changes: Any) -> Any:
    """A ``CaseFile``; ``changes`` maps sections (``sponsor__name``) to fields."""
    from declarations.casefile.document import CaseFile

    answers = cases.answers("offenbach", **changes)
    answers["way"]["mode"] = mode
    filing = {
        "reference": "0123456789AB", "city": "offenbach", "authority_code": "030600", "submitted_at": at.isoformat(),
        "configuration": 1, "binding": mode == "online_binding",
    }  # fmt: skip
    return CaseFile.model_validate({"answers": answers, "identification": identification, "filing": filing})


def files(*proofs: Any) -> Any:
    from connectors.xauslaender.files import Files

    return Files(summary=cases.small_pdf(), proofs=tuple(proofs))


def addressing(**changes: Any) -> Any:
    from connectors.xauslaender.addresses import PostalAddress
    from connectors.xauslaender.envelope import Addressing, Party

    home = PostalAddress("Berliner Straße", "60", "63065", "Offenbach am Main")
    reader = Party("azr:030600", "Stadt Offenbach am Main, Ausländerbehörde", home, "abh@stadt.example")
    author = Party("alp:06000000001", "Musterportal", home, "betrieb@portal.example")
    return Addressing(**{"reader": reader, "author": author, **changes})


def rendered(file: Any, at: datetime, **changes: Any) -> bytes:
    from connectors.xauslaender.message import render

    given = {"addressing": addressing(), "files": files(), "message_id": MESSAGE_ID, "created_at": at, **changes}
    return render(file, **given)


def tree(file: Any, at: datetime, **changes: Any) -> Any:
    return etree.fromstring(rendered(file, at, **changes))


def texts(root: Any, path: str) -> list[str]:
    """The texts at an XPath; ``x:`` is the message's namespace."""
    return [element.text or "" for element in root.xpath(path, namespaces=NS)]


def one(root: Any, path: str) -> str:
    found = texts(root, path)
    assert len(found) == 1, f"{len(found)} elements at {path}"
    return found[0]
