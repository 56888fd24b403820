"""What the page for the city's IT shows is what happens: its example, its schema, its receipts, its codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[3] / "docs" / "connectors"


@pytest.fixture
def page() -> str:
    return (DOCS / "gateway.md").read_text("utf-8")


def test_the_example_is_an_addressing_file(page: str) -> None:
    from connectors.adapters.gateway.package import AddressingFile

    [example] = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    read = AddressingFile.model_validate_json(example, strict=False)
    assert list(json.loads(example)) == list(AddressingFile.model_fields)
    assert read.receiver.prefix == "azr"


def test_the_schema_beside_it_is_the_schema() -> None:
    from connectors.adapters.gateway.package import AddressingFile

    written = json.loads((DOCS / "gateway-addressing.schema.json").read_text("utf-8"))
    assert written == AddressingFile.model_json_schema(mode="serialization")


def test_the_settings_shown_are_accepted_and_all_of_them(page: str) -> None:
    import asyncssh
    import yaml

    from connectors.adapters.gateway.options import GatewayOptions, Server

    [example] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    options: dict[str, Any] = yaml.safe_load(example)["delivery"]["options"]
    line = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    options["server"]["host_keys"] = [line]
    assert set(options) == set(GatewayOptions.model_fields)
    assert set(options["server"]) == set(Server.model_fields)
    assert GatewayOptions.model_validate(options) == GatewayOptions(
        folder="austausch/auslaenderamt", server=Server.model_validate(options["server"])
    )


def test_the_receipts_shown_are_read_as_meant(page: str, offenbach: Any, settings: Any, tmp_path: Path) -> None:
    from connectors.adapters.gateway.options import GatewayOptions
    from connectors.base import Fate
    from connectors.registry import connector
    from tenants.binding import bind

    settings.DELIVERY_DIR = tmp_path
    shown = re.findall(r"^ {4}(\w{32})\.(receipt|error) +(\{.*\})$", page, re.MULTILINE)
    assert [kind for _key, kind, _text in shown] == ["receipt", "error"]
    place = tmp_path / "offenbach" / "receipts"
    place.mkdir(parents=True)
    with bind(offenbach):
        for key, kind, text in reversed(shown):
            (place / f"{key}.{kind}").write_text(text)
            fate = connector("gateway").follow(f"0123456789AB_{key}.zip", GatewayOptions())
            assert fate.fate == (Fate.ACCEPTED if kind == "receipt" else Fate.REJECTED)


def test_every_code_stands_on_the_page(page: str) -> None:
    from connectors.adapters.gateway.trouble import _KINDS

    missing = [meant.code for _kind, meant in _KINDS if f"`{meant.code}`" not in page]
    assert not missing
