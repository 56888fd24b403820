"""The protocol of a run as a paper for the city's files."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from configuration.authority import Authority, Branding
from configuration.queries import in_force
from documents.pdf.contracts import Pair, RehearsalData, RehearsalRow, Sender
from documents.pdf.render import render
from onboarding.rehearsal import runs, words
from onboarding.rehearsal.models import Run
from ui.formats import clock, long_time


def protocol(run: Run, *, at: datetime) -> bytes:
    """As PDF: which configuration, when, by whom, every step with its time and what came of it. In German."""
    with override("de"):
        return render("rehearsal", data(run, at=at), at=at)


def data(run: Run, *, at: datetime) -> RehearsalData:
    version = in_force(at=at)
    authority, branding = version.section(Authority), version.section(Branding)
    taken = [line for line in words.lines(run) if line.step]
    contact = [part for part in (authority.phone, authority.email, authority.website) if part]
    return RehearsalData(
        sender=Sender(name=authority.name, address=list(authority.address), contact=contact, accent=branding.action),
        title=_("Protokoll einer Probe"),
        intro=_(
            "Ein ganzer Antrag wurde in der Probe-Umgebung Ihrer Stadt durchgespielt. Alle Personen, Angaben und Nachweise sind erfunden. Kein echter Fall und kein Kalender Ihrer Stadt war beteiligt, kein Geld ist geflossen, und keine E-Mail hat das Haus verlassen."
        ),
        facts=_facts(run),
        rows=[_row(number, line) for number, line in enumerate(taken, start=1)],
        result=words.outcome_of(run),
        unproven_title=_("Das hat diese Probe nicht gezeigt"),
        unproven=[Pair(label=line.title, value=line.text) for line in taken if line.state == "left"],
        signing=[_("Ort, Datum"), _("Name, Funktion"), _("Unterschrift")],
    )


def _facts(run: Run) -> list[Pair]:
    seconds = runs.seconds_of(run)
    drafted = next((step.facts.get("drafted") for step in run.steps.all() if step.name == "twin"), None)
    found = [
        (_("Gestartet von"), run.ordered_by),
        (_("Gestartet am"), long_time(run.ordered_at)),
        (_("Dauer"), _("%(seconds)d Sekunden") % {"seconds": round(seconds)} if seconds is not None else ""),
        (_("Fassung der Einstellungen"), str(run.version or "")),
        (_("Dazu aus dem Entwurf"), ", ".join(drafted or [])),
        (_("Kennung der Einstellungen"), run.stand),
        (_("Kennung der Probe"), str(run.id)),
    ]
    return [Pair(label=label, value=value) for label, value in found if value]


def _row(number: int, line: words.Line) -> RehearsalRow:
    if line.step is None:
        raise ValueError("a step that was taken is expected")
    return RehearsalRow(
        number=str(number), title=line.title, began=clock(line.step.started_at),
        seconds="" if line.seconds is None else f"{line.seconds:.1f}".replace(".", ","),
        outcome=line.outcome, text=line.text,
    )  # fmt: skip
