"""The control database (schema ``public``): cities, their hosts, doors, the doorbell. No citizen's data, ever."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from tenants.states import Stage as Stage
from tenants.stock import NoStockEntry


class Ring(models.TextChoices):
    """The order in which a release reaches the cities."""

    CANARY = "canary"
    PILOT = "pilot"
    ALL = "all"


class City(NoStockEntry, TenantMixin):  # type: ignore[misc]  # the library has no types
    """A municipality's or district's immigration authority. ``authority_code`` is its AZR number (six digits).

    ``applied`` is the state of its schema (``tenants.release``), written in the transaction that brought it there.
    ``stage_since`` is empty for cities that never moved since it is kept. ``twin_of``: this is a city's rehearsal, with
    its number and no real data; nothing that it does leaves the house (``tenants.twins``).
    """

    auto_create_schema = False
    auto_drop_schema = False

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    land = models.CharField(max_length=2)
    ags = models.CharField(max_length=8)
    authority_code = models.CharField(max_length=6)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.ONBOARDING)
    stage_since = models.DateTimeField(null=True)
    twin_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="twin")
    ring = models.CharField(max_length=6, choices=Ring.choices, default=Ring.ALL)
    applied = models.CharField(max_length=40, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(stage__in=Stage.values), name="tenants_city_stage_known"),
            models.CheckConstraint(condition=models.Q(ring__in=Ring.values), name="tenants_city_ring_known"),
            models.UniqueConstraint(
                fields=["authority_code"],
                condition=models.Q(twin_of__isnull=True),
                name="tenants_city_authority_code_once",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_twin(self) -> bool:
        return self.twin_of_id is not None


class StageChange(models.Model):
    """One step in the life of a city, for good: who moved it when from where to where."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="stage_changes")
    source = models.CharField(max_length=12, choices=Stage.choices)
    target = models.CharField(max_length=12, choices=Stage.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    operator_rights = "SELECT, INSERT"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(source__in=Stage.values), name="tenants_stagechange_source"),
            models.CheckConstraint(condition=models.Q(target__in=Stage.values), name="tenants_stagechange_target"),
        ]


class Domain(DomainMixin):  # type: ignore[misc]  # the library has no types
    """A host name that leads to a city."""

    def __str__(self) -> str:
        return str(self.domain)


class Door(models.Model):
    """A message that arrives without a city finds it here: (kind, external id) → city."""

    kind = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="doors")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "external_id"], name="tenants_door_unique")]


class StrayMessage(models.Model):
    """A verified message for nobody we know. It waits for a person; the alarm is its being here."""

    kind = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    body = models.BinaryField()
    received_at = models.DateTimeField()


class Bell(models.Model):
    """Insert-only doorbell: a city's outbox has work at ``due_at``. The database checks that a city rings only for itself."""

    common_rights = "INSERT"

    city_role = models.CharField(max_length=63)
    due_at = models.DateTimeField(db_index=True)


class CityReport(models.Model):
    """What a city reports of itself for the fleet page: counts and states, never persons."""

    city = models.OneToOneField(City, on_delete=models.CASCADE, related_name="report")
    counts = models.JSONField(default=dict)
    reported_at = models.DateTimeField()


class Spare(models.Model):
    """A city made in advance, without a name yet (``tenants.spares``). ``state`` is the release's."""

    schema_name = models.CharField(max_length=63)
    state = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    operator_rights = "SELECT"


class FleetRun(models.Model):
    """One upgrade of the fleet to ``target``. Without an end it is going on, or its process was lost: resume it."""

    target = models.CharField(max_length=40)
    ring = models.CharField(max_length=6, choices=Ring.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=60, default="")
    operator_rights = "SELECT"


class CityUpgrade(models.Model):
    """What a run did to one city. Planned without a start; an end without an error code is written with the change itself."""

    run = models.ForeignKey(FleetRun, on_delete=models.CASCADE, related_name="upgrades")
    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="upgrades")
    target = models.CharField(max_length=40)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=60, default="")
    operator_rights = "SELECT"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "city"], name="tenants_cityupgrade_once")]


class Order(models.Model):
    """What the operator's pages want made and may not make themselves (``tenants.orders``). An end without a code: done."""

    kind = models.CharField(max_length=20)
    payload = models.JSONField()
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=120)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=60, default="")
    operator_rights = "SELECT, INSERT"

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(ended_at__isnull=True), name="tenants_order_waiting")
        ]
