"""What holds whatever happens between a payer, a provider and us: charged once at most, and in the end we know it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any
from uuid import UUID

from hypothesis.stateful import RuleBasedStateMachine, invariant

from billing.payments import queries
from billing.payments.states import State
from outbox.models import OutboxEvent
from tenants.binding import bind


class PromiseStory(RuleBasedStateMachine):
    """One sponsor and one fee in ``city``; the rules are the story's own."""

    city: Any
    declaration_id: UUID

    @abstractmethod
    def trouble(self, kind: str) -> None:
        """What the provider answers from now on."""

    @abstractmethod
    def we_ask(self) -> None:
        """We ask the provider about each payment."""

    @abstractmethod
    def charges(self) -> int:
        """How often the provider has taken money for this fee."""

    @invariant()
    def charged_once_at_most(self) -> None:
        assert self.charges() <= 1

    def teardown(self) -> None:
        """Everything works again, and somebody asks once: then all is known."""
        self.trouble("normal")
        self.we_ask()
        with bind(self.city):
            states = [payment.state for payment in queries.of_declaration(self.declaration_id)]
            events = OutboxEvent.objects.filter(subject_id=self.declaration_id).values_list("name", flat=True)
            names = list(events)
        assert states.count(State.PAID) == names.count("payment.settled") == self.charges()
        assert "payment.surplus" not in names
        assert "payment.mismatch" not in names
