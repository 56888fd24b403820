"""What the online ID proves of the sponsor: shown with its source, and not asked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from declarations.casefile.mechanism import Section
from declarations.models import Declaration
from identity.queries import for_case_file

# A card names one nationality only; people may have more, so they are asked all the same.
ALWAYS_ASKED = frozenset({"nationalities"})


def locked_in(section: type[Section], draft: Declaration, answers: Mapping[str, Any]) -> frozenset[str]:
    """The fields of this section that the card vouches for."""
    if not section.key.startswith("sponsor."):
        return frozenset()
    proven = for_case_file(draft.id, answers)
    places = proven.trusted if proven else []
    inside = {place.removeprefix(f"{section.key}.") for place in places if place.startswith(f"{section.key}.")}
    return frozenset(inside - ALWAYS_ASKED)
