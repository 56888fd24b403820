"""The question for the municipality: asked where a postal code alone does not say whose sponsor somebody is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from declarations.casefile.mechanism import Ask, Condition, Context, Values
from declarations.casefile.types import Name
from declarations.places.area import EVERYWHERE, Area, Verdict

MunicipalityName = Name
# Places in the answers where it stands. It says which authority is responsible and goes no further with the case.
SECTIONS = ("eligibility", "sponsor.address")


def area_in(context: Context) -> Area:
    area: Area = context.extras.get("area", EVERYWHERE)
    return area


def typed_code(context: Context) -> str:
    """The postal code as it stands on the page that is being asked."""
    return str(context.extras.get("typed", {}).get("postal_code") or "")


def said_before(context: Context, code: str | None) -> str | None:
    """The municipality that was named with this postal code at the beginning."""
    if not code or code != context.value("eligibility.postal_code"):
        return None
    return context.value("eligibility.municipality") or None


def _is_unclear(context: Context, values: Values) -> bool:
    code = values.get("postal_code") or typed_code(context)
    return bool(code) and area_in(context).verdict(code) is Verdict.ASK


def _is_unclear_still(context: Context, values: Values) -> bool:
    code = values.get("postal_code") or typed_code(context)
    return _is_unclear(context, values) and said_before(context, code) is None


def _question(when: Condition) -> Ask:
    return Ask(
        _("In welcher Gemeinde wohnen Sie?"),
        _("Zu dieser Postleitzahl gehören mehrere Gemeinden. Nicht für alle sind wir zuständig."),
        _("Zu dieser Postleitzahl gehören mehrere Gemeinden. Wählen Sie die Gemeinde, in der Sie wohnen."),
        when=when,
        choices="municipalities",
    )


AT_THE_START, IN_THE_ADDRESS = _question(_is_unclear), _question(_is_unclear_still)
