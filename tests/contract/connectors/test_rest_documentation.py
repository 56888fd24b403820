"""What the documentation tells a city's IT to do lets our requests in, and nobody else's."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from tests.architecture.source import ROOT

SECRET = b"0123456789abcdef0123456789abcdef"


def _example() -> Any:
    text = (ROOT / "docs" / "connectors" / "rest.md").read_text("utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert code
    space: dict[str, Any] = {}
    exec(code[1], space)  # noqa: S102  our own documentation
    return space["is_from_zusage"]


def test_the_example_knows_our_requests_from_others() -> None:
    from connectors.adapters.rest_push.signing import SigningKey, digest_of, signed

    check, body, seen = _example(), b"<a/>", set[str]()
    headers = {"Content-Type": "application/xml", "Content-Digest": digest_of(body), "Idempotency-Key": "0f" * 16}
    address = "https://stadt.example/eingang"
    made = signed("POST", address, headers, key=SigningKey("zusage", SECRET), at=datetime.now(UTC))
    small = {name.lower(): value for name, value in made.items()}
    place = ("POST", "stadt.example", "/eingang")
    assert not check(*place, small, b"<b/>", {"zusage": SECRET}, seen)
    assert not check(*place, small, body, {"zusage": b"x" * 32}, seen)
    assert not check("POST", "other.example", "/eingang", small, body, {"zusage": SECRET}, seen)
    assert not check(*place, small | {"idempotency-key": "1e" * 16}, body, {"zusage": SECRET}, seen)
    assert check(*place, small, body, {"zusage": SECRET}, seen)
    assert not check(*place, small, body, {"zusage": SECRET}, seen)
