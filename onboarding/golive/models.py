"""Who asked to go live and what became of it; which agreement was accepted by whom. No applicants, no cases."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from onboarding.golive.states import AIMS, IN_OPERATION, OPEN, State


class LiveRequest(models.Model):
    """``aim``: the stage that is asked for; the pilot takes real cases too. ``wished_for``: when, or as soon as it is approved. ``opens_at``: from when it counts, once approved. ``decided_by``:
    the sign-in of the operator's person. ``found``: keys of what was red at the moment, or the code of what stood in the way.
    """

    city_rights = "SELECT, INSERT, UPDATE"

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    wished_for = models.DateTimeField(null=True)
    requested_at = models.DateTimeField()
    staff_id = models.BigIntegerField()
    staff_name = models.CharField(max_length=120)
    aim: models.CharField[str | None, str | None] = models.CharField(max_length=5, null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=254, blank=True)
    opens_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    found: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="golive_request_state_known"),
            models.CheckConstraint(condition=Q(aim__in=AIMS), name="golive_request_aim_known"),
            models.UniqueConstraint(
                models.Value(1), condition=Q(state__in=sorted(OPEN)), name="golive_one_request_at_a_time"
            ),
        ]

    @property
    def target(self) -> str:
        """The stage that it leads to."""
        return self.aim or IN_OPERATION


class Acceptance(models.Model):
    """A version of an agreement was accepted. ``person`` and ``office`` as typed, ``staff_*``: who was signed in. Only grows."""

    city_rights = "SELECT, INSERT"

    agreement = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    person = models.CharField(max_length=120)
    office = models.CharField(max_length=120)
    staff_id = models.BigIntegerField()
    staff_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "version"], name="golive_accepted_once"),
            models.CheckConstraint(
                condition=Q(person__gt="", office__gt="", sha256__gt=""), name="golive_acceptance_has_a_name"
            ),
        ]


class SupportGrant(models.Model):
    """The operator may look at the settings until ``ends_at``, or until somebody here ended it."""

    city_rights = "SELECT, INSERT, UPDATE"

    granted_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    staff_id = models.BigIntegerField()
    staff_name = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)


class SupportVisit(models.Model):
    """A door was used, which works once. ``operator``: the sign-in of who came. Only grows."""

    city_rights = "SELECT, INSERT"

    grant = models.ForeignKey(SupportGrant, on_delete=models.PROTECT, related_name="visits")
    door = models.CharField(max_length=40, unique=True)
    operator = models.CharField(max_length=254)
    at = models.DateTimeField()


class NoticeSeen(models.Model):
    """A person does not want to see a notice of the operator any more."""

    city_rights = "SELECT, INSERT"

    notice = models.BigIntegerField()
    staff_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "staff_id"], name="golive_notice_seen_once")]
