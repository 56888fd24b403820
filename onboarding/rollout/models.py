"""What the operator keeps of its own work, in ``public``. No citizen's data and no clerk's."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from accounts.operators.models import Operator
from tenants.models import City, Order


class OperatorAction(models.Model):
    """Who of the operator did what to which city, when. Append-only by the database's rights.

    ``operator`` is the sign-in of the one who did it; ``details`` holds codes, counts and names of authorities, never
    persons.
    """

    operator_rights = "SELECT, INSERT"

    at = models.DateTimeField(db_index=True)
    operator = models.CharField(max_length=254)
    action = models.CharField(max_length=80, db_index=True)
    city = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["city", "at"], name="rollout_action_city_at")]


class Wave(models.Model):
    """Authorities that are brought in together."""

    name = models.CharField(max_length=80, unique=True)
    planned_on = models.DateField(null=True)
    note = models.TextField(blank=True)


class Authority(models.Model):
    """One line of the list of authorities; a city belongs to it by its number (``City.authority_code``).

    ``ags`` is its district's (five digits) or municipality's (eight), several with spaces between; matched by ``source``
    auto or hand. ``listed`` is
    off once the list has dropped it. ``owner`` is who of the operator looks after it.
    """

    class Kind(models.TextChoices):
        AUTHORITY = "authority"
        RECEPTION = "reception"

    class Level(models.TextChoices):
        DISTRICT = "district"
        MUNICIPALITY = "municipality"
        NONE = "none"

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.AUTHORITY)
    land = models.CharField(max_length=2)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.NONE)
    ags: models.CharField[str | None, str | None] = models.CharField(max_length=60, null=True)
    area = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=4, blank=True)
    listed = models.BooleanField(default=True)
    wave = models.ForeignKey(Wave, on_delete=models.SET_NULL, null=True, related_name="authorities")
    owner = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(level="none", ags=None) | models.Q(ags__isnull=False) & ~models.Q(level="none"),
                name="rollout_authority_area_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def places(self) -> list[str]:
        """Every AGS that it is for."""
        return (self.ags or "").split()


class Note(models.Model):
    """What somebody of the operator wants the others to know of an authority. Append-only."""

    operator_rights = "SELECT, INSERT"

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    author = models.CharField(max_length=254)
    text = models.TextField()


class CityCondition(models.Model):
    """What a city reports beside its counts: codes, numbers and times, never persons.

    ``findings``: probe, ready, code, text, since. ``errors``: kind, code, count, since. ``volumes``: filed today and in
    30 days. ``deliveries``: states, ages, lines and alarms, as ``connectors.standing.told`` says them.
    """

    city = models.OneToOneField(City, on_delete=models.CASCADE, related_name="condition")
    findings = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    volumes = models.JSONField(default=dict)
    deliveries: models.JSONField[Any, Any] = models.JSONField(null=True)


class CityStart(models.Model):
    """What a city reports of its way to going live: its request, and what stands in the way. Codes, versions and moments.

    ``blocking`` and ``found``: keys of items, open now and at the moment it was stopped. ``agreements``: name, version,
    accepted. ``state`` is empty while nobody asked, ``aim`` the stage that is asked for. ``support_until``: until when the operator may look at its settings.
    """

    city = models.OneToOneField(City, on_delete=models.CASCADE, related_name="start")
    role = models.CharField(max_length=20)
    blocking = models.JSONField(default=list)
    outdated = models.BooleanField(default=True)
    looked_at = models.DateTimeField(null=True)
    agreements = models.JSONField(default=list)
    number = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, blank=True)
    aim: models.CharField[str | None, str | None] = models.CharField(max_length=5, null=True)
    wished_for = models.DateTimeField(null=True)
    requested_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    opens_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    found = models.JSONField(default=list)
    support_until = models.DateTimeField(null=True)
    reported_at = models.DateTimeField()


class StartMail(models.Model):
    """One person of the operator's side is told where a city's request stands: the city, the state and codes, no persons.

    One for each person, request and state. ``due_at``: when it is tried next; a try that died is followed by another.
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="start_mails")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    aim = models.CharField(max_length=5)
    wished_for = models.DateTimeField(null=True)
    found = models.JSONField(default=list)
    operator = models.ForeignKey(Operator, on_delete=models.CASCADE, related_name="start_mails")
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "number", "state", "operator"], name="rollout_start_mail_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="rollout_start_mail_due", condition=models.Q(due_at__isnull=False)),
        ]


class OwnerProposal(models.Model):
    """One person of the operator proposes to invite a new owner of a city, another says yes. ``email`` is forgotten as soon as
    it is decided. ``asked``: by which letter the city asked for it; empty: nobody there can invite any more.
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="owner_proposals")
    email = models.CharField(max_length=254, blank=True)
    asked = models.CharField(max_length=200, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=254)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=254, blank=True)
    order = models.ForeignKey(Order, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city"], condition=models.Q(decided_at=None), name="rollout_one_proposal_of_an_owner"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None) | models.Q(email=""), name="rollout_decided_forgets_the_address"
            ),
        ]


class CityProgress(models.Model):
    """When a city reached what on its way to going live, as it reports it itself. Moments, never addresses or names.

    What was reached once stays. ``expires_at`` and ``asked_at`` are of the first invitation while nobody has accepted it.
    """

    city = models.OneToOneField(City, on_delete=models.CASCADE, related_name="progress")
    invited_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    first_section_at = models.DateTimeField(null=True)
    first_published_at = models.DateTimeField(null=True)
    first_rehearsal_passed_at = models.DateTimeField(null=True)
    live_requested_at = models.DateTimeField(null=True)
    live_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField()
