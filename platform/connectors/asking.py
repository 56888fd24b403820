"""What a person is asked to set up a connector: the words of its options, beside the model that checks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from configuration.asking import SECRETS, Asked, Kind, Together

__all__ = ["SECRETS", "Asked", "Kind", "Together", "Words"]


@dataclass(frozen=True)
class Words:
    """``about`` says what the connector is, for who chooses. The order of ``fields`` is that of the page."""

    about: Any
    fields: tuple[Asked, ...] = ()
    rules: tuple[Together, ...] = ()
