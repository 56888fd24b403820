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


class Cancellation(models.Model):
    """A version that was planned and is never in force: its day had not come when a person took it back. Only grows."""

    city_rights = "SELECT, INSERT"

    version = models.OneToOneField(ConfigurationVersion, on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    reason = models.CharField(max_length=400, blank=True)


class DraftSection(models.Model):
    """A section as it was typed, perhaps incomplete or wrong, while it differs from what is published.

    ``basis`` is the version that was the newest when work on it began. ``revision`` counts the saves.
    """

    name = models.CharField(max_length=40, unique=True)
    value = models.JSONField()
    basis = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)
    staff_id = models.BigIntegerField()


class Confirmation(models.Model):
    """A person looked at a section and left it as it is: ``stand`` names the content. Only grows."""

    city_rights = "SELECT, INSERT"

    name = models.CharField(max_length=40, db_index=True)
    stand = models.CharField(max_length=32)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)


class Asset(models.Model):
    """A picture of the city's look, made by us from what was handed in. ``digest`` (SHA-256) is its name.

    Never changed; it goes when neither a version nor the draft names it and room is needed (``configuration.assets``)."""

    city_rights = "SELECT, INSERT, DELETE"

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12)
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=120)


class Secret(models.Model):
    """What a city must know to be let in elsewhere, sealed with the city's key (``configuration.secrets``)."""

    name = models.CharField(max_length=60, unique=True)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)


class Offer(models.Model):
    """This city lets others see a section as it is published. Gone when it does not any more."""

    name = models.CharField(max_length=40, unique=True)
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=120)
    staff_id = models.BigIntegerField()
