"""Each night: what a city counted goes to the operator's books, what it agreed to goes to the city. Counts and prices only."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from billing.invoicing import mailing, papers, tasks, usage
from billing.invoicing import queries as invoicing
from billing.invoicing.models import Contract
from billing.usage import operations, queries
from billing.usage.operations import Told
from kernel.clock import german_day
from tenants.binding import bind, bind_public
from tenants.models import City

LOOKED_AT_AGAIN = timedelta(days=35)


def report_usage(city: City, *, at: datetime) -> int:
    """Once the day is over, the last 35 days are counted; answers how many rows were new or corrected. A rehearsal
    counts for nobody.

    Cheap while yesterday is known already: one look in ``public``. Three transactions at most, never one for both.
    """
    yesterday = german_day(at) - timedelta(days=1)
    if city.is_twin:
        return 0
    with bind_public():
        if usage.has_reported(city.slug, yesterday):
            return 0
        terms = [_told(contract) for contract in invoicing.contracts().filter(city=city.slug)]
    first = max(yesterday - LOOKED_AT_AGAIN, german_day(city.created_at))
    with bind(city), transaction.atomic():
        operations.keep_terms(terms, at=at)
        counted = queries.by_day(first, yesterday)
    days = [usage.Day(one.first_day, one.submitted, one.issued) for one in counted]
    with bind_public(), transaction.atomic():
        return usage.keep(city.slug, days, at=at)


def _told(contract: Contract) -> Told:
    plan = contract.plan
    return Told(
        contract.code, plan.name, contract.size, plan.setup_cents if contract.with_setup else 0,
        plan.yearly[contract.size], plan.case_cents, plan.counted, contract.starts_on, contract.ends_on,
    )  # fmt: skip


def hand_on(*, at: datetime) -> None:
    """Files that are to be made and mails that are to be sent go to the workers. Two looks in ``public`` where nothing is."""
    with bind_public():
        making, mail = papers.anything_due(at=at), mailing.anything_due(at=at)
    if making:
        tasks.make_papers.send()
    if mail:
        tasks.send_mails.send()
