"""Kinds of federal values: each owner registers its own as a pydantic model, with what ships as the ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from configuration.federal.base import K, Kind, Label
from kernel.registry import Registry

kinds: Registry[type[Kind]] = Registry("kind of federal value")


def register(kind: type[K]) -> type[K]:
    kinds.register(kind.section_name(), kind)
    return kind


def labels(kind: type[Kind]) -> dict[str, Label]:
    """Field → label, in the order of the fields."""
    return {name: _label(name, field.metadata) for name, field in kind.model_fields.items()}


def _label(name: str, metadata: Sequence[Any]) -> Label:
    return next((item for item in metadata if isinstance(item, Label)), Label(name))
