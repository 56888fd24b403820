"""The stay and where the guest lives meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from declarations.casefile.choices import INSTITUTION_PURPOSES, AccommodationKind, Purpose, Tenure
from declarations.casefile.household import AMOUNT
from declarations.casefile.mechanism import Ask, Context, Section, Values
from declarations.casefile.types import Day, HouseNumber, LongText, Money, Name, PostalCode

SHORT_STAY_DAYS = 90
YES_OR_NO = _("Antworten Sie bitte mit Ja oder Nein.")


def months_later(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (first_of_next - timedelta(days=1)).day))


class Stay(Section):
    key: ClassVar[str] = "stay"
    title: ClassVar[Any] = _("Der Aufenthalt")

    purpose: Annotated[
        Purpose | None,
        Ask(
            _("Wozu kommt Ihr Gast?"),
            missing=_("Wählen Sie den Zweck des Aufenthalts."),
            widget="select",
            choices="purposes",
        ),
    ] = None
    institution: Annotated[
        Name | None,
        Ask(
            _("Hochschule, Schule oder Einrichtung"),
            missing=_("Geben Sie den Namen der Einrichtung ein."),
            when=lambda _c, v: v.get("purpose") in INSTITUTION_PURPOSES,
        ),
    ] = None
    entry_date: Annotated[
        Day | None,
        Ask(
            _("Voraussichtliche Einreise"),
            _("Der früheste Tag, an dem Ihr Gast kommt."),
            _("Geben Sie ein, wann Ihr Gast voraussichtlich kommt, zum Beispiel 1 2 2027."),
        ),
    ] = None
    duration_days: Annotated[
        int | None,
        Ask(
            _("Dauer in Tagen"),
            _("Ein Visum für Besuche gilt für höchstens 90 Tage."),
            _("Geben Sie ein, wie viele Tage Ihr Gast bleibt."),
        ),
    ] = Field(default=None, ge=1, le=3650)
    multiple_entry: Annotated[
        bool | None, Ask(_("Reist Ihr Gast mehrmals ein?"), missing=YES_OR_NO, switch="stay.multiple_entry")
    ] = None
    mission: Annotated[
        Name | None, Ask(_("Deutsche Botschaft oder Konsulat, bei dem das Visum beantragt wird"), required=False)
    ] = None
    health_insurance_known: Annotated[
        bool | None,
        Ask(
            _("Gibt es eine Reisekrankenversicherung, oder ist sie geplant?"),
            missing=YES_OR_NO,
            switch="stay.health_insurance",
        ),
    ] = None
    reason_text: Annotated[
        LongText | None,
        Ask(
            _("Anlass des Besuchs"),
            missing=_("Beschreiben Sie kurz den Anlass."),
            switch="stay.reason",
            widget="textarea",
        ),
    ] = None

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        offered = context.extras.get("purposes")
        if self.purpose and offered and self.purpose not in offered:
            yield (
                "purpose",
                "not_offered",
                _("Diesen Zweck können wir online nicht annehmen. Bitte wenden Sie sich an die Behörde."),
            )
        if not self.entry_date:
            return
        if self.entry_date < context.today:
            yield (
                "entry_date",
                "in_the_past",
                _("Die Einreise liegt in der Vergangenheit. Geben Sie einen Tag ab heute ein."),
            )
        elif self.entry_date > months_later(context.today, int(context.extras.get("lead_months", 6))):
            yield (
                "entry_date",
                "too_early",
                _(
                    "Das ist noch zu früh: Die Erklärung gilt für das Visum nur sechs Monate. Stellen Sie den Antrag bitte später."
                ),
            )


def _elsewhere(_context: Context, values: Values) -> bool:
    return values.get("same_as_sponsor") is False


def _long(context: Context, _values: Values) -> bool:
    return int(context.value("stay.duration_days", 0)) > SHORT_STAY_DAYS


def _for_long_stays(label: Any) -> Ask:
    return Ask(label, missing=AMOUNT, when=_long)


class Accommodation(Section):
    key: ClassVar[str] = "accommodation"
    title: ClassVar[Any] = _("Die Unterkunft")

    same_as_sponsor: Annotated[bool | None, Ask(_("Wohnt Ihr Gast bei Ihnen?"), missing=YES_OR_NO)] = None
    street: Annotated[
        Name | None, Ask(_("Straße"), missing=_("Geben Sie die Straße ein, in der Ihr Gast wohnt."), when=_elsewhere)
    ] = None
    house_number: Annotated[
        HouseNumber | None, Ask(_("Hausnummer"), missing=_("Geben Sie die Hausnummer ein."), when=_elsewhere)
    ] = None
    postal_code: Annotated[
        PostalCode | None, Ask(_("Postleitzahl"), missing=_("Geben Sie die Postleitzahl ein."), when=_elsewhere)
    ] = None
    city: Annotated[Name | None, Ask(_("Ort"), missing=_("Geben Sie den Ort ein."), when=_elsewhere)] = None
    kind: Annotated[
        AccommodationKind | None,
        Ask(
            _("Art der Unterkunft"),
            missing=_("Wählen Sie die Art der Unterkunft."),
            switch="accommodation.kind",
            widget="select",
        ),
    ] = None


class Housing(Section):
    """The sponsor's housing: asked for long stays, or where the city switched it on."""

    key: ClassVar[str] = "housing"
    title: ClassVar[Any] = _("Ihre Wohnung")

    tenure: Annotated[
        Tenure | None,
        Ask(_("Wie wohnen Sie?"), missing=_("Wählen Sie, wie Sie wohnen."), switch="housing.tenure", widget="radio"),
    ] = None
    living_area_sqm: Annotated[
        Money | None,
        Ask(
            _("Wohnfläche in Quadratmetern"),
            missing=_("Geben Sie die Wohnfläche ein, zum Beispiel 72."),
            switch="housing.living_area_sqm",
        ),
    ] = None
    rooms: Annotated[
        int | None, Ask(_("Zahl der Zimmer"), missing=_("Geben Sie die Zahl der Zimmer ein."), switch="housing.rooms")
    ] = Field(default=None, ge=1, le=99)
    persons_in_household: Annotated[
        int | None,
        Ask(
            _("Personen in der Wohnung"),
            missing=_("Geben Sie ein, wie viele Personen dort wohnen."),
            switch="housing.persons",
        ),
    ] = Field(default=None, ge=1, le=99)
    cold_rent: Annotated[Money | None, _for_long_stays(_("Kaltmiete im Monat"))] = None
    ancillary_costs: Annotated[Money | None, _for_long_stays(_("Nebenkosten im Monat"))] = None
    heating: Annotated[Money | None, _for_long_stays(_("Heizkosten im Monat"))] = None
    mortgage_payment: Annotated[Money | None, _for_long_stays(_("Raten für Wohneigentum im Monat"))] = None

    @classmethod
    def needed(cls, context: Context) -> bool:
        return any(ask.asked(context, {}) for ask in cls.asks().values())


SECTIONS = (Stay, Accommodation, Housing)
