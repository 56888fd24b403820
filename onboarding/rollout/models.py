"""What the operator keeps of its own work, in ``public``. No citizen's data and no clerk's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


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
