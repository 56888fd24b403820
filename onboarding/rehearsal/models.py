"""Runs of the rehearsal and their steps. They stand in the city's schema; what they do, they do in its twin."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from onboarding.rehearsal.states import Outcome, State


class Run(models.Model):
    """``place`` is the step that is next, ``claimed_until`` the lease of the worker that takes it now.

    ``stand`` (``stands``) names the configuration that was rehearsed, ``version`` the published one that it is, or is drawn over.
    ``open_slot`` is 1 while the run goes on and empty afterwards: a city has one at a time. ``sealed_memory``: what the
    made-up people carry from step to step (cookies, a password), sealed with the city's key and gone with the end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=120)
    staff_id = models.BigIntegerField()
    with_draft = models.BooleanField()
    version = models.PositiveIntegerField(null=True)
    stand = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    place = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    claims = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    open_slot = models.PositiveSmallIntegerField(null=True, default=1, unique=True)
    sealed_memory = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-ordered_at"], name="rehearsal_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="rehearsal_state_known"),
        ]


class PassedSettings(models.Model):
    """Settings with which a rehearsal went well (``stands``), as ``version`` or drawn over it. It outlives the run, which goes
    after 30 days, and holds nothing that was made up and nobody's name."""

    stand = models.CharField(max_length=32, unique=True)
    version = models.PositiveIntegerField(null=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()


class Step(models.Model):
    """One step of a run. ``code`` says why it was left out or failed; ``facts`` are what the words need; ``seen`` what
    the citizen, the clerk and the case system would see, as text by blocks (``looks``). All of it is made up."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.RUNNING)
    code = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    seen = models.JSONField(default=list)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "place"], name="rehearsal_step_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="rehearsal_outcome_known"),
        ]
