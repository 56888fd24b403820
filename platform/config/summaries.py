"""The summary of a case file without a database: for messages that are rendered from files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework.paper_data import file_summary
from declarations.casefile.document import CaseFile
from documents.pdf.render import render


def summary_of(document: dict[str, Any], *, at: datetime) -> bytes:
    """The PDF with every answer of the file. Raises pydantic's ``ValidationError`` for what is no case file."""
    return render("summary", file_summary(CaseFile.model_validate(document), at=at))
