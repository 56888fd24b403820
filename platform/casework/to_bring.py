"""What to bring to a visit, from the case: plain sentences that name no person. For mails, pages and the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from appointments.needs import Comes, Purpose
from billing.fees.config import FeesConfig, Timing
from casework import evidence, paying, visits
from configuration import queries as configuration
from declarations.casefile.choices import IdDocument
from declarations.casefile.path import fetch
from declarations.models import Declaration
from declarations.operations import answers_of
from documents import queries as documents
from documents.kinds import KINDS, label_of
from ui.formats import euros, in_fours

# Copies of these suffice, or the line about the ID says it already.
_NOT_IN_ORIGINAL = frozenset({
    "id_copy", "residence_title", "passport_guest", "health_insurance_guest", "power_of_attorney", "urgency_proof",
    "other",
})  # fmt: skip


def to_bring(case: Declaration, *, purpose: str, comes: str, at: datetime) -> list[str]:
    """In the active language, the most important first. ``UnableToOpen`` when the case was erased."""
    return [
        *_who_comes(answers_of(case), comes),
        *(_papers(case, at) if purpose == Purpose.SIGNING else ()),
        *_fee(case, at),
        _("Ihre Vorgangsnummer: %(reference)s") % {"reference": in_fours(case.reference or "")},
    ]


def missing(case: Declaration, *, at: datetime) -> list[str]:
    """The papers that the city demands and that are not there yet, by name: what the desk asks for at the counter."""
    return [str(item.label) for item in evidence.missing(case, at=at)]


def _who_comes(answers: Mapping[str, Any], comes: str) -> Iterator[str]:
    if comes == Comes.REPRESENTATIVE:
        yield _("Der gültige Ausweis der Person, die Sie vertritt")
        yield _("Ihre unterschriebene Vollmacht")
        yield _("Eine Kopie Ihres Ausweises")
    elif comes == Comes.PROXY:
        yield _("Der gültige Ausweis der Person, die abholt")
        yield _("Ihre unterschriebene Vollmacht zum Abholen")
        yield _("Eine Kopie Ihres Ausweises")
    else:
        yield _own_id(answers)
    if comes == Comes.BOTH:
        yield _("Der gültige Ausweis der zweiten Person, die die Erklärung abgibt")


def _own_id(answers: Mapping[str, Any]) -> str:
    kind = fetch(answers, "sponsor.document").get("id_document_type")
    if kind not in IdDocument.values:
        return _("Ihr gültiger Ausweis")
    return _("Ihr gültiger Ausweis (%(document)s)") % {"document": IdDocument(kind).label}


def _papers(case: Declaration, at: datetime) -> Iterator[str]:
    there = documents.kinds_present(case.id)
    if "residence_title" in there:
        yield _("Ihr Aufenthaltstitel mit dem Zusatzblatt")
    shown = [kind for kind in KINDS if kind in there - _NOT_IN_ORIGINAL and not KINDS[kind].system]
    if shown and visits.rules(at=at).see_originals:
        yield _("Im Original, was Sie hochgeladen haben: %(papers)s") % {"papers": _listed(shown)}
    for item in evidence.missing(case, at=at):
        if item.kind != "id_copy":  # the ID itself is brought
            yield _("Das fehlt uns noch: %(paper)s") % {"paper": item.label}


def _listed(kinds: list[str]) -> str:
    return "; ".join(str(label_of(kind)) for kind in kinds)


def _fee(case: Declaration, at: datetime) -> Iterator[str]:
    """What is taken at the counter; whoever pays online brings nothing."""
    version = configuration.of_number(case.configuration or 1)
    if version.section(FeesConfig).when != Timing.AT_PICKUP:
        return
    view = paying.state_of(case, at=at)
    if view.total_cents and view.state != "paid":
        yield _("Die Gebühr, %(amount)s: Sie bezahlen sie beim Termin.") % {"amount": euros(view.total_cents)}
