"""Whose sponsor this is: looked at when a case is filed (``declarations.casefile``) and again before anybody pays."""

from __future__ import annotations

from datetime import datetime

from configuration import queries as configuration
from declarations.casefile.path import fetch
from declarations.config import DeclarationRules
from declarations.models import Declaration
from declarations.operations import answers_of
from declarations.states import State

PLACES = ("eligibility", "sponsor.address")


def is_ours(case: Declaration, *, at: datetime) -> bool:
    """Whether every postal code that the sponsor gave is one of the city's; a city that names none takes all.

    A case that is not received yet goes by the city's list of today, one that was received by that of the day of filing:
    it stays where it was rightly received.
    """
    version = configuration.in_force(at=at) if _unreceived(case) else configuration.of_number(case.configuration or 1)
    ours = version.section(DeclarationRules).postal_codes
    if not ours:
        return True
    answers = answers_of(case)
    given = [fetch(answers, place).get("postal_code") for place in PLACES]
    return all(code in ours for code in given if code)


def _unreceived(case: Declaration) -> bool:
    return case.state in (State.DRAFT, State.SEALED)
