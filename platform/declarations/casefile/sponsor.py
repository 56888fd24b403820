"""The sponsor's person. Conditions and sources: the field list of the domain (federal form, AufenthV § 69 (2), AZRG § 29)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from declarations import countries
from declarations.casefile.choices import Gender, IdDocument, MaritalStatus, ResidenceTitle
from declarations.casefile.mechanism import Ask, Context, Section, Values
from declarations.casefile.types import (
    Country,
    Day,
    DocumentNumber,
    Email,
    HouseNumber,
    LongText,
    Name,
    PartialDay,
    Phone,
    PostalCode,
    Text,
)  # fmt: skip
from declarations.casefile.whose import IN_THE_ADDRESS, MunicipalityName, area_in, said_before
from kernel.dates import PartialDate, completed_years


def age_on(birth: str, day: date) -> int:
    """Completed years on that day; of an incomplete birth date the latest possible day counts."""
    return completed_years(PartialDate.parse(birth).latest(), day)


class SponsorName(Section):
    key: ClassVar[str] = "sponsor.name"
    title: ClassVar[Any] = _("Ihr Name")
    why: ClassVar[Any] = _("So, wie er in Ihrem Ausweis steht.")

    family_name: Annotated[
        Name | None, Ask(_("Familienname"), missing=_("Geben Sie Ihren Familiennamen ein."), autocomplete="family-name")
    ] = None
    given_names: Annotated[
        Name | None,
        Ask(_("Vorname oder Vornamen"), missing=_("Geben Sie Ihren Vornamen ein."), autocomplete="given-name"),
    ] = None
    birth_name: Annotated[
        Name | None, Ask(_("Geburtsname"), _("Nur, wenn Sie früher anders hießen."), switch="sponsor.birth_name")
    ] = None
    doctoral_degree: Annotated[Name | None, Ask(_("Doktorgrad"), required=False, switch="sponsor.doctoral_degree")] = (
        None
    )
    gender: Annotated[
        Gender | None,
        Ask(
            _("Geschlecht"), missing=_("Wählen Sie eine Antwort. „Keine Angabe“ ist möglich."), switch="sponsor.gender"
        ),
    ] = None


class SponsorBirth(Section):
    key: ClassVar[str] = "sponsor.birth"
    title: ClassVar[Any] = _("Geburt und Staatsangehörigkeit")
    why: ClassVar[Any] = _("Diese Angaben stehen später in der Visadatei, damit Sie nicht verwechselt werden.")

    birth_date: Annotated[
        PartialDay | None,
        Ask(
            _("Geburtsdatum"),
            _("Wenn Tag oder Monat im Ausweis fehlen, lassen Sie die Felder leer."),
            _("Geben Sie Ihr Geburtsdatum ein, zum Beispiel 3 5 1980."),
            autocomplete="bday",
        ),
    ] = None
    birth_place: Annotated[
        Name | None, Ask(_("Geburtsort"), missing=_("Geben Sie den Ort ein, in dem Sie geboren sind."))
    ] = None
    birth_country: Annotated[
        Country | None,
        Ask(
            _("Geburtsland"),
            missing=_("Wählen Sie das Land, in dem Sie geboren sind."),
            switch="sponsor.birth_country",
            choices="countries",
        ),
    ] = None
    nationalities: Annotated[
        list[Country] | None,
        Ask(
            _("Staatsangehörigkeit"),
            _("Bei mehreren wählen Sie bitte alle."),
            _("Wählen Sie Ihre Staatsangehörigkeit."),
            choices="nationalities",
        ),
    ] = None
    marital_status: Annotated[
        MaritalStatus | None, Ask(_("Familienstand"), missing=_("Wählen Sie Ihren Familienstand."), widget="select")
    ] = None

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        if not self.birth_date:
            return
        if PartialDate.parse(self.birth_date).earliest() > context.today:
            yield "birth_date", "in_the_future", _("Das Geburtsdatum liegt in der Zukunft. Prüfen Sie bitte das Jahr.")
        elif age_on(self.birth_date, context.today) < 18:
            yield (
                "birth_date",
                "underage",
                _("Eine Verpflichtungserklärung kann nur abgeben, wer mindestens 18 Jahre alt ist."),
            )
        if self.nationalities and len(self.nationalities) > 4:
            yield "nationalities", "too_many", _("Es können höchstens vier Staatsangehörigkeiten übermittelt werden.")


class SponsorAddress(Section):
    key: ClassVar[str] = "sponsor.address"
    title: ClassVar[Any] = _("Ihre Anschrift")
    why: ClassVar[Any] = _("Nach Ihrer Anschrift richtet sich, welche Behörde zuständig ist.")

    street: Annotated[
        Name | None,
        Ask(_("Straße"), missing=_("Geben Sie die Straße ein, ohne Hausnummer."), autocomplete="address-line1"),
    ] = None
    house_number: Annotated[
        HouseNumber | None, Ask(_("Hausnummer"), missing=_("Geben Sie die Hausnummer ein, zum Beispiel 12 a."))
    ] = None
    postal_code: Annotated[
        PostalCode | None,
        Ask(_("Postleitzahl"), missing=_("Geben Sie die Postleitzahl ein."), autocomplete="postal-code", reopens=True),
    ] = None
    municipality: Annotated[MunicipalityName | None, IN_THE_ADDRESS] = None
    city: Annotated[Name | None, Ask(_("Ort"), missing=_("Geben Sie den Ort ein."), autocomplete="address-level2")] = (
        None
    )
    main_residence: Annotated[
        bool | None, Ask(_("Ist das Ihre Hauptwohnung?"), missing=_("Sagen Sie uns, ob das Ihre Hauptwohnung ist."))
    ] = None
    address_lock: Annotated[
        bool | None,
        Ask(
            _("Besteht für Sie eine Auskunftssperre im Melderegister?"),
            _("Dann zeigen wir Ihre Anschrift in keiner Liste."),
            required=False,
        ),
    ] = None

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        given = self.municipality or said_before(context, self.postal_code)
        if self.postal_code and area_in(context).refuses(self.postal_code, given):
            yield (
                "postal_code",
                "other_district",
                _(
                    "Für diese Postleitzahl ist eine andere Behörde zuständig. Prüfen Sie die Postleitzahl oder wenden Sie sich an die Ausländerbehörde Ihres Wohnorts."
                ),
            )
        if self.main_residence is False and context.extras.get("main_residence_required"):
            yield (
                "main_residence",
                "not_main",
                _("Zuständig ist die Ausländerbehörde an Ihrer Hauptwohnung. Bitte stellen Sie den Antrag dort."),
            )


class SponsorContact(Section):
    key: ClassVar[str] = "sponsor.contact"
    title: ClassVar[Any] = _("So erreichen wir Sie")
    why: ClassVar[Any] = _("Wir schreiben Ihnen nur zu diesem Antrag. In E-Mails stehen keine Einzelheiten.")

    email: Annotated[
        Email | None,
        Ask(
            _("E-Mail-Adresse"),
            missing=_("Geben Sie Ihre E-Mail-Adresse ein. Sie erhalten dort den Link zu Ihrem Antrag."),
            autocomplete="email",
        ),
    ] = None
    phone: Annotated[
        Phone | None,
        Ask(
            _("Telefon (tagsüber)"),
            _("Für Rückfragen. So geht es oft schneller."),
            required=False,
            switch="sponsor.phone",
            autocomplete="tel",
        ),
    ] = None


class SponsorDocument(Section):
    key: ClassVar[str] = "sponsor.document"
    title: ClassVar[Any] = _("Ihr Ausweis")

    id_document_type: Annotated[
        IdDocument | None,
        Ask(_("Art des Ausweises"), missing=_("Wählen Sie, welchen Ausweis Sie haben."), widget="radio"),
    ] = None
    id_document_number: Annotated[
        DocumentNumber | None,
        Ask(
            _("Nummer"),
            _("Sie steht oben rechts, zum Beispiel L01X00T47."),
            _("Geben Sie die Nummer des Ausweises ein, zum Beispiel L01X00T47."),
        ),
    ] = None
    id_document_valid_until: Annotated[
        Day | None,
        Ask(
            _("Gültig bis"),
            missing=_("Geben Sie ein, bis wann der Ausweis gültig ist."),
            switch="sponsor.id_document_valid_until",
        ),
    ] = None
    id_document_issuer: Annotated[
        Name | None,
        Ask(
            _("Ausgestellt von"),
            missing=_("Geben Sie die Behörde ein, die den Ausweis ausgestellt hat."),
            switch="sponsor.id_document_issuer",
        ),
    ] = None

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        if self.id_document_valid_until and self.id_document_valid_until < context.today:
            yield (
                "id_document_valid_until",
                "expired",
                _("Dieser Ausweis ist abgelaufen. Bitte verwenden Sie einen gültigen Ausweis."),
            )


def _limited(_context: Context, values: Values) -> bool:
    return values.get("residence_title_type") in (
        ResidenceTitle.LIMITED,
        ResidenceTitle.BLUE_CARD,
        ResidenceTitle.FREE_MOVEMENT,
    )


class SponsorTitle(Section):
    key: ClassVar[str] = "sponsor.title"
    title: ClassVar[Any] = _("Ihr Aufenthaltstitel")
    why: ClassVar[Any] = _("Ihr Aufenthalt in Deutschland muss gesichert sein, mindestens bis der Besuch zu Ende ist.")

    residence_title_type: Annotated[
        ResidenceTitle | None,
        Ask(
            _("Welchen Aufenthaltstitel haben Sie?"),
            missing=_(
                "Wählen Sie Ihren Aufenthaltstitel. Mit Duldung, Gestattung, Fiktionsbescheinigung oder Visum geht es leider nicht."
            ),
            widget="radio",
        ),
    ] = None
    residence_title_valid_until: Annotated[
        Day | None,
        Ask(_("Gültig bis"), missing=_("Geben Sie ein, bis wann Ihr Aufenthaltstitel gültig ist."), when=_limited),
    ] = None

    @classmethod
    def needed(cls, context: Context) -> bool:
        nationalities = context.value("sponsor.birth.nationalities", [])
        return bool(nationalities) and not countries.is_free_to_move(nationalities)

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        until = self.residence_title_valid_until
        if until and until < context.today:
            yield (
                "residence_title_valid_until",
                "expired",
                _("Dieser Aufenthaltstitel ist abgelaufen. Klären Sie bitte zuerst Ihren eigenen Aufenthalt."),
            )


class SponsorRemark(Section):
    key: ClassVar[str] = "sponsor.remark"
    title: ClassVar[Any] = _("Möchten Sie uns noch etwas sagen?")

    relationship_note: Annotated[LongText | None, Ask(_("Bemerkung"), required=False, widget="textarea")] = None
    urgency_reason: Annotated[
        Text | None,
        Ask(
            _("Ist es eilig? Warum?"),
            _("Zum Beispiel ein Todesfall. Bitte laden Sie später einen Nachweis hoch."),
            required=False,
        ),
    ] = None


SECTIONS = (SponsorName, SponsorBirth, SponsorTitle, SponsorAddress, SponsorContact, SponsorDocument)
