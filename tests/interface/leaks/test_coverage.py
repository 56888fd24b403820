"""Nothing that could carry a city is missing in ``registry``: what is new fails here until it is tried as two cities."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.urls import URLPattern

from tests.architecture.source import Module, product
from tests.interface.leaks import registry

SIGNING = {"Signer", "TimestampSigner", "signing.Signer", "signing.TimestampSigner", "signing.dumps", "signing.loads",
           "salted_hmac", "get_signed_cookie", "set_signed_cookie"}  # fmt: skip
REMEMBERING = {"lru_cache", "cache", "functools.lru_cache", "functools.cache"}
# Remembers what the release, the machine or the provider says, never a city.
SAME_FOR_ALL = {
    "identity.adapters.saml.configured", "identity.adapters.saml.statement", "identity.adapters.saml.metadata",
    "identity.adapters.saml.keys", "declarations.releases", "declarations.countries", "declarations.places.directory", "connectors.xauslaender.schema",
    "connectors.xauslaender.codes", "documents.storage", "documents.pdf.render", "documents.pdf.fonts",
    "billing.providers.registry", "onboarding.rollout.districts",
}  # fmt: skip


def _walk(entries: list[Any], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in entries:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", entry
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, inner)


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func)


def _modules_that_call(names: set[str]) -> set[str]:
    """By the whole dotted name or, for methods, by its last part."""

    def does(module: Module) -> bool:
        return any(_called(call) in names or _called(call).rpartition(".")[2] in names for call in module.calls())

    return {module.name for module in product() if does(module)}


def test_every_address_of_a_city_is_walked() -> None:
    found = [name for name, _ in _walk(import_module("config.urls_city").urlpatterns)]
    assert len(found) == len(set(found)) > 50
    assert set(found) == set(registry.ADDRESSES)


def test_every_part_of_an_address_is_known() -> None:
    patterns = dict(_walk(import_module("config.urls_city").urlpatterns))
    parts = {part for pattern in patterns.values() for part in pattern.pattern.converters}
    assert parts == registry.NAMES_OF_A_CITY | set(registry.NAMES_OF_ALL)


@pytest.mark.parametrize("urlconf", sorted(registry.OTHER_HOSTS))
def test_every_address_of_the_hosts_without_a_city_is_known(urlconf: str) -> None:
    assert {name for name, _ in _walk(import_module(urlconf).urlpatterns)} == registry.OTHER_HOSTS[urlconf]


def test_every_task_is_tried() -> None:
    assert set(registry.tasks()) == set(registry.TASKS)


def test_every_signed_value_is_tried() -> None:
    assert _modules_that_call(SIGNING) == registry.SIGNERS


def test_every_cookie_is_tried() -> None:
    assert _modules_that_call({"set_cookie"}) == set(registry.COOKIES)


def test_every_user_of_the_storage_and_every_folder_is_tried() -> None:
    users = {
        module.name
        for module in product()
        if any(name.startswith("documents.storage") for name, _ in module.imports())
        and not module.name.startswith("documents.storage")
    }
    assert users == registry.STORAGE_USERS
    folders = {
        (module.name, node.attr)
        for module in product()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "settings" and node.attr.endswith("_DIR")
    }
    written = {pair for pair in folders if pair[1] not in ("XAUSLAENDER_SCHEMA_DIR", "BASE_DIR")}
    assert written == set(registry.FOLDERS.items())


def _remembered() -> Iterator[tuple[str, str]]:
    for module in product():
        for function in module.functions():
            for decorator in function.decorator_list:
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                if ast.unparse(called) in REMEMBERING:
                    yield module.name, function.name
        for call in module.calls():
            if _called(call) in REMEMBERING and not isinstance(call.func, ast.Name | ast.Attribute):
                yield module.name, ""
        for node in module.tree.body:
            target = node.target if isinstance(node, ast.AnnAssign) else None
            if isinstance(target, ast.Name) and target.id.startswith("_cache"):
                yield module.name, ""


def test_every_cache_of_the_process_has_its_city_in_the_key_or_is_no_citys() -> None:
    unknown = [
        f"{module}.{function}"
        for module, function in _remembered()
        if module not in SAME_FOR_ALL
        and module not in registry.CACHES
        and f"{module}.{function}" not in registry.CACHES
    ]
    assert not unknown


def test_djangos_shared_cache_and_sessions_are_not_used() -> None:
    """They would need the city in every key; who begins to use them says so here."""
    users = {
        f"{module.name}: {name}"
        for module in product()
        for name, _ in module.imports()
        if name.startswith(("django.core.cache", "django.contrib.sessions", "django.views.decorators.cache.cache_page"))
    }
    assert not users


def test_every_way_in_without_a_city_is_known() -> None:
    users = {
        module.name
        for module in product()
        for name, _ in module.imports()
        if name.startswith("tenants.doors") and not module.name.startswith(("tenants.", "config."))
    }
    assert users == registry.DOORS | registry.OWN_ROW


def test_nobody_locks_by_a_number_that_all_cities_share() -> None:
    users = {module.name for module in product() if "pg_advisory" in module.text or "pg_try_advisory" in module.text}
    assert users <= {"tenants.fleet", "tenants.ledger", "tenants.migrate", "tenants.provisioning", "tenants.template"}
