"""What workers still have to do for invoices that are out, and how each invoice reached its payer. In ``public``."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from billing.invoicing.dispatch_states import State


class Making(models.Model):
    """The files of an invoice that is out: to be made while ``done_at`` is empty. Written together with its number."""

    operator_rights = "SELECT, INSERT, UPDATE (due_at, attempts, done_at, error)"

    invoice = models.OneToOneField("billing_invoicing.Invoice", on_delete=models.PROTECT, related_name="making")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="invoicing_making_due", condition=Q(done_at=None))
        ]


class Dispatch(models.Model):
    """One sending of an invoice by mail, or its handing over through a portal by a person. ``edition`` counts them.

    ``address`` is the mail's or the portal's name, as it was when somebody asked. ``handed_on``: the portal's day.
    """

    operator_rights = "SELECT, INSERT, UPDATE (state, due_at, attempts, moved_at, error)"

    class Way(models.TextChoices):
        MAIL = "mail"
        PORTAL = "portal"

    invoice = models.ForeignKey("billing_invoicing.Invoice", on_delete=models.PROTECT, related_name="dispatches")
    edition = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=6, choices=Way.choices)
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    asked_by = models.BigIntegerField()
    asked_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    handed_on = models.DateField(null=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField()
    error = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "edition"], name="invoicing_dispatch_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="invoicing_dispatch_state"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="invoicing_dispatch_edition"),
            models.CheckConstraint(
                condition=Q(way="mail", handed_on=None) | Q(way="portal", state="sent", handed_on__isnull=False),
                name="invoicing_dispatch_way",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"],
                name="invoicing_dispatch_due",
                condition=Q(state__in=["queued", "sending"]),
            )
        ]
