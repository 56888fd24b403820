from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.fees.relief import LABELS, SOURCES, Ground, Kind, Relief
from billing.payments.counter import METHODS, MISTAKES
from kernel.money import to_cents
from ui.fields import CheckField, MoneyField, RadioField, TextField
from ui.forms import Form

KINDS = (
    (Kind.HALF.value, _("auf die Hälfte setzen, weil alle Gäste minderjährig sind")),
    (Kind.REDUCED.value, _("ermäßigen")),
    (Kind.WAIVED.value, _("erlassen")),
    (Kind.FULL.value, _("in voller Höhe erheben")),
)
HINTS = {Kind.HALF.value: SOURCES[Ground.MINORS]}
BY_CHOICE = (Ground.PUBLIC_INTEREST, Ground.MEANS, Ground.TREATY)


class FeeForm(Form):
    """What is to become of the fee. Nothing is chosen beforehand but what the law proposes for minors."""

    kind = RadioField(label=_("Die Gebühr"), choices=KINDS, hints=HINTS)
    ground = RadioField(
        label=_("Grund für Ermäßigung oder Erlass"),
        help_text=_("Nur bei einer Ermäßigung oder einem Erlass."),
        choices=[(ground.value, LABELS[ground]) for ground in BY_CHOICE],
        hints={ground.value: SOURCES[ground] for ground in BY_CHOICE},
        required=False,
    )
    amount = MoneyField(
        label=_("Ermäßigte Gebühr je erklärender Person"), help_text=_("Nur bei einer Ermäßigung."), required=False
    )
    with_postage = CheckField(label=_("Auch das Porto trägt die Stadt."), required=False)
    reason = TextField(
        label=_("Begründung"),
        help_text=_("Für die Akte. Die einladende Person sieht sie nicht."),
        rows=4,
        max_length=2000,
    )

    def __init__(self, *args: Any, has_postage: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("ground", "amount"):  # wanted or not by what is chosen above; the hint says when
            self.fields[name].quiet = True  # type: ignore[attr-defined]  # a field of ours; Django's type is its base
        if not has_postage:
            del self.fields["with_postage"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind in (Kind.REDUCED, Kind.WAIVED) and not cleaned.get("ground") and "ground" not in self.errors:
            self.add_error("ground", _("Wählen Sie bitte den Grund aus. Ohne ihn lässt die Verordnung es nicht zu."))
        if kind == Kind.REDUCED and not cleaned.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Tragen Sie bitte ein, was noch zu zahlen ist. Bei 0 Euro ist sie erlassen."))
        if not self.errors:
            cleaned["relief"] = _relief(cleaned)
        return cleaned


def _relief(cleaned: dict[str, Any]) -> Relief:
    kind = Kind(cleaned["kind"])
    ground = {Kind.HALF: Ground.MINORS, Kind.FULL: Ground.NONE}.get(kind, Ground(cleaned.get("ground") or ""))
    unit = to_cents(cleaned["amount"]) if kind is Kind.REDUCED else 0
    return Relief(kind, ground, unit, bool(cleaned.get("with_postage")) and kind is not Kind.FULL)


class TakeForm(Form):
    method = RadioField(label=_("Bezahlt wurde"), choices=[(method.value, label) for method, label in METHODS.items()])
    received = CheckField(label=_("Ich habe den ganzen Betrag bekommen."))


class VoidForm(Form):
    mistake = RadioField(
        label=_("Warum stornieren Sie?"), choices=[(mistake.value, label) for mistake, label in MISTAKES.items()]
    )
