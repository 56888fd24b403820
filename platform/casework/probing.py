"""A test message to the city's connector, with the same PDF for people that a real one has."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from audit.operations import Actor
from casework.paper_data import file_summary
from casework.submission import authority
from connectors import echo
from documents.pdf.render import render
from tenants.binding import current_city


def begin(*, by: Actor, at: datetime, fallback: bool = False) -> uuid.UUID:
    """Opens its own transactions. Refused: ``echo.UnableToSendTest``, with nothing changed."""
    case = echo.case_of(authority_code=authority(current_city()).code)
    summary = render("summary", file_summary(case, at=at))
    with transaction.atomic():
        return echo.begin(case=case, summary=summary, by=by, at=at, fallback=fallback)
