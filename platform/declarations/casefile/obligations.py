"""Obligations, other declarations and securities: what takes from the income or adds to it. Amounts are EUR per month, net."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from declarations.casefile.choices import SecurityKind
from declarations.casefile.household import AMOUNT, YES_OR_NO
from declarations.casefile.mechanism import Ask, Context, Section
from declarations.casefile.types import Day, Iban, Money, Name, Text


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

    def rules(self, _context: Context) -> Iterator[tuple[str, str, Any]]:
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


SECTIONS = (Obligations, OtherDeclarations, Security)
