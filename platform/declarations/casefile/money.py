"""Household, income and obligations: what the credit check reckons with. Amounts are EUR per month, net."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from declarations.casefile.choices import OWN_BUSINESS, WORK, Gender, HouseholdRelation, IncomeKind, SecurityKind
from declarations.casefile.mechanism import Ask, Context, Section, Values
from declarations.casefile.types import Day, Iban, Money, Name, PartialDay, Text

AMOUNT = _("Geben Sie einen Betrag in Euro ein, zum Beispiel 1.250,00. Wenn es nichts ist, geben Sie 0 ein.")
YES_OR_NO = _("Antworten Sie bitte mit Ja oder Nein.")


class Member(Section):
    """One person whom the sponsor maintains by law, or who lives in the household."""

    key: ClassVar[str] = "household.members"
    title: ClassVar[Any] = _("Person im Haushalt oder mit Unterhalt")

    family_name: Annotated[Name | None, Ask(_("Familienname"), missing=_("Geben Sie den Familiennamen ein."))] = None
    given_names: Annotated[Name | None, Ask(_("Vorname"), missing=_("Geben Sie den Vornamen ein."))] = None
    birth_date: Annotated[PartialDay | None, Ask(_("Geburtsdatum"), missing=_("Geben Sie das Geburtsdatum ein."))] = (
        None
    )
    gender: Annotated[
        Gender | None, Ask(_("Geschlecht"), missing=_("Wählen Sie eine Antwort."), switch="household.member_gender")
    ] = None
    relation: Annotated[
        HouseholdRelation | None,
        Ask(_("Wer ist das für Sie?"), missing=_("Wählen Sie, wer das für Sie ist."), widget="select"),
    ] = None
    lives_in_household: Annotated[bool | None, Ask(_("Lebt die Person in Ihrem Haushalt?"), missing=YES_OR_NO)] = None
    maintained: Annotated[
        bool | None,
        Ask(
            _("Müssen Sie für diese Person Unterhalt leisten?"),
            _("Zum Beispiel für Kinder oder einen Ehepartner ohne eigenes Einkommen."),
            YES_OR_NO,
        ),
    ] = None
    own_net_income: Annotated[
        Money | None, Ask(_("Eigenes Nettoeinkommen im Monat"), missing=AMOUNT, switch="household.member_income")
    ] = None
    maintenance_paid: Annotated[
        Money | None,
        Ask(
            _("Unterhalt, den Sie im Monat zahlen"),
            missing=AMOUNT,
            when=lambda _c, v: v.get("maintained") is True and v.get("lives_in_household") is False,
        ),
    ] = None


class Household(Section):
    key: ClassVar[str] = "household"
    title: ClassVar[Any] = _("Ihr Haushalt")
    why: ClassVar[Any] = _("Je mehr Menschen Sie unterhalten, desto mehr von Ihrem Einkommen bleibt geschützt.")

    has_members: Annotated[
        bool | None, Ask(_("Lebt noch jemand in Ihrem Haushalt, oder zahlen Sie Unterhalt?"), missing=YES_OR_NO)
    ] = None
    members: Annotated[
        list[Member] | None,
        Ask(
            _("Personen"),
            missing=_("Tragen Sie mindestens eine Person ein oder ändern Sie die Antwort auf Nein."),
            when=lambda _c, v: v.get("has_members") is True,
            widget="list",
        ),
    ] = Field(default=None, max_length=20)


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


class Loan(Section):
    key: ClassVar[str] = "obligations.loans"
    title: ClassVar[Any] = _("Kredit")

    monthly_rate: Annotated[Money | None, Ask(_("Rate im Monat"), missing=AMOUNT)] = None
    ends_on: Annotated[Day | None, Ask(_("Läuft bis"), required=False)] = None


class Obligations(Section):
    key: ClassVar[str] = "obligations"
    title: ClassVar[Any] = _("Ihre Verpflichtungen")

    pays_maintenance: Annotated[
        bool | None, Ask(_("Zahlen Sie Unterhalt an jemanden außerhalb Ihres Haushalts?"), missing=YES_OR_NO)
    ] = None
    maintenance: Annotated[
        Money | None, Ask(_("Unterhalt im Monat"), missing=AMOUNT, when=lambda _c, v: v.get("pays_maintenance") is True)
    ] = None
    loans_month: Annotated[
        Money | None, Ask(_("Raten für Kredite im Monat"), missing=AMOUNT, switch="obligations.loans")
    ] = None
    insurances: Annotated[
        Money | None, Ask(_("Versicherungen im Monat"), missing=AMOUNT, switch="obligations.insurances")
    ] = None
    insolvency_last_5_years: Annotated[
        bool | None,
        Ask(
            _("Gab es in den letzten fünf Jahren ein Insolvenzverfahren?"),
            missing=YES_OR_NO,
            switch="obligations.insolvency",
        ),
    ] = None
    garnishments: Annotated[
        bool | None, Ask(_("Wird Ihr Lohn oder Konto gepfändet?"), missing=YES_OR_NO, switch="obligations.garnishments")
    ] = None


class RunningDeclaration(Section):
    key: ClassVar[str] = "other_declarations.running"
    title: ClassVar[Any] = _("Weitere Verpflichtungserklärung")

    authority: Annotated[
        Name | None,
        Ask(
            _("Bei welcher Behörde?"), missing=_("Geben Sie die Behörde ein, zum Beispiel Ausländerbehörde Offenbach.")
        ),
    ] = None
    adults: Annotated[
        int | None, Ask(_("Für wie viele Erwachsene?"), missing=_("Geben Sie eine Zahl ein, auch 0."))
    ] = Field(default=None, ge=0, le=50)
    minors: Annotated[int | None, Ask(_("Für wie viele Kinder?"), missing=_("Geben Sie eine Zahl ein, auch 0."))] = (
        Field(default=None, ge=0, le=50)
    )
    since: Annotated[Day | None, Ask(_("Von"), missing=_("Geben Sie ein, ab wann der Besuch dauert."))] = None
    until: Annotated[Day | None, Ask(_("Bis"), missing=_("Geben Sie ein, bis wann der Besuch dauert."))] = None
    number: Annotated[Name | None, Ask(_("Nummer der Erklärung, falls bekannt"), required=False)] = None

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        if self.since and self.until and self.until < self.since:
            yield "until", "before_start", _("Das Ende liegt vor dem Anfang. Prüfen Sie bitte beide Daten.")


class OtherDeclarations(Section):
    key: ClassVar[str] = "other_declarations"
    title: ClassVar[Any] = _("Andere Verpflichtungserklärungen")
    why: ClassVar[Any] = _("Wer schon für jemanden haftet, braucht für einen weiteren Gast mehr Einkommen.")

    has_running: Annotated[bool | None, Ask(_("Haften Sie zurzeit schon für andere Gäste?"), missing=YES_OR_NO)] = None
    running: Annotated[
        list[RunningDeclaration] | None,
        Ask(
            _("Laufende Erklärungen"),
            missing=_("Tragen Sie die Erklärung ein oder ändern Sie die Antwort auf Nein."),
            when=lambda _c, v: v.get("has_running") is True,
            widget="list",
        ),
    ] = Field(default=None, max_length=20)
    prior_last_6_months: Annotated[
        bool | None,
        Ask(
            _("Haben Sie in den letzten sechs Monaten schon eine abgegeben?"),
            missing=YES_OR_NO,
            switch="other_declarations.prior",
        ),
    ] = None
    prior_full_visa_period: Annotated[
        Text | None,
        Ask(
            _("Wurde ein Visum für volle drei Monate erteilt? Für welchen Zeitraum?"),
            missing=_("Geben Sie den Zeitraum ein oder „nein“."),
            required=False,
            when=lambda _c, v: v.get("prior_last_6_months") is True,
        ),
    ] = None


class Security(Section):
    key: ClassVar[str] = "security"
    title: ClassVar[Any] = _("Sicherheit")
    why: ClassVar[Any] = _(
        "Wenn das Einkommen nicht reicht, kann eine Sicherheit helfen. Sie müssen hier nichts anbieten."
    )

    kind: Annotated[
        SecurityKind | None,
        Ask(
            _("Können Sie eine Sicherheit anbieten?"),
            missing=_("Wählen Sie eine Antwort. „Keine“ ist möglich."),
            widget="radio",
        ),
    ] = None
    amount: Annotated[
        Money | None,
        Ask(_("Betrag"), missing=AMOUNT, when=lambda _c, v: v.get("kind") not in (None, SecurityKind.NONE)),
    ] = None
    bank_iban: Annotated[
        Iban | None,
        Ask(
            _("IBAN des Kontos"),
            missing=_("Geben Sie die IBAN ein."),
            when=lambda _c, v: (
                v.get("kind")
                in (
                    SecurityKind.BLOCKED_SAVINGS,
                    SecurityKind.BLOCKED_ACCOUNT,
                    SecurityKind.BANK_GUARANTEE,
                    SecurityKind.ASSIGNMENT,
                )
            ),
        ),
    ] = None

    @classmethod
    def needed(cls, context: Context) -> bool:
        return bool(context.extras.get("security_offered"))


SECTIONS = (Household, Sources, Employment, Net, Business, Other, Obligations, OtherDeclarations, Security)
