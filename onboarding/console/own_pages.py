"""Pages of their own for what a form of fields cannot hold. Whoever adds one registers it here; until then the section's
text is the way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import EDIT_CONFIGURATION, SET_UP_MONEY


@dataclass(frozen=True)
class OwnPage:
    """``address`` is the name of an address, ``fields`` the fields of the section that are edited there. ``instead``: the
    task list leads straight to it. ``publishes``: it changes what is in force, past the draft."""

    address: str
    label: Any
    fields: frozenset[str]
    permission: str = EDIT_CONFIGURATION
    instead: bool = False
    publishes: bool = False

    @property
    def url(self) -> str:
        return reverse(self.address)


_PAGES: dict[str, list[OwnPage]] = {}


def register(section: str, page: OwnPage) -> None:
    """The same page again changes nothing."""
    pages = _PAGES.setdefault(section, [])
    if page not in pages:
        pages.append(page)


def pages_of(section: str) -> list[OwnPage]:
    return list(_PAGES.get(section, ()))


def page_for(section: str, field: str) -> OwnPage | None:
    return next((page for page in pages_of(section) if field in page.fields), None)


def home_of(section: str) -> str:
    """Where a section begins: its page, or the one that takes its place."""
    instead = next((page for page in pages_of(section) if page.instead), None)
    return instead.url if instead else reverse("console:section", args=[section])


register(
    "appointments", OwnPage("console:visits", _("Dienststellen und Kalender"), frozenset({"offices"}), instead=True)
)
register(
    "appointments",
    OwnPage(
        "console:visits_when", _("Wann Termine buchbar sind"), frozenset({"lead_hours", "horizon_days", "release"})
    ),
)
register("appointments", OwnPage("console:visits_reminders", _("Erinnerungen"), frozenset({"reminders"})))
register("appointments", OwnPage("console:visits_system", _("Terminsystem"), frozenset({"system", "options"})))
register(
    "branding",
    OwnPage("console:logo", _("Logo hochladen oder ändern"),
            frozenset({"logo", "logo_alt", "logo_width", "logo_height", "icon", "icon_large"})),
)  # fmt: skip
register("mail", OwnPage("console:mail_preview", _("Eine E-Mail ansehen"), frozenset()))
register(
    "delivery",
    OwnPage(
        "desk:connection", _("Verbindung einrichten und prüfen"),
        frozenset({"connector", "connector_confirmed", "options", "fallback", "moment", "validation", "returned_days", "version"}), publishes=True,
    ),
)  # fmt: skip
register(
    "payments",
    OwnPage("desk:account", _("Konto anlegen oder ansehen"), frozenset({"account"}), SET_UP_MONEY, publishes=True),
)
register(
    "payments",
    OwnPage(
        "desk:switch", _("Bezahldienst wechseln"), frozenset({"provider", "options"}), SET_UP_MONEY, publishes=True
    ),
)
