"""A person with a draft in a city, a browser of their own, and the identity provider beside it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from declarations import operations as declarations
from declarations.models import Declaration
from identity import operations, recording
from identity.adapters.saml.configured import bundid
from identity.adapters.saml.keys import ensure_sp_keys
from identity.base import VerifiedIdentity
from identity.models import Identification, Purpose
from identity.operations import Returned
from infra.standins.eid.incoming import Question
from infra.standins.eid.keys import ensure_pair, write_metadata
from infra.standins.eid.scene import StandIn
from kernel.clock import now
from kernel.codes import new_secret
from tenants.binding import bind

DOOR = "/doors/eid/acs/"
RETURN_PATH = "/antrag/identifizieren/zurueck/"


@pytest.fixture(autouse=True)
def _noon(at: datetime) -> Iterator[None]:
    """The door looks at the clock, and the cities' configuration is in force only from ``at`` on."""
    with time_machine.travel(at + timedelta(hours=3)):
        yield


@pytest.fixture(scope="session")
def stand_in() -> StandIn:
    folder = Path(settings.EID_KEY_DIR)
    ensure_sp_keys(folder, at=datetime.now(UTC))
    key, certificate = ensure_pair(folder)
    stand_in = StandIn("https://eid.example", folder, key, now)
    write_metadata(folder, stand_in.base, stand_in.entity_id, certificate)
    return stand_in


@dataclass
class Visitor:
    """One browser in one city, with one draft."""

    city: Any
    stand_in: StandIn
    case_id: uuid.UUID
    session: str = field(default_factory=new_secret)

    def leave(self, purpose: Purpose = Purpose.PREFILL, at: datetime | None = None) -> Question:
        with bind(self.city), transaction.atomic():
            started = operations.start(
                declaration_id=self.case_id,
                purpose=purpose,
                session=self.session,
                display_name="Ausländerbehörde",
                back_url="https://city.example/antrag/",
                return_path=RETURN_PATH,
                language="de",
                at=at or now(),
            )
        return self.stand_in.question(started.form.fields["SAMLRequest"])

    def answer(self, question: Question, outcome: str = "hoch", person: str = "erika") -> str:
        return self.stand_in.answer(question, outcome=outcome, person=person)

    def claim(self, response: HttpResponse, at: datetime | None = None) -> Returned:
        with bind(self.city), transaction.atomic():
            return operations.claim_return(
                handle=handle_in(response), declaration_id=self.case_id, session=self.session, at=at or now()
            )

    def identify(self, purpose: Purpose = Purpose.PREFILL, outcome: str = "hoch", person: str = "erika") -> Returned:
        """All of it: away, the answer through the door, and back."""
        return self.claim(deliver(self.answer(self.leave(purpose), outcome, person)))

    def proven(self, question: Question, **changes: Any) -> VerifiedIdentity:
        """What the provider proves in answer to this question, with changes that the stand-in has no button for."""
        identity = bundid().finish(form_fields={"SAMLResponse": self.answer(question)}, at=now())
        return identity.model_copy(update=changes)

    def identify_as(self, purpose: Purpose, **changes: Any) -> Returned:
        identity = self.proven(self.leave(purpose), **changes)
        with bind(self.city), transaction.atomic():
            recorded = recording.record_result(identity=identity, at=now())
            return operations.claim_return(
                handle=recorded.handle, declaration_id=self.case_id, session=self.session, at=now()
            )

    def answers(self) -> dict[str, Any]:
        with bind(self.city), transaction.atomic():
            return declarations.answers_of(Declaration.objects.get(id=self.case_id))

    def say(self, section: str, **value: Any) -> None:
        with bind(self.city), transaction.atomic():
            declarations.save_section(case_id=self.case_id, key=section, value=value, keep=timedelta(days=30), at=now())

    def rows(self) -> list[Identification]:
        with bind(self.city), transaction.atomic():
            return list(Identification.objects.order_by("started_at"))


def deliver(saml_response: str) -> HttpResponse:
    """As the provider's page lets the browser send it: to the platform's own host, from another site."""
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True, HTTP_ORIGIN="https://eid.example")
    return client.post(DOOR, {"SAMLResponse": saml_response, "RelayState": ""})  # type: ignore[return-value]  # the test client's answer


def handle_in(response: HttpResponse) -> str:
    return parse_qs(urlsplit(response.headers["Location"]).query)["nachweis"][0]


@pytest.fixture
def visit(cities: Any, stand_in: StandIn) -> Callable[[Any], Visitor]:
    def fresh(city: Any) -> Visitor:
        with bind(city), transaction.atomic():
            draft = declarations.start_draft(language="de", keep=timedelta(days=30), at=now())
        return Visitor(city, stand_in, draft.declaration.id)

    return fresh
