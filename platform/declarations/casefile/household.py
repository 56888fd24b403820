"""The household: whom the sponsor lives with and maintains. Amounts are EUR per month, net."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from declarations.casefile.choices import Gender, HouseholdRelation
from declarations.casefile.mechanism import Ask, Section
from declarations.casefile.types import Money, Name, PartialDay

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
