"""One case, whole, for the page of the desk: gathered with a bounded number of statements, opened once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.staff.models import Staff
from appointments.config import AppointmentRules
from casework import (
    attempts,
    authority_messages,
    checks,
    closing,
    corrections,
    history,
    kept,
    once,
    paying,
    reliefs,
    requests,
    visits,
)
from casework.attempts import Attempt
from casework.authority_messages import MessageView, UnheardView
from casework.checks import CheckView
from casework.config import CaseworkRules
from casework.corrections import CorrectionView
from casework.exhibits import Exhibit, exhibits_of, made_by_us
from casework.history import HistoryLine
from casework.kept import DecisionView, NoteView, PaperView
from casework.models import CheckRecord
from casework.open_points import Matters, OpenPoint, open_points_of
from casework.options import Option, Standing, options_of
from casework.paying import PaymentView
from casework.queue import STATE_LABELS
from casework.reliefs import ReliefView
from casework.requests import RequestView
from casework.sheet import Sheet, sheet_of
from casework.story import StoryLine, story_of, visit_in_words
from casework.visits import Visits
from configuration import queries as configuration
from configuration.queries import Configuration
from connectors import queries as connectors
from connectors.queries import DeliveryView
from creditcheck.config import CreditRules
from creditcheck.facts import Facts
from creditcheck.worksheet import Worksheet
from declarations import sealing
from declarations.casefile import readable
from declarations.casefile.document import CaseFile
from declarations.casefile.readable import Block
from declarations.config import context
from declarations.models import Declaration
from declarations.operations import ANSWERS, CASE
from declarations.sealing import CaseCipher
from declarations.states import OPEN_AT_DESK, State
from documents import matrix
from documents import queries as documents
from documents.config import DocumentRules
from documents.facts import facts_of as papers_wanted
from documents.models import Document
from kernel.clock import german_day
from kernel.errors import Refusal

_NOT_RECEIVED = (State.DRAFT, State.ABANDONED, State.LAPSED)


class UnableToShow(Refusal):
    """The case was never received, or its data are gone (``erased``)."""

    code = "not_received"


@dataclass(frozen=True)
class Credit:
    """The worksheet of today and the finding that stands. ``outdated``: there was one, before facts were corrected."""

    stated: Facts
    corrected: CorrectionView | None
    worksheet: Worksheet
    sheet: Sheet
    record: CheckRecord | None
    finding: CheckView | None
    outdated: bool


@dataclass(frozen=True)
class Evidence:
    """``exhibits`` prove something, ``ours`` are the papers that the platform made of the case."""

    exhibits: list[Exhibit]
    ours: list[Document]


@dataclass(frozen=True)
class Money:
    """The fee, every attempt to pay it, the newest first, and what was decided about it, the decision that counts first."""

    view: PaymentView
    attempts: list[Attempt]
    decisions: list[ReliefView]
    can_take: bool


@dataclass(frozen=True)
class Record:
    """What people did: newest first in ``notes`` and ``history``."""

    requests: list[RequestView]
    notes: list[NoteView]
    decisions: list[DecisionView]
    paper: list[PaperView]
    history: list[HistoryLine]
    names: dict[int, str]


@dataclass(frozen=True)
class Elsewhere:
    """What the authority's own system said: carried out (newest first), and not. ``closes_at``: when the case is closed if
    no outcome is reported; empty where none is waited for."""

    told: list[MessageView]
    unheard: list[UnheardView]
    closes_at: datetime | None


@dataclass(frozen=True)
class Dossier:
    """Texts are in the language that was active when it was made. Staff appear as ids, ``record.names`` says who."""

    case: Declaration
    file: CaseFile
    at: datetime
    stand: int
    rules: CaseworkRules
    story: list[StoryLine]
    answers: list[Block]
    evidence: Evidence
    credit: Credit
    money: Money
    deliveries: list[DeliveryView]
    record: Record
    visit: Visits
    elsewhere: Elsewhere

    @property
    def state_label(self) -> Any:
        return STATE_LABELS.get(self.case.state, self.case.state)

    @property
    def title(self) -> str:
        """„Erika Mustermann für Ayşe Şahin“: who declares, and for whom."""
        guest = _full_name(self.file.answers.guest.name)
        return _("%(sponsor)s für %(guest)s") % {"sponsor": self.sponsor_name, "guest": guest}

    @property
    def sponsor_name(self) -> str:
        return _full_name(self.file.answers.sponsor.name)

    @property
    def overdue(self) -> bool:
        return bool(self.case.due_on and self.case.due_on < german_day(self.at) and self.case.state in OPEN_AT_DESK)


def _full_name(name: Any) -> str:
    return " ".join(part for part in (name.given_names, name.family_name) if part)


def of(case_id: uuid.UUID, *, at: datetime) -> Dossier:
    """Everything about one received case. Refuses with ``UnableToShow``. The caller records that it was opened."""
    case = Declaration.objects.filter(id=case_id).first()
    if case is None or case.state in _NOT_RECEIVED:
        raise UnableToShow()
    if case.state == State.ERASED or not case.sealed_case:
        raise UnableToShow(code="erased")
    cipher = sealing.cipher(case.id)
    answers: dict[str, Any] = cipher.open_json(case.sealed_answers or b"", ANSWERS)
    today, filed = configuration.in_force(at=at), configuration.of_number(case.configuration or 1)
    evidence, visit = _evidence(case, answers, today, at), visits.of(case, at=at, known=today.section(AppointmentRules))
    record = _record(case, cipher)
    return Dossier(
        case=case,
        file=CaseFile.model_validate(cipher.open_json(case.sealed_case, CASE)),
        at=at,
        stand=once.stand_of(case.id),
        rules=filed.section(CaseworkRules),
        story=[*story_of(answers), *visit_in_words(visit)],
        answers=_in_words(case, answers, filed, at),
        evidence=evidence,
        credit=_credit(case, cipher, _stated(case, answers, evidence, at), today.section(CreditRules), at),
        money=_money(case, cipher, at),
        deliveries=connectors.of_case(case.id),
        record=record,
        visit=visit,
        elsewhere=_elsewhere(case, cipher, filed.section(CaseworkRules), record),
    )


def decision_options(dossier: Dossier, *, viewer: int) -> list[Option]:
    """What can be done now and what is missing for the rest. ``viewer`` is the staff id of who looks."""
    return options_of(
        Standing(
            dossier.case, dossier.rules, dossier.credit.record, dossier.record.requests, viewer, german_day(dossier.at)
        )
    )


def open_points(dossier: Dossier) -> list[OpenPoint]:
    matters = Matters(
        dossier.case, dossier.evidence.exhibits, dossier.credit.worksheet, dossier.record.requests,
        dossier.deliveries, dossier.money.view.state, dossier.credit.outdated, dossier.elsewhere.unheard,
    )  # fmt: skip
    return open_points_of(matters, today=german_day(dossier.at))


def _in_words(case: Declaration, answers: dict[str, Any], version: Configuration, at: datetime) -> list[Block]:
    """By the city's fields of the day of filing: what was asked then is shown now."""
    months = version.section(CreditRules).months_averaged
    filed = german_day(case.submitted_at or at)
    return readable.blocks(context(answers=answers, configuration=version, today=filed, months=months))


