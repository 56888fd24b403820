"""The layers: what the linter cannot see. The linter itself (`lint-imports`) is part of `make check`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.architecture.source import layer_of, layers, lines_of, linter, packages_on_disk, product


def test_every_package_on_disk_stands_in_exactly_one_layer() -> None:
    listed = [package for layer in layers() for package in layer]
    assert len(listed) == len(set(listed))
    assert packages_on_disk() <= set(listed), packages_on_disk() - set(listed)


def test_the_linter_reads_every_package() -> None:
    roots = set(linter()["root_packages"])  # type: ignore[call-overload]  # read from TOML
    wanted = {package.split(".")[0] for package in packages_on_disk()}
    assert wanted <= roots, wanted - roots


def test_no_contract_leaves_a_package_out() -> None:
    wanted = {package.split(".")[0] for package in packages_on_disk()}
    contracts: Any = {contract["id"]: contract for contract in linter()["contracts"]}  # type: ignore[attr-defined]  # read from TOML
    for contract, key in (("outside", "source_modules"), ("standins", "forbidden_modules"), ("cycles", "ancestors")):
        assert wanted <= set(contracts[contract][key]), (contract, wanted - set(contracts[contract][key]))


def test_every_module_belongs_to_a_layer() -> None:
    outside = [module.place for module in product() if not _has_layer(module.name)]
    assert not outside, lines_of(outside)


def _has_layer(name: str) -> bool:
    if name in ("billing", "onboarding"):  # the folders that only hold packages
        return True
    try:
        return bool(layer_of(name))
    except LookupError:
        return False


def test_foreign_keys_obey_the_layers_too() -> None:
    wrong = [
        f"{model.__module__}.{model.__name__}.{field.name} → {target.__name__}"
        for model, field, target in _keys()
        if not _may_know(model.__module__, target.__module__)
    ]
    assert not wrong, lines_of(wrong)


def test_the_look_at_foreign_keys_sees_some() -> None:
    assert len(list(_keys())) > 5


def test_no_foreign_key_leads_out_of_the_city_or_out_of_the_control_database() -> None:
    from tenants.grants import city_models, public_models

    city, public = set(city_models()), set(public_models())
    assert not city & public
    crossing = [
        f"{model.__name__}.{field.name} → {target.__name__}"
        for model, field, target in _keys(ours_only=False)
        if (model in city) != (target in city) or (model in public) != (target in public)
    ]
    assert not crossing, lines_of(crossing)


def _may_know(upper: str, lower: str) -> bool:
    (depth, package), (target_depth, target) = layer_of(upper), layer_of(lower)
    return package == target or depth < target_depth


def _keys(*, ours_only: bool = True) -> Iterator[tuple[type, Any, type]]:
    from django.apps import apps

    for model in apps.get_models(include_auto_created=True):
        if ours_only and not _has_layer(model.__module__):
            continue
        for field in model._meta.get_fields():
            if field.is_relation and getattr(field, "concrete", False) and isinstance(field.related_model, type):
                yield model, field, field.related_model
