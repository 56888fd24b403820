"""People who sign in at a city's desk. They exist only in their city's schema."""

from __future__ import annotations

from typing import Any, ClassVar

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


class Invitation(models.Model):
    """Somebody may become one of the city's people. Its secret stands in the mail alone, here its digest.

    ``invited_by`` is empty where the operator invited. ``page`` is where the person is led afterwards. ``asked_at``: the
    person found it expired and asked for a new one.
    """

    email = models.EmailField()
    roles = models.JSONField(default=list)
    invited_by = models.ForeignKey(Staff, on_delete=models.SET_NULL, null=True, related_name="invitations")
    page = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    renewed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(used_at=None, revoked_at=None),
                name="accounts_staff_invited_once",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(revoked_at=None), name="accounts_staff_used_or_revoked"
            ),
        ]


class PasswordRequest(models.Model):
    """A link with which somebody sets a new password, once."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="password_requests")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Asked(models.Model):
    """That somebody asked for a link, counted per address and per account name (both hashed), whoever they are."""

    key = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
