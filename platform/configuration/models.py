"""A city's configuration: immutable published versions of one document, and its secrets. Sections belong to the apps that
register them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ConfigurationVersion(models.Model):
    """``number`` counts from 1. In force from ``valid_from`` until a later one is. Never updated: rights forbid it."""

    city_rights = "SELECT, INSERT"

    number = models.PositiveIntegerField(unique=True)
    document = models.JSONField()
    valid_from = models.DateTimeField()
    published_at = models.DateTimeField()
    author = models.CharField(max_length=120)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-valid_from", "-number"], name="configuration_in_force")]


class Secret(models.Model):
    """What a city must know to be let in elsewhere, sealed with the city's key (``configuration.secrets``)."""

    name = models.CharField(max_length=60, unique=True)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)
