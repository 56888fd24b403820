"""Where the files of a message come from, and what the sponsor answered. Both are another app's, so whoever joins the apps
says here how to get them; they are fetched by the worker, outside any transaction, and kept from then on.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from connectors.base import PaidFee
from connectors.xauslaender.files import Files, Proof

Source = Callable[[uuid.UUID], Files]


@dataclass(frozen=True)
class Answer:
    """What the sponsor wrote and uploaded to one question. Its text form shows no content."""

    text: str = field(repr=False)
    uploads: tuple[Proof, ...] = ()


FeeSource = Callable[[uuid.UUID], PaidFee | None]
AnswerSource = Callable[[uuid.UUID, uuid.UUID], Answer]


class NotReady(Exception):
    """The papers of the case are still being made; asked again later."""


_source: list[Source] = []
_answers: list[AnswerSource] = []
_fees: list[FeeSource] = []


def provide(source: Source) -> Source:
    """Registers the function ``(declaration id) -> Files``. It may raise ``NotReady``; it opens its own transactions."""
    _source[:] = [source]
    return source


def files_of(declaration_id: uuid.UUID) -> Files:
    if not _source:
        raise NotReady("nobody provides files")
    return _source[0](declaration_id)


def provide_answers(source: AnswerSource) -> AnswerSource:
    """Registers the function ``(declaration id, id of the authority's question) -> Answer``. As for ``provide``."""
    _answers[:] = [source]
    return source


def answer_to(declaration_id: uuid.UUID, question_id: uuid.UUID) -> Answer:
    if not _answers:
        raise NotReady("nobody provides answers")
    return _answers[0](declaration_id, question_id)


def provide_fees(source: FeeSource) -> FeeSource:
    """Registers the function ``(declaration id) -> PaidFee``, ``None`` where nothing was paid. As for ``provide``."""
    _fees[:] = [source]
    return source


def fee_of(declaration_id: uuid.UUID) -> PaidFee | None:
    return _fees[0](declaration_id) if _fees else None
