"""Of every field of every section somebody has decided: may other cities copy it, does it go along with a rehearsal?

A new field fails here until it is decided. Shown to other cities: ``Section.shown_to_peers``. Bound to an environment:
``Section.bound_to_environment``. Everything else stands below, by name.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from configuration.registry import Section, sections

# What names a city, leads to it or belongs to it: never told to another one, never replaced by another one's.
STAYS = {
    "appointments": """booking system options offices lengths step_minutes lead_hours horizon_days release hold_minutes
        invitation_days reminders see_originals offer_hours offer_notice_hours most_offers fair_use""",
    "authority": "kind body office address opening_hours phone email website",
    "books": "cash_file",
    "branding": "initials logo logo_width logo_height logo_alt icon icon_large",
    "casework": "remedy",
    "declarations": "postal_codes municipalities shared_codes",
    "delivery": "connector options fallback moment validation returned_days alarms address version portal_id",
    "legal": "role",
    "mail": "sender reply_to signature invitation",
    "payments": "provider account cash_reference page_minutes refunds options",
    "texts": "imprint privacy accessibility contact",
}
# What a rehearsal has from its city, and gives back when it is taken over.
CARRIED = {
    "appointments": """booking offices lengths step_minutes lead_hours horizon_days release hold_minutes invitation_days
        reminders see_originals offer_hours offer_notice_hours most_offers fair_use""",
    "authority": "kind body office address opening_hours phone email website",
    "books": "cash_file foreign export_within_days pending_days",
    "branding": "action on_action mark initials logo logo_width logo_height logo_alt icon icon_large",
    "casework": "way four_eyes answer_days hearing_days allow_without_proof remedy delivery closing_days",
    "credit": """need_rule months_averaged evidence_max_age_days probation allow_credible standard_need_by_year matrix""",
    "declarations": """modes purposes postal_codes municipalities shared_codes main_residence_required fields max_children
        lead_months draft_days unpaid_days target_days security_offered""",
    "delivery": "moment validation returned_days alarms address version",
    "documents": "max_file_mb max_case_mb max_files payslip_months matrix",
    "fees": "when postage_cents methods refund_rule",
    "identity": "provider accepted_levels signing_methods max_age_minutes",
    "languages": "further",
    "legal": "role",
    "mail": "signature invitation",
    "payments": "cash_reference page_minutes refunds",
    "retention": "refused_days withdrawn_days forwarded_days closed_days",
    "texts": "imprint privacy accessibility contact",
}
# The only text that other cities may see: colours, and the name of an adapter. All of it is checked against a pattern or a list.
CHECKED_TEXT = {"branding.action", "branding.mark", "branding.on_action", "identity.provider"}

ALL = [pytest.param(section, id=name) for name, section in sections.items()]


def _listed(table: dict[str, str], section: type[Section]) -> list[str]:
    return table.get(section.section_name(), "").split()


@pytest.mark.parametrize("section", ALL)
def test_whether_another_city_may_copy_it(section: type[Section]) -> None:
    decided = [*section.shown_to_peers(), *_listed(STAYS, section)]
    assert sorted(decided) == sorted(section.model_fields)


@pytest.mark.parametrize("section", ALL)
def test_whether_it_goes_along_with_a_rehearsal(section: type[Section]) -> None:
    decided = [*section.bound_to_environment(), *_listed(CARRIED, section)]
    assert sorted(decided) == sorted(section.model_fields)


@pytest.mark.parametrize("section", ALL)
def test_what_is_bound_to_an_environment_is_never_another_citys(section: type[Section]) -> None:
    assert not section.shown_to_peers() & set(section.bound_to_environment())


@pytest.mark.parametrize("section", ALL)
def test_what_may_be_copied_holds_no_free_text(section: type[Section]) -> None:
    """Somebody could write a name, an address or an account there."""
    free = {
        f"{section.section_name()}.{name}"
        for name in section.shown_to_peers()
        if any(part is str or part is Any for part in _parts(section.model_fields[name].annotation))
    }
    assert free <= CHECKED_TEXT


def _parts(annotation: Any) -> Iterator[Any]:
    """Every type that can stand somewhere in a value; the keys of a mapping are names that the code knows."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return
    if origin is typing.Annotated:
        yield from _parts(arguments[0])
    elif origin is dict:
        yield from _parts(arguments[1])
    elif arguments:
        for argument in arguments:
            yield from _parts(argument)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            yield from _parts(field.annotation)
    else:
        yield annotation
