"""What an archive carries of the way to the authority's system, and what goes on by itself after a restore."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tenants.binding import bind
from tests.support.archives import restored

pytestmark = pytest.mark.usefixtures("unsent")


def test_a_test_message_and_a_mail_of_an_alarm_go_on_by_themselves(offenbach: Any, saved: Any, at: datetime) -> None:
    """Both concern the city alone: nobody is asked whether they may."""
    from connectors import alarms, echo
    from outbox import operations as outbox
    from outbox.models import OutboxEvent

    names = {echo.DUE, alarms.MAIL_DUE}
    with bind(offenbach), transaction.atomic():
        for name in names:
            outbox.record(name=name, at=at, due_at=at, mail="")
    restored(saved(offenbach), at=at + timedelta(hours=1))
    with bind(offenbach):
        rows = OutboxEvent.objects.filter(name__in=names)
        assert set(rows.filter(done_at=None).values_list("name", flat=True)) == names
