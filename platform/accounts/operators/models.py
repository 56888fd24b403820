"""People of the central operations team. They exist only in ``public`` and cannot read any city."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from accounts.roles import OPERATOR_ROLES


class Operator(AbstractBaseUser):
    """``land``: of whoever a Land has delegated; they see and answer the starts of its cities alone."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    land: models.CharField[str | None, str | None] = models.CharField(max_length=2, null=True)

    objects: BaseUserManager[Any] = BaseUserManager()
    USERNAME_FIELD = "email"

    def may(self, permission: str) -> bool:
        return self.is_active and any(permission in OPERATOR_ROLES.get(role, ()) for role in self.roles)

    def answers_for(self, land: str) -> bool:
        """Whether cities of this Land are theirs: everybody's but for who is delegated by a Land, and then only of that one."""
        return self.land == land if "land" in self.roles or self.land else True


class OperatorSession(models.Model):
    digest = models.CharField(max_length=64, unique=True)
    staff = models.ForeignKey(Operator, on_delete=models.CASCADE, related_name="sign_ins")
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class FailedOperatorSignIn(models.Model):
    key = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
