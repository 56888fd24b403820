"""People who sign in at a city's desk. They exist only in their city's schema."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from accounts.roles import CITY_ROLES


class Staff(AbstractBaseUser):
    """``roles`` are names from ``accounts.roles``; permissions hang on roles in code."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)

    objects: BaseUserManager[Any] = BaseUserManager()
    USERNAME_FIELD = "email"

    def may(self, permission: str) -> bool:
        return self.is_active and any(permission in CITY_ROLES.get(role, ()) for role in self.roles)


class StaffSession(models.Model):
    """A sign-in. The cookie holds the secret, the table its digest."""

    digest = models.CharField(max_length=64, unique=True)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="sign_ins")
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class FailedSignIn(models.Model):
    """Counted per address and per account name (both hashed), to slow guessing down without locking people out."""

    key = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
