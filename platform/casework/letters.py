"""The refusal letter: reasons, the fee, and the legal remedy, in sentences that a person understands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override


@dataclass(frozen=True)
class Letter:
    """``sections`` are (heading, paragraphs); German is the language of the administration."""

    subject: str
    sections: list[tuple[str, list[str]]]
    written_at: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def compose(*, reason: str, remedy: str, at: datetime) -> Letter:
    """The letter as it goes out, frozen with the decision. In German, whatever language the pages are in."""
    with override("de"):
        sections = [
            (_("Entscheidung"), [_("Wir können Ihre Verpflichtungserklärung nicht anerkennen.")]),
            (_("Gründe"), reason.splitlines()),
            (_("Gebühr"), [_("Die Gebühr fällt auch bei einer Ablehnung an (§ 49 Abs. 2 AufenthV).")]),
            (_("Rechtsbehelfsbelehrung"), (remedy or standard_remedy()).splitlines()),
        ]
        return Letter(_("Ablehnung Ihrer Verpflichtungserklärung"), sections, at.isoformat())


def standard_remedy() -> str:
    """Used where the city gave no text of its own: the objection of §§ 68 ff. VwGO, with its period."""
    return _(
        "Gegen diese Entscheidung können Sie innerhalb eines Monats nach Bekanntgabe Widerspruch erheben. Der "
        "Widerspruch ist bei der Behörde einzulegen, die diese Entscheidung getroffen hat. Für einen erfolglosen "
        "Widerspruch wird die Hälfte der Gebühr erhoben (§ 51 Abs. 1 Nr. 1 AufenthV)."
    )
