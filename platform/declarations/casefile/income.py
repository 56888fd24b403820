"""Income: what the credit check reckons with. Amounts are EUR per month, net."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from declarations.casefile.choices import OWN_BUSINESS, WORK, IncomeKind
from declarations.casefile.household import AMOUNT, YES_OR_NO
from declarations.casefile.mechanism import Ask, Context, Section, Values
from declarations.casefile.types import Day, Money, Name, Text


def _kinds(context: Context) -> set[str]:
    return set(context.value("income.sources.kinds", []))


def _works(context: Context, _values: Values) -> bool:
    return bool(_kinds(context) & set(WORK))


def _own_business(context: Context, _values: Values) -> bool:
    return bool(_kinds(context) & set(OWN_BUSINESS))


def _has(kind: IncomeKind) -> Any:
    return lambda context, _values: kind in _kinds(context)


class Sources(Section):
    key: ClassVar[str] = "income.sources"
    title: ClassVar[Any] = _("Wovon leben Sie?")

    kinds: Annotated[
        list[IncomeKind] | None,
        Ask(
            _("Ihre Einkünfte"),
            _("Wählen Sie alles, was zutrifft."),
            _("Wählen Sie mindestens eine Art von Einkommen."),
            widget="checkboxes",
        ),
    ] = None
    occupation: Annotated[
        Name | None,
        Ask(
            _("Beruf"),
            missing=_("Geben Sie Ihren Beruf ein, zum Beispiel Pflegefachkraft oder im Ruhestand."),
            autocomplete="organization-title",
        ),
    ] = None
    receives_sgb2_sgb12: Annotated[
        bool | None,
        Ask(_("Bekommen Sie Bürgergeld, Sozialhilfe, Wohngeld oder Leistungen für Asylsuchende?"), missing=YES_OR_NO),
    ] = None
    receives_scholarship: Annotated[
        bool | None,
        Ask(
            _("Bekommen Sie ein Stipendium oder BAföG?"), _("Das zählt nicht als Einkommen für die Prüfung."), YES_OR_NO
        ),
    ] = None


class Employment(Section):
    key: ClassVar[str] = "income.employment"
    title: ClassVar[Any] = _("Ihre Arbeit")

    employer_name: Annotated[
        Name | None,
        Ask(_("Arbeitgeber"), missing=_("Geben Sie den Namen Ihres Arbeitgebers ein."), autocomplete="organization"),
    ] = None
    employer_address: Annotated[
        Text | None,
        Ask(
            _("Anschrift des Arbeitgebers"),
            missing=_("Geben Sie die Anschrift Ihres Arbeitgebers ein."),
            switch="income.employer_address",
        ),
    ] = None
    employed_since: Annotated[
        Day | None, Ask(_("Beschäftigt seit"), missing=_("Geben Sie ein, seit wann Sie dort arbeiten."))
    ] = None
    is_limited: Annotated[bool | None, Ask(_("Ist der Vertrag befristet?"), missing=YES_OR_NO)] = None
    contract_limited_until: Annotated[
        Day | None,
        Ask(
            _("Befristet bis"),
            missing=_("Geben Sie ein, bis wann der Vertrag läuft."),
            when=lambda _c, v: v.get("is_limited") is True,
        ),
    ] = None
    in_probation: Annotated[bool | None, Ask(_("Sind Sie noch in der Probezeit?"), missing=YES_OR_NO)] = None
    under_notice: Annotated[
        bool | None, Ask(_("Ist das Arbeitsverhältnis gekündigt?"), missing=YES_OR_NO, switch="income.under_notice")
    ] = None

    @classmethod
    def needed(cls, context: Context) -> bool:
        return _works(context, {})

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        if self.employed_since and self.employed_since > context.today:
            yield "employed_since", "in_the_future", _("Dieses Datum liegt in der Zukunft. Prüfen Sie bitte das Jahr.")
        if self.contract_limited_until and self.contract_limited_until < context.today:
            yield (
                "contract_limited_until",
                "over",
                _("Dieser Vertrag ist schon abgelaufen. Prüfen Sie bitte das Datum."),
            )


def _months(count: int) -> Any:
    return lambda context, _values: (
        bool(_kinds(context) & {*WORK, IncomeKind.UNEMPLOYMENT, IncomeKind.SICKNESS})
        and int(context.extras.get("months", 3)) >= count
    )


class Net(Section):
    key: ClassVar[str] = "income.net"
    title: ClassVar[Any] = _("Ihr Nettoeinkommen")
    why: ClassVar[Any] = _(
        "Der Betrag, der auf Ihrem Konto ankommt. Weihnachts- und Urlaubsgeld bitte nicht mitzählen."
    )

    net_month_1: Annotated[Money | None, Ask(_("Letzter Monat"), missing=AMOUNT, when=_months(1))] = None
    net_month_2: Annotated[Money | None, Ask(_("Vorletzter Monat"), missing=AMOUNT, when=_months(2))] = None
    net_month_3: Annotated[Money | None, Ask(_("Vor drei Monaten"), missing=AMOUNT, when=_months(3))] = None
    net_month_4: Annotated[Money | None, Ask(_("Vor vier Monaten"), missing=AMOUNT, when=_months(4))] = None
    net_month_5: Annotated[Money | None, Ask(_("Vor fünf Monaten"), missing=AMOUNT, when=_months(5))] = None
    net_month_6: Annotated[Money | None, Ask(_("Vor sechs Monaten"), missing=AMOUNT, when=_months(6))] = None
    one_off_payments: Annotated[
        Money | None,
        Ask(
            _("Weihnachts- und Urlaubsgeld darin"),
            _("Wird nicht mitgezählt."),
            AMOUNT,
            switch="income.one_off_payments",
        ),
    ] = None
    expense_allowances: Annotated[
        Money | None, Ask(_("Spesen und Auslösung darin"), missing=AMOUNT, switch="income.expense_allowances")
    ] = None

    @classmethod
    def needed(cls, context: Context) -> bool:
        return bool(_months(1)(context, {}))


class Business(Section):
    key: ClassVar[str] = "income.business"
    title: ClassVar[Any] = _("Ihre selbstständige Tätigkeit")

    self_employed_profit_month: Annotated[
        Money | None, Ask(_("Durchschnittlicher Gewinn im Monat"), _("Nach Steuern und Vorsorge."), AMOUNT)
    ] = None
    tax_assessment_year: Annotated[
        int | None, Ask(_("Jahr des letzten Steuerbescheids"), missing=_("Geben Sie das Jahr ein, zum Beispiel 2025."))
    ] = Field(default=None, ge=1990, le=2100)

    @classmethod
    def needed(cls, context: Context) -> bool:
        return _own_business(context, {})

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        if self.tax_assessment_year and self.tax_assessment_year > context.today.year:
            yield (
                "tax_assessment_year",
                "in_the_future",
                _("Dieses Jahr liegt in der Zukunft. Prüfen Sie bitte die Zahl."),
            )


class Other(Section):
    key: ClassVar[str] = "income.other"
    title: ClassVar[Any] = _("Weitere Einkünfte")

    pension_month: Annotated[
        Money | None, Ask(_("Rente oder Pension, netto im Monat"), missing=AMOUNT, when=_has(IncomeKind.PENSION))
    ] = None
    rental_income_month: Annotated[
        Money | None, Ask(_("Mieteinnahmen, netto im Monat"), missing=AMOUNT, when=_has(IncomeKind.RENTAL))
    ] = None
    capital_income_month: Annotated[
        Money | None, Ask(_("Kapitalerträge im Monat"), missing=AMOUNT, when=_has(IncomeKind.CAPITAL))
    ] = None
    other_income_month: Annotated[
        Money | None, Ask(_("Sonstige Einkünfte im Monat"), missing=AMOUNT, when=_has(IncomeKind.OTHER))
    ] = None
    child_benefit_month: Annotated[
        Money | None, Ask(_("Kindergeld im Monat"), missing=AMOUNT, switch="income.child_benefit")
    ] = None
    private_health_insurance: Annotated[
        Money | None,
        Ask(
            _("Private Kranken- und Pflegeversicherung im Monat"),
            _("Nur, wenn Sie den Beitrag selbst zahlen. Wenn nicht, geben Sie 0 ein."),
            AMOUNT,
            when=lambda c, _v: bool(_kinds(c) & {*OWN_BUSINESS, IncomeKind.CIVIL_SERVANT}),
        ),
    ] = None

    @classmethod
    def needed(cls, context: Context) -> bool:
        return any(ask.asked(context, {}) for ask in cls.asks().values())


SECTIONS = (Sources, Employment, Net, Business, Other)
