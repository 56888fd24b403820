"""A complete case of our cities, fictional as the kit's, as a file; and the steps that bring it to a state. Change a copy."""

from __future__ import annotations

import base64
import copy
import io
from datetime import datetime
from functools import lru_cache
from typing import Any

from connectors.kit import people

ANSWERS = people.answers(
    eligibility={"postal_code": "63065"},
    sponsor__birth={"birth_date": "1980-12-01", "birth_place": "Kassel"},
    sponsor__address={"house_number": "12 a", "postal_code": "63065", "city": "Offenbach am Main"},
    sponsor__contact={"phone": "+49691234567"},
    sponsor__document={"id_document_issuer": "Stadt Offenbach am Main"},
    household={
        "has_members": True,
        "members": [
            {
                "family_name": "Mustermann", "given_names": "Max", "birth_date": "2015-04-02", "relation": "child",
                "lives_in_household": True, "maintained": True, "own_net_income": "0.00",
            }
        ],
    },
    guest__name={"family_name": "Şahin", "given_names": "Ayşe"},
    guest__birth={"birth_date": "1961-05"},
)  # fmt: skip
POSTAL_CODES = {"offenbach": "63065", "wiesbaden": "65183"}
PLACES = {"offenbach": "Offenbach am Main", "wiesbaden": "Wiesbaden"}


@lru_cache(maxsize=1)
def small_pdf() -> bytes:
    """A real one-page PDF."""
    import pikepdf

    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 300))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def answers(city: str = "offenbach", **changes: dict[str, Any]) -> dict[str, Any]:
    """A fresh copy of the answers for this city; ``changes`` maps dotted sections (``sponsor__name``) to fields."""
    result = copy.deepcopy(ANSWERS)
    result["eligibility"]["postal_code"] = POSTAL_CODES[city]
    result["sponsor"]["address"].update(postal_code=POSTAL_CODES[city], city=PLACES[city])
    return people.changed(result, changes)


def document(
    city: str = "offenbach", *, at: datetime, mode: str = "prepare_and_sign", **changes: Any
) -> dict[str, Any]:
    """A whole case file, ready for ``zusage case import``."""
    from declarations import texts
    from kernel.clock import german_day

    found = answers(city, **changes)
    found["way"]["mode"] = mode
    content = base64.b64encode(small_pdf()).decode()
    return {
        "format": "zusage-case/1",
        "language": "de",
        "answers": found,
        "acceptances": [
            {
                "text": text.id,
                "version": text.version,
                "language": "de",
                "sha256": text.sha256("de"),
                "at": at.isoformat(),
            }
            for text in texts.in_force(on=german_day(at), mode=mode)
        ],
        "attachments": [
            {"kind": kind, "name": f"{kind}.pdf", "content": content}
            for kind in ("id_copy", "pay_slips", "passport_guest")
        ],
    }


def file(city: Any, *, at: datetime, **changes: Any) -> Any:
    """Files a complete case in this city as the import does; answers ``casework.submission.Filed``."""
    from django.db import transaction

    from casework.importing import file_case
    from casework.submission import Authority
    from tenants.binding import bind

    with bind(city), transaction.atomic():
        return file_case(
            document=document(city.slug, at=at, **changes), authority=Authority(city.slug, city.authority_code), at=at
        )


def pay(city: Any, case_id: Any, *, at: datetime) -> None:
    """The provider says that the fee was paid: a payment row is claimed and settled as the webhook would."""
    from billing.payments.claiming import Bill, claim
    from billing.payments.operations import settle
    from billing.providers.base import ProviderState, ProviderStatus
    from casework.paying import quote_of
    from configuration.queries import in_force
    from declarations.models import Declaration
    from tenants.binding import bind

    with bind(city):
        case = Declaration.objects.get(id=case_id)
        bill = Bill(case.id, quote_of(case, at=at), in_force(at=at), "de", "http://x/{payment}", "http://x/{payment}")
        payment = claim(bill, at=at)
        seen = ProviderState(
            provider_ref=f"cs_test_{payment.id.hex}", account=payment.account, our_ref=str(payment.id),
            status=ProviderStatus.PAID, amount_cents=payment.amount_cents, currency="EUR", paid_at=at,
        )  # fmt: skip
        settle(payment_id=payment.id, seen=seen, source="notification", at=at)


def work(city: Any, *, at: datetime) -> None:
    """Lets the city's outbox run until nothing is due."""
    from outbox.operations import dispatch
    from tenants.binding import bind

    with bind(city):
        for _turn in range(20):
            if not dispatch(at=at):
                return
