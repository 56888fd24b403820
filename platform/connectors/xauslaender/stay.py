"""Which visa or title the guest needs, from the length and the purpose of the stay."""

from __future__ import annotations

from connectors.xauslaender import codes
from connectors.xauslaender.build import Node
from declarations.casefile.choices import Purpose, Relationship
from declarations.casefile.document import Answers
from declarations.casefile.stay import SHORT_STAY_DAYS

NOT_STATED = "Zweck nicht angegeben"


def write(parent: Node, answers: Answers) -> None:
    """Up to 90 days (and every visa for several entries): ``cVisum``, or ``visumfrei`` where none is needed. Longer:
    ``dVisum``, or ``aufenthaltstitel`` for who is here already. What the lists have no code for: ``sonstiges``.
    """
    node = parent.xa("aufenthaltVisum")
    stay = answers.stay
    if stay.purpose is None:
        node.xa("sonstiges", _words(answers, NOT_STATED))
    elif is_short(answers):
        _short(node, answers, stay.purpose)
    elif stay.purpose in codes.LONG_PURPOSES:
        _long(node, answers, stay.purpose)
    else:
        node.xa("sonstiges", _words(answers, str(stay.purpose.label)))


def is_short(answers: Answers) -> bool:
    return answers.stay.purpose == Purpose.MULTIPLE or (answers.stay.duration_days or 0) <= SHORT_STAY_DAYS


def short_code(purpose: Purpose, relationship: Relationship | None) -> str:
    if purpose in (Purpose.VISIT, Purpose.MULTIPLE):
        return codes.SHORT_TOURISM if relationship in (None, Relationship.NONE) else codes.SHORT_VISIT
    return codes.SHORT_PURPOSES.get(purpose, codes.SHORT_OTHER)


def _short(parent: Node, answers: Answers, purpose: Purpose) -> None:
    node = parent.xa("visumfrei" if answers.eligibility.guest_needs_visa is False else "cVisum")
    code = short_code(purpose, answers.guest.contact.relationship_to_sponsor)
    node.xa_code("cVisum", code, codes.SHORT_VISA)
    reason = answers.stay.reason_text
    node.xa("zweck", f"{purpose.label}: {reason}" if reason else str(purpose.label))
    _days(node, answers.stay.duration_days)


def _long(parent: Node, answers: Answers, purpose: Purpose) -> None:
    node = parent.xa("aufenthaltstitel" if answers.guest.passport.already_in_germany else "dVisum")
    node.xa_code("dVisum", codes.LONG_PURPOSES[purpose], codes.LONG_VISA)
    if purpose in codes.TRAININGS:
        node.xa_code("ausbildungszweck", codes.TRAININGS[purpose], codes.TRAINING)
    _days(node, answers.stay.duration_days)


def _days(parent: Node, days: int | None) -> None:
    if days:
        parent.xa("aufenthaltsdauer", str(days))


def _words(answers: Answers, purpose: str) -> str:
    days = answers.stay.duration_days
    return f"{purpose}, {days} Tage" if days else purpose
