"""Documents of a case. Their content lies in the storage, sealed with the case's key; here stands what it is."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from declarations.models import Declaration
from documents.states import State


class Variant(models.TextChoices):
    """*view*: rebuilt by us, safe to look at. *original*: as it was sent, for whoever wants to check a signature."""

    VIEW = "view"
    ORIGINAL = "original"


class Document(models.Model):
    """One file of one case. Sizes are bytes; ``sha256`` is of the original (of the file itself when we made it).

    ``original_type`` is empty when there is no original, because the platform made the document. The name that the
    file had on the sponsor's device is sealed: it often says who and what.
    """

    class By(models.TextChoices):
        SPONSOR = "sponsor"
        STAFF = "staff"
        SYSTEM = "system"

    # Filled by ``documents.queries`` from ``sealed_name``; never a column.
    name: str = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OK)
    sha256 = models.CharField(max_length=64)
    original_type = models.CharField(max_length=40, blank=True)
    view_type = models.CharField(max_length=40)
    original_bytes = models.PositiveIntegerField(default=0)
    view_bytes = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(default=1)
    sealed_name = models.BinaryField(default=b"")
    uploaded_by = models.CharField(max_length=8, choices=By.choices)
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="documents_state_known"),
            models.CheckConstraint(
                condition=Q(uploaded_by__in=["sponsor", "staff", "system"]), name="documents_uploader_known"
            ),
            models.UniqueConstraint(
                fields=["declaration", "kind", "sha256"],
                condition=~Q(state=State.REMOVED.value),
                name="documents_same_file_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["declaration", "uploaded_at"], name="documents_of_case")]

    @property
    def has_original(self) -> bool:
        return bool(self.original_type)

    def media_type(self, variant: str) -> str:
        return self.original_type if variant == Variant.ORIGINAL else self.view_type
