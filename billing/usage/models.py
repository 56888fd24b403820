"""What the operator tells a city of its own contract. A copy for its pages; the books are the operator's."""

from __future__ import annotations

from django.db import models


class Terms(models.Model):
    """One contract of this city, one row. Prices in cents, net. ``counted``: submitted or issued."""

    contract = models.CharField(max_length=20, unique=True)
    plan = models.CharField(max_length=60)
    size = models.CharField(max_length=2)
    setup_cents = models.PositiveIntegerField()
    yearly_cents = models.PositiveIntegerField()
    case_cents = models.PositiveIntegerField()
    counted = models.CharField(max_length=10)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    told_at = models.DateTimeField()
