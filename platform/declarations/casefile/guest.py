"""The guest and who comes along: one adult with spouse and minor children per declaration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from declarations import countries
from declarations.casefile.choices import CompanionKind, Gender, MaritalStatus, Relationship
from declarations.casefile.mechanism import Ask, Context, Section, Values
from declarations.casefile.sponsor import age_on
from declarations.casefile.types import Country, Day, DocumentNumber, Email, Name, PartialDay, Phone, Text
from kernel.dates import PartialDate

YES_OR_NO = _("Antworten Sie bitte mit Ja oder Nein.")
FUTURE = _("Das Geburtsdatum liegt in der Zukunft. Prüfen Sie bitte das Jahr.")


def _has_several_names(_context: Context, values: Values) -> bool:
    return values.get("single_name") is not True


class GuestName(Section):
    key: ClassVar[str] = "guest.name"
    title: ClassVar[Any] = _("Name Ihres Gastes")
    why: ClassVar[Any] = _(
        "Genau so, wie er in lateinischen Buchstaben im Reisepass steht. Sonst erkennt die Visastelle die Erklärung nicht."
    )

    family_name: Annotated[
        Name | None, Ask(_("Familienname"), missing=_("Geben Sie den Familiennamen so ein, wie er im Pass steht."))
    ] = None
    given_names: Annotated[
        Name | None,
        Ask(
            _("Vorname oder Vornamen"),
            missing=_("Geben Sie die Vornamen so ein, wie sie im Pass stehen."),
            when=_has_several_names,
        ),
    ] = None
    single_name: Annotated[
        bool | None, Ask(_("Im Pass steht nur ein einziger Name"), required=False, widget="checkbox")
    ] = None
    birth_name: Annotated[
        Name | None, Ask(_("Geburtsname"), _("Nur, wenn der Gast früher anders hieß."), required=False)
    ] = None
    gender: Annotated[
        Gender | None,
        Ask(_("Geschlecht"), missing=_("Wählen Sie eine Antwort. „Keine Angabe“ ist möglich."), switch="guest.gender"),
    ] = None


class GuestBirth(Section):
    key: ClassVar[str] = "guest.birth"
    title: ClassVar[Any] = _("Geburt und Staatsangehörigkeit Ihres Gastes")

    birth_date: Annotated[
        PartialDay | None,
        Ask(
            _("Geburtsdatum"),
            _("Wenn Tag oder Monat im Pass fehlen, lassen Sie die Felder leer."),
            _("Geben Sie das Geburtsdatum ein, zum Beispiel 3 5 1961."),
        ),
    ] = None
    birth_place: Annotated[
        Name | None, Ask(_("Geburtsort"), missing=_("Geben Sie den Geburtsort so ein, wie er im Pass steht."))
    ] = None
    birth_country: Annotated[
        Country | None,
        Ask(
            _("Geburtsland"),
            missing=_("Wählen Sie das Geburtsland."),
            switch="guest.birth_country",
            choices="countries",
        ),
    ] = None
    nationalities: Annotated[
        list[Country] | None,
        Ask(
            _("Staatsangehörigkeit"),
            missing=_("Wählen Sie die Staatsangehörigkeit Ihres Gastes."),
            choices="nationalities",
        ),
    ] = None
    marital_status: Annotated[
        MaritalStatus | None,
        Ask(
            _("Familienstand"),
            missing=_("Wählen Sie den Familienstand."),
            switch="guest.marital_status",
            widget="select",
        ),
    ] = None

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        if self.birth_date and PartialDate.parse(self.birth_date).earliest() > context.today:
            yield "birth_date", "in_the_future", FUTURE
        if self.nationalities and countries.is_free_to_move(self.nationalities):
            yield (
                "nationalities",
                "free_to_move",
                _(
                    "Menschen mit deutscher, EU-, EWR- oder Schweizer Staatsangehörigkeit brauchen kein Visum und keine Verpflichtungserklärung."
                ),
            )


class GuestPassport(Section):
    key: ClassVar[str] = "guest.passport"
    title: ClassVar[Any] = _("Reisepass Ihres Gastes")

    passport_number: Annotated[
        DocumentNumber | None,
        Ask(
            _("Nummer des Reisepasses"),
            _("Wenn der Pass noch beantragt ist, lassen Sie das Feld leer."),
            _("Geben Sie die Passnummer so ein, wie sie auf der Seite mit dem Foto steht, zum Beispiel C01X00T47."),
            switch="guest.passport_number",
        ),
    ] = None
    passport_valid_until: Annotated[
        Day | None,
        Ask(
            _("Gültig bis"),
            missing=_("Geben Sie ein, bis wann der Pass gültig ist."),
            switch="guest.passport_valid_until",
        ),
    ] = None
    passport_issued_on: Annotated[
        Day | None,
        Ask(
            _("Ausgestellt am"),
            missing=_("Geben Sie ein, wann der Pass ausgestellt wurde."),
            switch="guest.passport_issue",
        ),
    ] = None
    passport_issuer: Annotated[
        Name | None,
        Ask(
            _("Ausgestellt von"),
            missing=_("Geben Sie ein, wer den Pass ausgestellt hat."),
            switch="guest.passport_issue",
        ),
    ] = None
    visa_application_number: Annotated[
        Name | None, Ask(_("Nummer des Visumantrags, falls es schon einen gibt"), required=False)
    ] = None
    already_in_germany: Annotated[bool | None, Ask(_("Ist Ihr Gast schon in Deutschland?"), missing=YES_OR_NO)] = None

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        if self.passport_valid_until and self.passport_valid_until < context.today:
            yield (
                "passport_valid_until",
                "expired",
                _("Dieser Pass ist abgelaufen. Ihr Gast braucht einen gültigen Pass."),
            )
        if self.passport_issued_on and self.passport_issued_on > context.today:
            yield (
                "passport_issued_on",
                "in_the_future",
                _("Dieses Datum liegt in der Zukunft. Prüfen Sie bitte das Jahr."),
            )


class GuestAddress(Section):
    """The foreign address as XInneres can carry it: at most five lines of 35 characters."""

    key: ClassVar[str] = "guest.address"
    title: ClassVar[Any] = _("Anschrift Ihres Gastes im Ausland")

    line_1: Annotated[
        Name | None,
        Ask(_("Straße und Hausnummer"), missing=_("Geben Sie Straße und Hausnummer ein, in lateinischen Buchstaben.")),
    ] = Field(default=None, max_length=35)
    line_2: Annotated[Name | None, Ask(_("Zusatz"), _("Zum Beispiel Stadtteil oder Wohnung."), required=False)] = Field(
        default=None, max_length=35
    )
    line_3: Annotated[
        Name | None,
        Ask(_("Postleitzahl und Ort"), missing=_("Geben Sie den Ort ein, mit Postleitzahl, wenn es eine gibt.")),
    ] = Field(default=None, max_length=35)
    country: Annotated[Country | None, Ask(_("Staat"), missing=_("Wählen Sie den Staat."), choices="countries")] = None

    def rules(self, _context: Context) -> Iterator[tuple[str, str, Any]]:
        if self.country == countries.GERMANY:
            yield (
                "country",
                "not_abroad",
                _("Geben Sie die Anschrift im Heimatland ein. Die Unterkunft in Deutschland fragen wir später."),
            )


class GuestContact(Section):
    key: ClassVar[str] = "guest.contact"
    title: ClassVar[Any] = _("Sie und Ihr Gast")

    relationship_to_sponsor: Annotated[
        Relationship | None,
        Ask(
            _("Was ist der Gast für Sie?"),
            missing=_("Wählen Sie, in welcher Beziehung Sie zu Ihrem Gast stehen."),
            widget="select",
        ),
    ] = None
    relationship_text: Annotated[
        Text | None,
        Ask(
            _("Genauer, zum Beispiel Cousine"),
            missing=_("Beschreiben Sie die Beziehung mit einem Wort, zum Beispiel Cousine."),
            required=False,
            when=lambda _c, v: v.get("relationship_to_sponsor") in (Relationship.OTHER_RELATIVE, Relationship.NONE),
        ),
    ] = None
    phone: Annotated[
        Phone | None, Ask(_("Telefon des Gastes"), _("Mit Landesvorwahl, zum Beispiel +90."), required=False)
    ] = None
    email: Annotated[Email | None, Ask(_("E-Mail des Gastes"), required=False)] = None


class Companion(Section):
    key: ClassVar[str] = "companions.persons"
    title: ClassVar[Any] = _("Begleitende Person")

    kind: Annotated[
        CompanionKind | None, Ask(_("Wer kommt mit?"), missing=_("Wählen Sie, wer mitkommt."), widget="radio")
    ] = None
    family_name: Annotated[
        Name | None, Ask(_("Familienname"), missing=_("Geben Sie den Familiennamen so ein, wie er im Pass steht."))
    ] = None
    given_names: Annotated[
        Name | None,
        Ask(_("Vorname oder Vornamen"), missing=_("Geben Sie die Vornamen so ein, wie sie im Pass stehen.")),
    ] = None
    birth_date: Annotated[
        PartialDay | None, Ask(_("Geburtsdatum"), missing=_("Geben Sie das Geburtsdatum ein, zum Beispiel 3 5 2015."))
    ] = None
    gender: Annotated[
        Gender | None,
        Ask(_("Geschlecht"), missing=_("Wählen Sie eine Antwort. „Keine Angabe“ ist möglich."), widget="radio"),
    ] = None
    birth_place: Annotated[
        Name | None, Ask(_("Geburtsort"), missing=_("Geben Sie den Geburtsort ein."), switch="companion.birth_place")
    ] = None
    passport_number: Annotated[
        DocumentNumber | None,
        Ask(
            _("Nummer des Reisepasses"), missing=_("Geben Sie die Passnummer ein."), switch="companion.passport_number"
        ),
    ] = None

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        if not self.birth_date:
            return
        if PartialDate.parse(self.birth_date).earliest() > context.today:
            yield "birth_date", "in_the_future", FUTURE
        elif self.kind == CompanionKind.CHILD and age_on(self.birth_date, context.today) >= 18:
            yield (
                "birth_date",
                "grown_up",
                _("Diese Person ist volljährig. Für jeden weiteren Erwachsenen brauchen Sie eine eigene Erklärung."),
            )


class Companions(Section):
    key: ClassVar[str] = "companions"
    title: ClassVar[Any] = _("Wer kommt noch mit?")
    why: ClassVar[Any] = _(
        "Auf diese Erklärung passen der Ehepartner und minderjährige Kinder Ihres Gastes. Für andere Erwachsene brauchen Sie eine eigene."
    )

    has_companions: Annotated[
        bool | None, Ask(_("Kommen Ehepartner oder minderjährige Kinder des Gastes mit?"), missing=YES_OR_NO)
    ] = None
    persons: Annotated[
        list[Companion] | None,
        Ask(
            _("Begleitende Personen"),
            missing=_("Tragen Sie mindestens eine Person ein oder ändern Sie die Antwort auf Nein."),
            when=lambda _c, v: v.get("has_companions") is True,
            widget="list",
        ),
    ] = Field(default=None, max_length=12)

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        persons = self.persons or []
        if sum(person.kind == CompanionKind.SPOUSE for person in persons) > 1:
            yield "persons", "two_spouses", _("Es kann nur ein Ehe- oder Lebenspartner eingetragen werden.")
        most = int(context.extras.get("max_children", 6))
        if sum(person.kind == CompanionKind.CHILD for person in persons) > most:
            yield (
                "persons",
                "too_many_children",
                _("Auf eine Erklärung passen nicht so viele Kinder. Bitte geben Sie für die übrigen eine weitere ab."),
            )


SECTIONS = (GuestName, GuestBirth, GuestPassport, GuestAddress, GuestContact, Companions)
