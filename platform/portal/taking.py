"""Taking in what was uploaded: file by file, so that one bad file does not cost the others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from audit.operations import SPONSOR
from declarations.models import Declaration
from documents.operations import accept_upload
from documents.refusals import UnableToAccept
from portal.forms.upload import UploadForm


def take(form: UploadForm, case: Declaration, *, kind: str, at: datetime) -> int:
    """How many were taken; what was refused stands in the form, by name. Call it outside any transaction."""
    taken = 0
    files: list[UploadedFile[Any]] = form.cleaned_data["uploads"]
    for file in files:
        try:
            accept_upload(case_id=case.id, kind=kind, name=file.name or "", content=file.read(), by=SPONSOR, at=at)
            taken += 1
        except UnableToAccept as refusal:
            form.add_error("uploads", f"{file.name}: {refusal.message}")
    return taken
