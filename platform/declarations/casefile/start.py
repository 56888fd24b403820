"""Before any effort or payment: is this right for me, and which way do I go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from declarations.casefile.choices import Mode, Purpose
from declarations.casefile.mechanism import Ask, Context, Section
from declarations.casefile.types import PostalCode
from declarations.casefile.whose import AT_THE_START, MunicipalityName, area_in


class Eligibility(Section):
    """Knock-outs of the domain (§ 2.3): each refusal says what to do instead. None of them decides about a person."""

    key: ClassVar[str] = "eligibility"
    title: ClassVar[Any] = _("Ist das hier richtig für Sie?")

    postal_code: Annotated[
        PostalCode | None,
        Ask(
            _("Postleitzahl Ihrer Hauptwohnung"),
            missing=_("Geben Sie die Postleitzahl Ihrer Hauptwohnung ein."),
            autocomplete="postal-code",
            reopens=True,
        ),
    ] = None
    municipality: Annotated[MunicipalityName | None, AT_THE_START] = None
    adult: Annotated[
        bool | None, Ask(_("Sind Sie mindestens 18 Jahre alt?"), missing=_("Antworten Sie bitte mit Ja oder Nein."))
    ] = None
    secured_residence: Annotated[
        bool | None,
        Ask(
            _("Haben Sie die deutsche oder eine EU-Staatsangehörigkeit oder einen gültigen Aufenthaltstitel?"),
            _("Eine Duldung, Aufenthaltsgestattung, Fiktionsbescheinigung oder ein Visum reicht nicht."),
            _("Antworten Sie bitte mit Ja oder Nein."),
        ),
    ] = None
    receives_benefits: Annotated[
        bool | None,
        Ask(
            _("Bekommen Sie Bürgergeld, Sozialhilfe, Grundsicherung oder Leistungen für Asylsuchende?"),
            missing=_("Antworten Sie bitte mit Ja oder Nein."),
        ),
    ] = None
    guest_needs_visa: Annotated[
        bool | None,
        Ask(
            _("Braucht Ihr Gast für die Reise ein Visum?"),
            _("EU-Bürgerinnen und EU-Bürger brauchen keins. Im Zweifel antworten Sie mit Ja."),
            _("Antworten Sie bitte mit Ja oder Nein."),
        ),
    ] = None

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        if self.postal_code and area_in(context).refuses(self.postal_code, self.municipality):
            yield (
                "postal_code",
                "other_district",
                _(
                    "Für diese Postleitzahl ist eine andere Behörde zuständig. Bitte wenden Sie sich an die Ausländerbehörde Ihres Wohnorts. Bezahlen müssen Sie hier nichts."
                ),
            )
        if self.adult is False:
            yield (
                "adult",
                "underage",
                _(
                    "Eine Verpflichtungserklärung kann nur abgeben, wer mindestens 18 Jahre alt ist. Vielleicht kann jemand anderes aus Ihrer Familie einladen."
                ),
            )
        if self.secured_residence is False:
            yield (
                "secured_residence",
                "no_secured_residence",
                _(
                    "Ohne gesicherten Aufenthalt können Sie keine Verpflichtungserklärung abgeben. Vielleicht kann jemand anderes einladen, oder Ihr Gast weist eigenes Geld nach."
                ),
            )
        if self.receives_benefits is True:
            yield (
                "receives_benefits",
                "receives_benefits",
                _(
                    "Wer diese Leistungen bekommt, kann die Kosten für einen Gast nicht absichern. Vielleicht kann jemand anderes einladen, oder Ihr Gast weist eigenes Geld nach."
                ),
            )
        if self.guest_needs_visa is False:
            yield (
                "guest_needs_visa",
                "no_visa_needed",
                _(
                    "Ohne Visum braucht Ihr Gast in der Regel keine Verpflichtungserklärung. Sie sparen sich Mühe und Gebühr. Fragen Sie uns, wenn eine Stelle sie trotzdem verlangt."
                ),
            )


class Way(Section):
    key: ClassVar[str] = "way"
    title: ClassVar[Any] = _("Wie möchten Sie die Erklärung abgeben?")

    mode: Annotated[Mode | None, Ask(_("Ihr Weg"), missing=_("Wählen Sie einen der beiden Wege."), widget="radio")] = (
        None
    )

    def rules(self, context: Context) -> Iterator[tuple[str, str, Any]]:
        modes = context.extras.get("modes")
        if self.mode and modes and self.mode not in modes:
            yield (
                "mode",
                "not_offered",
                _("Dieser Weg wird in Ihrer Stadt nicht angeboten. Bitte wählen Sie den anderen."),
            )


def purpose_offered(purpose: Purpose, context: Context) -> bool:
    offered = context.extras.get("purposes")
    return not offered or purpose in offered
