"""What the online ID proves of the sponsor: shown with its source, and not asked again."""

from __future__ import annotations

from declarations.casefile.mechanism import Context, Section, check
from declarations.casefile.path import fetch
from declarations.models import Declaration
from identity.queries import for_case_file

# A card names one nationality only; people may have more, so they are asked all the same.
ALWAYS_ASKED = frozenset({"nationalities"})


def locked_in(section: type[Section], draft: Declaration, context: Context) -> frozenset[str]:
    """The fields of this section that the card vouches for and that nothing is wrong with."""
    if not section.key.startswith("sponsor."):
        return frozenset()
    proven = for_case_file(draft.id, context.answers)
    places = proven.trusted if proven else []
    inside = {place.removeprefix(f"{section.key}.") for place in places if place.startswith(f"{section.key}.")}
    return frozenset(inside - ALWAYS_ASKED - _wrong(section, context)) if inside else frozenset()


def _wrong(section: type[Section], context: Context) -> set[str]:
    """For example the postal code of a card that is older than the last move."""
    found = check(section, fetch(context.answers, section.key), context).problems
    return {problem.path.removeprefix(f"{section.key}.") for problem in found}
