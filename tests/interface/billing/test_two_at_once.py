"""Two clicks at once: one waits for the other, and neither for ever."""

from __future__ import annotations

import threading
import time
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from billing.payments.claiming import claim
from billing.payments.ledger import lock
from tenants.binding import bind
from tests.interface.billing.support import a_bill


def test_a_second_click_waits_while_the_first_writes_down_what_the_provider_answered(
    offenbach: Any, declaration_id: UUID, at: Any
) -> None:
    """The row is written twice in one transaction, which makes the database look at the case once more at the end."""
    bill = a_bill(declaration_id, at=at)
    payment = claim(bill, at=at)
    outcome: list[Any] = []

    def second_click() -> None:
        try:
            with bind(offenbach):
                outcome.append(claim(bill, at=at).id)
        except Exception as error:
            outcome.append(error)
        finally:
            connections.close_all()

    waiting = threading.Thread(target=second_click)
    with transaction.atomic():
        row, _ = lock(payment.id)
        row.save()
        row.save()
        waiting.start()
        time.sleep(0.3)  # by now it has the case and waits for the row that is locked here
        assert not outcome
    waiting.join()
    assert outcome == [payment.id]
