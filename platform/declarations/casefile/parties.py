"""Who else belongs to a case: an institution that declares, a second person who does, further adult guests.

The pages ask for none of this yet; it comes with case files. For an institution ``sponsor.name`` and ``sponsor.contact``
are the person who acts for it and ``sponsor.address`` is its seat; income and household of that person are nobody's business.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from declarations.casefile.choices import Gender
from declarations.casefile.mechanism import Ask, Context, Section
from declarations.casefile.types import Day, Email, LongText, Name, Phone, Text


class Representative(Section):
    key: ClassVar[str] = "institution.representatives"
    title: ClassVar[Any] = _("Weitere vertretungsberechtigte Person")

    family_name: Annotated[Name | None, Ask(_("Familienname"), missing=_("Geben Sie den Familiennamen ein."))] = None
    given_names: Annotated[Name | None, Ask(_("Vorname oder Vornamen"), required=False)] = None
    gender: Annotated[Gender | None, Ask(_("Geschlecht"), required=False, widget="radio")] = None
    email: Annotated[Email | None, Ask(_("E-Mail"), required=False)] = None
    phone: Annotated[Phone | None, Ask(_("Telefon"), required=False)] = None


class Institution(Section):
    """A company, an association, a school: who declares, instead of a person."""

    key: ClassVar[str] = "institution"
    title: ClassVar[Any] = _("Unternehmen oder Organisation")

    name: Annotated[Text | None, Ask(_("Name"), missing=_("Geben Sie den Namen so ein, wie er im Register steht."))] = (
        None
    )
    legal_form: Annotated[Text | None, Ask(_("Rechtsform"), required=False)] = None
    register_entry: Annotated[Text | None, Ask(_("Registergericht und Registernummer"), required=False)] = None
    register_extract_on: Annotated[Day | None, Ask(_("Registerauszug vom"), required=False)] = None
    purpose: Annotated[Text | None, Ask(_("Aufgabe oder Wirkungsbereich"), required=False)] = None
    founded_on: Annotated[Day | None, Ask(_("Gegründet am"), required=False)] = None
    role: Annotated[
        Text | None, Ask(_("Stellung der Person, die handelt, zum Beispiel Geschäftsführerin"), required=False)
    ] = None
    representatives: Annotated[
        list[Representative] | None, Ask(_("Weitere vertretungsberechtigte Personen"), required=False, widget="list")
    ] = Field(default=None, max_length=12)
    debtor_entry_on: Annotated[Day | None, Ask(_("Eintrag im Schuldnerverzeichnis vom"), required=False)] = None
    debtor_entry_reason: Annotated[Text | None, Ask(_("Grund des Eintrags"), required=False)] = None
    insolvency: Annotated[LongText | None, Ask(_("Insolvenzverfahren"), required=False)] = None
    continuation_unlikely: Annotated[
        LongText | None, Ask(_("Warum der Betrieb vielleicht nicht fortgeführt wird"), required=False)
    ] = None

    @classmethod
    def needed(cls, context: Context) -> bool:
        return is_institution(context)


def is_institution(context: Context) -> bool:
    return bool(context.answers.get(Institution.key))
