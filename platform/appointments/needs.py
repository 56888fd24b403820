"""What a visit is for and who comes: from it follow its length and the counters that can serve it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """Signing after preparing online; fetching the document after a binding declaration; advice, booked by a clerk."""

    SIGNING = "signing", _("Unterschrift")
    PICKUP = "pickup", _("Abholung")
    ADVICE = "advice", _("Beratung")


class Comes(TextChoices):
    """Who comes (`domain/fields.csv`: appointment.who). Both spouses sign where two declare."""

    SPONSOR = "sponsor", _("die erklärende Person")
    BOTH = "both", _("beide Erklärenden")
    REPRESENTATIVE = "representative", _("eine Vertretung mit Vollmacht")
    PROXY = "proxy", _("eine Person mit Abholvollmacht")


MOST_PERSONS = 12


@dataclass(frozen=True)
class Need:
    """``office``: the key of one office, or empty for any. ``persons`` at the counter, without interpreter and children."""

    purpose: Purpose
    persons: int = 1
    interpreter: bool = False
    office: str = ""
    comes: Comes = Comes.SPONSOR

    @property
    def is_possible(self) -> bool:
        """Nobody comes with nobody, and no counter serves a coach party."""
        return 1 <= self.persons <= MOST_PERSONS
