"""The credit check of a case: the worksheet of today, and the clerk's finding with the worksheet frozen beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework import corrections
from casework.corrections import CorrectionView
from casework.facts import facts_of
from casework.models import CheckRecord
from configuration import queries as configuration
from creditcheck.config import CreditRules
from creditcheck.facts import Facts
from creditcheck.federal import law_on
from creditcheck.worksheet import Worksheet, build_worksheet
from declarations import sealing
from declarations.models import Declaration
from declarations.operations import answers_of
from declarations.states import State
from documents import queries as documents
from kernel.clock import german_day

WORKSHEET, REASON = "casework.check.worksheet", "casework.check.reason"


@dataclass(frozen=True)
class CheckView:
    result: str
    proposal: str
    worksheet: Worksheet
    reason: str
    decided_by: int
    decided_at: datetime
    confirmed_by: int | None


def worksheet_of(case: Declaration, *, at: datetime) -> Worksheet:
    """Worked out anew with the table of today (a check goes by the day of the check) and with what a clerk corrected;
    informs, decides nothing."""
    papers = documents.kinds_present(case.id)
    stated = stated_facts(case, answers=answers_of(case), papers=papers, at=at)
    rules = configuration.in_force(at=at).section(CreditRules)
    return work_out(stated, corrections.latest(case), rules=rules, at=at)


def stated_facts(case: Declaration, *, answers: Mapping[str, Any], papers: Collection[str], at: datetime) -> Facts:
    """What the sponsor stated and the kinds of papers at hand, before any correction."""
    earlier = earlier_positive_check(case)
    return facts_of(answers, today=german_day(at), papers=sorted(papers), earlier_check=earlier)


def work_out(stated: Facts, corrected: CorrectionView | None, *, rules: CreditRules, at: datetime) -> Worksheet:
    facts = corrected.facts.applied_to(stated) if corrected else stated
    today = german_day(at)
    return build_worksheet(facts, checked_on=today, rules=rules, law=law_on(today))


def earlier_positive_check(case: Declaration) -> bool:
    """An earlier case of the same sponsor (keyed hash of name and birth date) that was found proven."""
    if not case.sponsor_digest:
        return False
    earlier = Declaration.objects.filter(sponsor_digest=case.sponsor_digest).exclude(id=case.id)
    return CheckRecord.objects.filter(case__in=earlier, result="PROVEN").exclude(case__state=State.ERASED).exists()


def store(*, case: Declaration, result: str, reason: str, by: int, at: datetime) -> CheckRecord:
    """Freezes the worksheet of this moment with the clerk's finding."""
    sheet = worksheet_of(case, at=at)
    cipher = sealing.cipher(case.id)
    return CheckRecord.objects.create(
        case=case, result=result, proposal=sheet.proposal.value, decided_by=by, decided_at=at,
        sealed_worksheet=cipher.seal_json(sheet.model_dump(mode="json"), WORKSHEET),
        sealed_reason=cipher.seal_json(reason, REASON),
    )  # fmt: skip


def last_of(case: Declaration) -> CheckRecord | None:
    """The finding that stands: the last one, unless the facts were corrected after it."""
    found = CheckRecord.objects.filter(case=case).order_by("-decided_at", "-id").first()
    corrected = corrections.last_at(case) if found else None
    return None if found and corrected and found.decided_at < corrected else found


def was_found(case: Declaration) -> bool:
    """Whether there ever was a finding, standing or not."""
    return CheckRecord.objects.filter(case=case).exists()


def view_of(record: CheckRecord) -> CheckView:
    cipher = sealing.cipher(record.case_id)
    raw: Any = cipher.open_json(record.sealed_worksheet, WORKSHEET)
    return CheckView(
        record.result, record.proposal, Worksheet.model_validate(raw), cipher.open_json(record.sealed_reason, REASON),
        record.decided_by, record.decided_at, record.confirmed_by,
    )  # fmt: skip
