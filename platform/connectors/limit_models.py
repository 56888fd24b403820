"""How often somebody may come: one row for each who is counted, shared by all processes."""

from __future__ import annotations

from django.db import models


class Bucket(models.Model):
    """``left``: how many tries there were at ``at``; more come as time goes by. ``key`` is a digest under the city's key: it
    names nobody. A row that is lost is a full bucket."""

    city_rights = "SELECT, INSERT, UPDATE, DELETE"

    key = models.CharField(max_length=64, primary_key=True)
    left = models.FloatField()
    at = models.DateTimeField(db_index=True)
