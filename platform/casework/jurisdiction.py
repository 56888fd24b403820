"""Whose sponsor this is: looked at when a case is filed (``declarations.casefile``) and again before anybody pays."""

from __future__ import annotations

from datetime import datetime

from configuration import queries as configuration
from declarations.casefile.path import fetch
from declarations.casefile.whose import SECTIONS
from declarations.config import DeclarationRules
from declarations.models import Declaration
from declarations.operations import answers_of
from declarations.states import State


def is_ours(case: Declaration, *, at: datetime) -> bool:
    """Whether no answer of the sponsor says that another authority is responsible, by municipality where postal codes are shared
    (``declarations.places.area``). A question that nobody answered yet turns nobody away; filing asks it.

    A case that is not received yet goes by the city's list of today, one that was received by that of the day of filing:
    it stays where it was rightly received.
    """
    version = configuration.in_force(at=at) if _unreceived(case) else configuration.of_number(case.configuration or 1)
    area, answers = version.section(DeclarationRules).area, answers_of(case)
    first, address = (fetch(answers, place) for place in SECTIONS)
    if first.get("postal_code") == address.get("postal_code"):
        address = {"municipality": first.get("municipality")} | address
    return not any(
        area.refuses(given["postal_code"], given.get("municipality"))
        for given in (first, address)
        if given.get("postal_code")
    )


def _unreceived(case: Declaration) -> bool:
    return case.state in (State.DRAFT, State.SEALED)
