"""Where the made-up sponsor lives: at an address for which the city is responsible."""

from __future__ import annotations

import re

from configuration.authority import Authority
from declarations.config import DeclarationRules
from declarations.places.area import Verdict
from onboarding.rehearsal.steps.base import Trip


def postal_code(trip: Trip) -> str:
    """One of the city's own, if there is one that is no other authority's too; where it takes all, that of its address."""
    rules = trip.rules().section(DeclarationRules)
    listed = rules.postal_codes
    alone = [code for code in listed if rules.area.verdict(code) is Verdict.OURS]
    if listed:
        return str((alone or listed)[0])
    told = re.search(r"\b\d{5}\b", " ".join(trip.rules().section(Authority).address))
    return told[0] if told else "10115"


def town(trip: Trip) -> str:
    """The municipality of that postal code; where the city names none, that of its own address."""
    ours = trip.rules().section(DeclarationRules).area.ours.get(postal_code(trip))
    if ours:
        return ours[0]
    address = trip.rules().section(Authority).address
    told = re.search(r"\b\d{5} (.+)$", address[-1] if address else "")
    return told[1] if told else "Musterstadt"
