"""What a process remembers carries the city in its key, or is no city's."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType

from audit.models import AuditEntry
from configuration import queries
from tenants.binding import UnboundStatement, bind


@pytest.fixture
def shifted(cities: tuple[Any, Any]) -> tuple[Any, Any]:
    """The same type has another number in each city."""
    for place, city in enumerate(cities):
        with bind(city):
            ContentType.objects.filter(app_label__in=["audit", "x"]).delete()
            for number in range(place + 1):
                ContentType.objects.create(app_label="x", model=f"filler{number}")
            ContentType.objects.create(app_label="audit", model="auditentry")
    return cities


def _numbers(cities: tuple[Any, Any]) -> dict[str, int]:
    found = {}
    for city in cities:
        with bind(city):
            found[city.slug] = int(ContentType.objects.values_list("pk", flat=True).get(model="auditentry"))
    return found


def test_content_types_are_remembered_city_by_city(shifted: tuple[Any, Any]) -> None:
    real = _numbers(shifted)
    assert len(set(real.values())) == 2, "nothing to confuse"
    for city in (*shifted, *shifted):
        with bind(city):
            kind = ContentType.objects.get_for_model(AuditEntry)
            assert kind.pk == real[city.slug]
            assert ContentType.objects.get_for_id(kind.pk).pk == kind.pk
            assert ContentType.objects.get_by_natural_key("audit", "auditentry").pk == kind.pk
            assert ContentType.objects.db_manager("default").get_for_models(AuditEntry)[AuditEntry].pk == kind.pk


def test_a_remembered_content_type_is_not_given_to_unbound_work(shifted: tuple[Any, Any]) -> None:
    with bind(shifted[0]):
        ContentType.objects.get_for_model(AuditEntry)
    with pytest.raises(UnboundStatement):
        ContentType.objects.get_for_model(AuditEntry)


def test_content_types_hold_under_threads(shifted: tuple[Any, Any]) -> None:
    from django.db import connections

    real, wrong = _numbers(shifted), []

    def look(first: int) -> None:
        for turn in range(150):
            city = shifted[(first + turn) % 2]
            with bind(city):
                if turn % 11 == 0:
                    ContentType.objects.clear_cache()
                if ContentType.objects.get_for_model(AuditEntry).pk != real[city.slug]:
                    wrong.append(city.slug)
        connections.close_all()

    threads = [threading.Thread(target=look, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_configurations_of_equal_numbers_are_kept_apart(offenbach: Any, wiesbaden: Any, at: Any) -> None:
    names = {}
    for city in (offenbach, wiesbaden, offenbach, wiesbaden):
        with bind(city):
            found = queries.in_force(at=at)
            assert found.city == city.slug
            names[city.slug] = found
    assert names["offenbach"] is not names["wiesbaden"]
    with pytest.raises(UnboundStatement):
        queries.in_force(at=at)
