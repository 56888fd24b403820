"""When and how the fee is paid, in one plain sentence for the sponsor."""

from __future__ import annotations

from django.utils.translation import gettext as _

from billing.fees.config import Timing
from casework.paying import WITHOUT_PAPER, PaymentView
from declarations.models import Declaration
from declarations.states import OPEN_AT_DESK, State
from ui.formats import euros


def before_filing(when: Timing, cents: int) -> str:
    """On the last page before handing in."""
    amount = {"amount": euros(cents)}
    if not cents or when is Timing.NONE:
        return _("Für diesen Antrag fällt keine Gebühr an.")
    if when is Timing.BEFORE_SUBMISSION:
        return _("Danach bezahlen Sie %(amount)s. Erst mit der Zahlung gilt Ihr Antrag als eingegangen.") % amount
    if when is Timing.AFTER_DECISION:
        return _("Die Gebühr beträgt %(amount)s. Sie bezahlen sie online, wenn wir entschieden haben.") % amount
    return _("Die Gebühr beträgt %(amount)s. Sie bezahlen sie bei der Abholung, bar oder mit Karte.") % amount


def of_case(case: Declaration, view: PaymentView) -> str:
    """On the receipt and the status page; empty where nothing has to be said (any more)."""
    amount = {"amount": euros(view.total_cents)}
    if view.state in ("due", "at_counter") and case.state in WITHOUT_PAPER:
        text = _after_the_work(case) % amount
        here = _("Bitte bezahlen Sie sie in der Behörde, bar oder mit Karte.")
        return f"{text} {here}" if view.state == "at_counter" else text
    if view.state in ("paid", "due", "under_way") or case.state not in OPEN_AT_DESK:
        return ""
    return _ahead(view, amount)


def _ahead(view: PaymentView, amount: dict[str, str]) -> str:
    if view.waived:
        return _("Die Gebühr ist Ihnen erlassen. Sie müssen nichts bezahlen.")
    if not view.total_cents:
        return _("Für diesen Antrag fällt keine Gebühr an.")
    if view.when is Timing.AT_PICKUP:
        return _("Die Gebühr von %(amount)s bezahlen Sie bei der Abholung, bar oder mit Karte.") % amount
    if view.when is Timing.AFTER_DECISION:
        return _("Die Gebühr von %(amount)s bezahlen Sie online, wenn wir entschieden haben.") % amount
    return ""


def _after_the_work(case: Declaration) -> str:
    if case.state == State.WITHDRAWN:
        return _(
            "Die Gebühr von %(amount)s ist noch offen. Sie bleibt fällig, weil wir mit der Prüfung schon begonnen hatten."
        )
    return _(
        "Die Gebühr von %(amount)s ist noch offen. Sie ist für die Prüfung und fällt auch an, wenn wir ablehnen müssen."
    )
