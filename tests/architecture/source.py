"""The product's source as the architecture tests see it: files, syntax trees, packages, the layers of the contract."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = (ROOT / "platform", ROOT)
PRODUCT = ("platform", "tenants", "onboarding", "billing")
TOGETHER = ("billing", "onboarding")  # folders whose packages are layers of their own


@dataclass(frozen=True)
class Module:
    """``name`` is what an import says; ``place`` is for messages."""

    path: Path

    @property
    def place(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cached_property
    def name(self) -> str:
        root = next(root for root in SOURCE_ROOTS if self.path.is_relative_to(root))
        parts = self.path.relative_to(root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    def at(self, node: ast.stmt | ast.expr) -> str:
        return f"{self.place}:{node.lineno}"

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def imports(self) -> Iterator[tuple[str, ast.stmt]]:
        """Full names of what is imported: ``a.b`` for ``import a.b``, ``a.b.c`` for ``from a.b import c``."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


@lru_cache(maxsize=1)
def product() -> tuple[Module, ...]:
    """Every Python file of the product, migrations left out: they are written by a machine."""
    return tuple(
        Module(path)
        for folder in PRODUCT
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts and "node_modules" not in path.parts
    )


@lru_cache(maxsize=1)
def everything() -> tuple[Module, ...]:
    """The product, the local runtime and the tests."""
    others = (Module(path) for folder in ("infra", "tests") for path in sorted((ROOT / folder).rglob("*.py")))
    return (*product(), *others)


def packages_on_disk() -> set[str]:
    """Packages by the names of the layers: ``casework``, ``billing.payments``."""
    found = {folder.name for folder in _packages(ROOT / "platform")} | {"tenants"}
    for together in TOGETHER:
        found |= {f"{together}.{folder.name}" for folder in _packages(ROOT / together)}
    return found


def _packages(folder: Path) -> Iterator[Path]:
    return (child for child in sorted(folder.iterdir()) if child.is_dir() and any(child.glob("*.py")))


@lru_cache(maxsize=1)
def linter() -> dict[str, object]:
    """The section of import-linter in pyproject.toml."""
    section: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return section


@lru_cache(maxsize=1)
def layers() -> tuple[frozenset[str], ...]:
    """The contract's layers, the uppermost first; strangers stand in one layer."""
    contracts = linter()["contracts"]
    assert isinstance(contracts, list)
    listed = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    return tuple(frozenset(re.findall(r"[\w.]+", layer)) for layer in listed)


def layer_of(module: str) -> tuple[int, str]:
    """Depth (0 is on top) and name of the layer's package that this module belongs to."""
    for depth, packages in enumerate(layers()):
        for package in packages:
            if module == package or module.startswith(f"{package}."):
                return depth, package
    raise LookupError(f"{module} belongs to no layer")


def lines_of(problems: Iterator[str] | list[str]) -> str:
    return "\n".join(["", *problems])
