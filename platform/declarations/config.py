"""What a city sets about declarations: ways, purposes, district, optional fields, periods."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from configuration.queries import Configuration
from configuration.registry import Section, register
from declarations.casefile.choices import Mode, Purpose
from declarations.casefile.mechanism import Context
from declarations.places.area import Ags, Area, Code, Municipality, PlaceName, all_codes, area_of

Switch = Literal["off", "ask", "require"]

DEFAULT_SWITCHES: dict[str, Switch] = {
    "sponsor.birth_name": "ask", "sponsor.doctoral_degree": "off", "sponsor.gender": "require",
    "sponsor.birth_country": "off", "sponsor.phone": "ask", "sponsor.id_document_valid_until": "require",
    "sponsor.id_document_issuer": "require", "household.member_gender": "off", "household.member_income": "require",
    "income.employer_address": "off", "income.under_notice": "require", "income.one_off_payments": "ask",
    "income.expense_allowances": "off", "income.child_benefit": "off", "obligations.loans": "off",
    "obligations.insurances": "off", "obligations.insolvency": "off", "obligations.garnishments": "require",
    "other_declarations.prior": "off", "guest.gender": "require", "guest.birth_country": "require",
    "guest.marital_status": "off", "guest.passport_number": "ask", "guest.passport_valid_until": "off",
    "guest.passport_issue": "off", "companion.birth_place": "off", "companion.passport_number": "ask",
    "stay.multiple_entry": "off", "stay.health_insurance": "ask", "stay.reason": "off", "accommodation.kind": "off",
    "housing.tenure": "off", "housing.living_area_sqm": "off", "housing.rooms": "off", "housing.persons": "off",
}  # fmt: skip


@register
class DeclarationRules(Section):
    """``fields`` turns optional fields off or on, or demands them; what is not named keeps the default.

    ``municipalities`` (by AGS, eight digits) are those that the authority is responsible for; ``shared_codes`` names, by
    postal code, municipalities of others that have it too. A city that names municipalities gets ``postal_codes`` from
    them, for readers of the plain list; one that names none goes by the plain list, and by nothing when that is empty.
    """

    modes: list[Mode] = Field(default_factory=lambda: list(Mode))
    purposes: list[Purpose] = Field(default_factory=lambda: list(Purpose))
    postal_codes: list[str] = Field(default_factory=list)
    municipalities: dict[Ags, Municipality] = Field(default_factory=dict, max_length=400)
    shared_codes: dict[Code, list[PlaceName]] = Field(default_factory=dict, max_length=2000)
    main_residence_required: bool = True
    fields: dict[str, Switch] = Field(default_factory=dict)
    max_children: int = Field(default=6, ge=0, le=12)
    lead_months: int = Field(default=6, ge=1, le=24)
    draft_days: int = Field(default=30, ge=1, le=30)
    unpaid_days: int = Field(default=14, ge=1, le=60)
    target_days: int = Field(default=28, ge=1, le=365)
    security_offered: bool = False

    @classmethod
    def section_name(cls) -> str:
        return "declarations"

    @classmethod
    def shown_to_peers(cls) -> frozenset[str]:
        return frozenset(
            {
                "modes",
                "purposes",
                "main_residence_required",
                "fields",
                "max_children",
                "lead_months",
                "draft_days",
                "unpaid_days",
                "target_days",
                "security_offered",
            }
        )

    @model_validator(mode="before")
    @classmethod
    def _plain_list(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and raw.get("municipalities"):
            return raw | {"postal_codes": all_codes(raw["municipalities"])}
        return raw

    @property
    def area(self) -> Area:
        return area_of(self.municipalities, self.shared_codes, self.postal_codes)


def context(
    *, answers: dict[str, Any], configuration: Configuration, today: date, months: int = 3, **extras: Any
) -> Context:
    """The context for checks in this city. ``months`` is how many months of income the city averages."""
    rules = configuration.section(DeclarationRules)
    return Context(
        answers=answers,
        switches={**DEFAULT_SWITCHES, **rules.fields},
        today=today,
        extras={
            "area": rules.area, "main_residence_required": rules.main_residence_required,
            "modes": rules.modes, "purposes": rules.purposes, "max_children": rules.max_children,
            "lead_months": rules.lead_months, "security_offered": rules.security_offered, "months": months, **extras,
        },
    )  # fmt: skip