def _evidence(case: Declaration, answers: dict[str, Any], version: Configuration, at: datetime) -> Evidence:
    there = documents.of_case(case.id)
    asked = matrix.requirements(papers_wanted(answers, today=german_day(at)), version.section(DocumentRules))
    return Evidence(exhibits_of(answers, asked, there), made_by_us(there))


def _stated(case: Declaration, answers: dict[str, Any], evidence: Evidence, at: datetime) -> Facts:
    papers = {exhibit.kind for exhibit in evidence.exhibits if exhibit.documents}
    return checks.stated_facts(case, answers=answers, papers=papers, at=at)


def _credit(case: Declaration, cipher: CaseCipher, stated: Facts, rules: CreditRules, at: datetime) -> Credit:
    corrected, record = corrections.latest(case, cipher), checks.last_of(case)
    worksheet = checks.work_out(stated, corrected, rules=rules, at=at)
    return Credit(
        stated=stated,
        corrected=corrected,
        worksheet=worksheet,
        sheet=sheet_of(worksheet, stated=stated, corrected=corrected),
        record=record,
        finding=checks.view_of(record) if record else None,
        outdated=record is None and corrected is not None and checks.was_found(case),
    )


def _money(case: Declaration, cipher: CaseCipher, at: datetime) -> Money:
    view = paying.state_of(case, at=at)
    return Money(view, attempts.of_case(case.id), reliefs.views_of(view.decided, cipher), paying.can_take(case, view))


def _record(case: Declaration, cipher: CaseCipher) -> Record:
    entries = history.newest(case.id)
    names = staff_names({*history.staff_ids(entries), *([case.assigned_to] if case.assigned_to else [])})
    return Record(
        requests=requests.views_of(case),
        notes=kept.notes_of(case, cipher),
        decisions=kept.decisions_of(case, cipher),
        paper=kept.paper_of(case, cipher),
        history=[history.line_of(entry, names) for entry in entries],
        names=names,
    )


def _elsewhere(case: Declaration, cipher: CaseCipher, rules: CaseworkRules, record: Record) -> Elsewhere:
    told = authority_messages.of_case(case, cipher)
    asked = max((view.due_on for view in record.requests if view.is_open), default=None)
    closes_at = closing.closing_of(case, rules, told=told[0].at if told else None, asked=asked)
    return Elsewhere(told, authority_messages.unheard_of(case), closes_at)


def staff_names(ids: set[int]) -> dict[int, str]:
    return dict(Staff.objects.filter(id__in=ids).values_list("id", "name"))
