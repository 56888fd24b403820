"""The draft as the sponsor goes through it: checking and saving sections, what is done and what is open."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.facts import facts_of
from configuration import queries as configuration
from creditcheck.config import CreditRules
from creditcheck.federal import law_on
from creditcheck.preview import Preview
from creditcheck.preview import preview as credit_preview
from declarations import operations
from declarations.casefile import path
from declarations.casefile.income import Net
from declarations.casefile.mechanism import Checked, Context
from declarations.config import DeclarationRules, context
from declarations.models import Declaration
from declarations.operations import NewDraft, answers_of
from documents import queries as documents
from kernel.clock import german_day

GROUPS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("way", _("Ihr Weg"), ("way",)),
    ("sponsor", _("Angaben zu Ihnen"), ("sponsor.name", "sponsor.birth", "sponsor.title", "sponsor.address", "sponsor.contact", "sponsor.document")),
    ("money", _("Haushalt und Einkommen"), ("household", "income.sources", "income.employment", "income.net", "income.business", "income.other", "obligations", "other_declarations", "security")),
    ("guest", _("Angaben zu Ihrem Gast"), ("guest.name", "guest.birth", "guest.passport", "guest.address", "guest.contact", "companions")),
    ("stay", _("Aufenthalt und Unterkunft"), ("stay", "accommodation", "housing", "sponsor.remark")),
)  # fmt: skip


@dataclass(frozen=True)
class TaskItem:
    """``state`` is done, open or optional; ``key`` the section."""

    key: str
    title: Any
    state: str


@dataclass(frozen=True)
class TaskGroup:
    key: str
    title: Any
    items: list[TaskItem]


def _keep(at: datetime) -> timedelta:
    return timedelta(days=configuration.in_force(at=at).section(DeclarationRules).draft_days)


def start(*, language: str, at: datetime, draft_id: uuid.UUID | None = None) -> NewDraft:
    """A fresh draft, kept for the city's period (30 days at most, § 8a OZG)."""
    return operations.start_draft(language=language, keep=_keep(at), at=at, draft_id=draft_id)


def build_context(answers: Mapping[str, Any], *, at: datetime, today: date | None = None) -> Context:
    """The context of checks in this city at that moment, by the configuration in force."""
    version = configuration.in_force(at=at)
    return context(
        answers=dict(answers),
        configuration=version,
        today=today or german_day(at),
        months=version.section(CreditRules).months_averaged,
    )


def context_of(draft: Declaration, *, at: datetime) -> Context:
    return build_context(answers_of(draft), at=at)


def check(draft: Declaration, *, key: str, raw: Mapping[str, Any], at: datetime) -> Checked:
    return path.check_section(path.BY_KEY[key], raw, context_of(draft, at=at))


def save(*, case_id: uuid.UUID, key: str, raw: Mapping[str, Any], at: datetime) -> Checked:
    """Checks the section and stores it only when nothing is wrong with it. Joins the caller's transaction."""
    draft = operations.locked(case_id)
    checked = check(draft, key=key, raw=raw, at=at)
    if checked.ok:
        operations.save_section(case_id=case_id, key=key, value=checked.value, keep=_keep(at), at=at)
    return checked


def store_unchecked(*, case_id: uuid.UUID, key: str, raw: Mapping[str, Any], at: datetime) -> None:
    """Keeps what was typed so far, complete or not: for "save and continue later". Nothing typed is lost."""
    draft = operations.locked(case_id)
    kept = path.fetch(answers_of(draft), key) | check(draft, key=key, raw=raw, at=at).value
    operations.save_section(case_id=case_id, key=key, value=kept, keep=_keep(at), at=at)


def task_list(draft: Declaration, *, at: datetime) -> list[TaskGroup]:
    found = context_of(draft, at=at)
    needed = {section.key: section for section in path.needed(found)}
    still_open = {section.key for section in path.open_sections(found)}
    groups = []
    for key, title, keys in GROUPS:
        items = [TaskItem(item, needed[item].title, _state(item, still_open, found)) for item in keys if item in needed]
        if items:
            groups.append(TaskGroup(key, title, items))
    return groups


def _state(key: str, still_open: set[str], found: Context) -> str:
    if key in still_open:
        return "open"
    return "done" if path.is_answered(found.answers, key) else "optional"


def next_key(draft: Declaration, *, at: datetime) -> str | None:
    """The first section that is still open, or None when the form is complete."""
    still_open = path.open_sections(context_of(draft, at=at))
    return still_open[0].key if still_open else None


def preview(draft: Declaration, *, at: datetime) -> Preview | None:
    """What the sponsor may expect by the figures so far, or None while income or household are not stated."""
    answers = answers_of(draft)
    found = build_context(answers, at=at)
    if not path.is_answered(answers, "household") or not path.is_answered(answers, "income.sources"):
        return None
    if Net.needed(found) and not path.is_answered(answers, "income.net"):
        return None
    facts = facts_of(answers, today=found.today, papers=sorted(documents.kinds_present(draft.id)))
    rules = configuration.in_force(at=at).section(CreditRules)
    return credit_preview(facts, at_day=found.today, rules=rules, law=law_on(found.today))
