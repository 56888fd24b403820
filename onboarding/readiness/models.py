"""What was found and since when, who was told, and what people stated. No applicants, no cases."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Probed(models.Model):
    """Where a probe stands: one row each. ``ready`` is empty until the first look. ``text`` is what the last look found.

    ``turned``: it was the other way before. ``live``: real cases were taken when it turned, or since while it is red.
    """

    city_rights = "SELECT, INSERT, UPDATE"

    probe = models.CharField(max_length=60, unique=True)
    ready = models.BooleanField(null=True)
    needed = models.BooleanField(default=True)
    code = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    since = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    turned = models.BooleanField(default=False)
    live = models.BooleanField(default=False)


class Turn(models.Model):
    """One change of what a probe finds, with what it found first. ``since``: from when it is (not) ready. Only grows."""

    city_rights = "SELECT, INSERT"

    probe = models.CharField(max_length=60)
    at = models.DateTimeField()
    since = models.DateTimeField()
    ready = models.BooleanField()
    code = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["probe", "-at"], name="readiness_turn_of_probe")]


class Alarm(models.Model):
    """The city was told that a probe turned red; ``over_at`` when it was told that this is over."""

    city_rights = "SELECT, INSERT, UPDATE"

    probe = models.CharField(max_length=60)
    since = models.DateTimeField()
    told_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["probe", "since"], name="readiness_alarm_once"),
        ]


class Night(models.Model):
    """One nightly look and the morning's mail after it. ``said``: whether there was something to say."""

    city_rights = "SELECT, INSERT, UPDATE"

    day = models.DateField(unique=True)
    due_at = models.DateTimeField()
    measured_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    said = models.BooleanField(default=False)


class Asked(models.Model):
    """Somebody asked for a look at once. ``staff_id`` 0 is the shell. Only grows."""

    city_rights = "SELECT, INSERT"

    at = models.DateTimeField()
    staff_id = models.BigIntegerField()


class Saying(models.Model):
    """What a person stated, took back, or noted as waited for, about one statement. The last one of an item counts.

    ``said``: word for word, in German. ``person`` and ``office``: who stands for it, or for whom is waited. ``staff_id`` and
    ``staff_name``: who entered it. ``since`` and ``remind_days``: of a wait. Only grows.
    """

    city_rights = "SELECT, INSERT"

    class Kind(models.TextChoices):
        STATED = "stated"
        WAITING = "waiting"
        WITHDRAWN = "withdrawn"

    item = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    wording = models.CharField(max_length=40, blank=True)
    said = models.TextField(blank=True)
    person = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=120, blank=True)
    since = models.DateField(null=True)
    remind_days = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=1000, blank=True)
    staff_id = models.BigIntegerField()
    staff_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="readiness_saying_once"),
            models.CheckConstraint(
                condition=Q(kind="stated", person__gt="", office__gt="", said__gt="")
                | (
                    Q(kind="waiting", since__isnull=False, remind_days__isnull=False)
                    & (Q(person__gt="") | Q(office__gt=""))
                )
                | Q(kind="withdrawn"),
                name="readiness_saying_has_a_name",
            ),
        ]
