"""From a case to what its papers say: everything formatted, in the paper's language."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from casework import further_parties, journey, status
from casework.letters import Letter
from configuration import assets
from configuration import queries as configuration
from configuration.authority import Authority, Branding
from creditcheck import wording
from creditcheck.worksheet import Worksheet
from declarations import access, texts
from declarations.casefile import readable
from declarations.casefile.document import Acceptance, CaseFile
from declarations.casefile.mechanism import Context
from declarations.config import DEFAULT_SWITCHES
from declarations.models import Declaration
from documents.kinds import label_of
from documents.pdf.contracts import (
    AcceptedText,
    CalculationLine,
    Group,
    LetterData,
    LetterSection,
    Logo,
    Pair,
    ReceiptData,
    Sender,
    SummaryData,
    UploadedProof,
    WorksheetData,
)  # fmt: skip
from documents.pdf.logo import as_svg, height_mm
from kernel.clock import german_day
from kernel.codes import in_groups
from kernel.money import euros, euros_decimal
from tenants.binding import in_rehearsal
from ui.formats import long_date, long_time


def sender(authority: Authority, branding: Branding | None = None) -> Sender:
    contact = [part for part in (authority.phone, authority.email, authority.website) if part]
    accent = (branding or Branding()).action
    return Sender(name=authority.name, address=list(authority.address), contact=contact, accent=accent)


def sender_of(at: datetime) -> Sender:
    """The authority as it calls itself now, in its colour."""
    version = configuration.in_force(at=at)
    return sender(version.section(Authority), version.section(Branding))


def letterhead_of(at: datetime) -> Sender:
    """The same with the city's logo, for its letters; not for the declaration itself and what belongs to it."""
    look = configuration.in_force(at=at).section(Branding)
    picture = assets.find(look.logo) if look.logo else None
    if picture is None:
        return sender_of(at)
    svg = as_svg(bytes(picture.content), picture.width, picture.height)
    logo = Logo(svg=svg, height_mm=height_mm(picture.width, picture.height), alt=look.logo_alt)
    return sender_of(at).model_copy(update={"logo": logo})


def sample_mark(case: CaseFile) -> str:
    """„Probe“ in a rehearsal, „Muster“ while a text of this case is still a draft."""
    if in_rehearsal():
        return _("Probe")
    found = (texts.find(item.text, item.version) for item in case.acceptances)
    return _("Muster") if any(text is not None and text.state == texts.DRAFT for text in found) else ""


def summary(case: CaseFile, *, at: datetime) -> SummaryData:
    """The whole declaration with every answer, every accepted text and what proves it (§ 9a (4) OZG)."""
    answers = case.answers.model_dump(mode="json", exclude_none=True)
    context = journey.build_context(answers, at=case.filing.submitted_at if case.filing else at)
    return _summary(case, sender_of(at), context)


def file_summary(case: CaseFile, *, at: datetime) -> SummaryData:
    """The same for a case file that no city has filed: whatever stands in it is shown."""
    answers = case.answers.model_dump(mode="json", exclude_none=True)
    everything = dict.fromkeys(DEFAULT_SWITCHES, "ask")
    return _summary(
        case, sender(Authority()), Context(answers, everything, german_day(at), {"months": 6, "security_offered": True})
    )


def _summary(case: CaseFile, head: Sender, context: Context) -> SummaryData:
    with override(case.language):
        return SummaryData(
            language=case.language, sender=head, title=_("Verpflichtungserklärung"),
            reference=in_groups(case.filing.reference) if case.filing else "",
            facts=_facts(case), binding_note=_binding_note(case), groups=[*_groups(context), *_further_groups(case, context)],
            proofs=[
                UploadedProof(kind=str(label_of(item.kind)), about=item.name, sha256=item.sha256)
                for item in case.attachments
            ],
            texts_title=_("Was Sie gelesen und bestätigt haben"),
            texts=[found for item in case.acceptances if (found := _accepted(item))],
            sample=sample_mark(case),
        )  # fmt: skip


def _facts(case: CaseFile) -> list[Pair]:
    filing, proven = case.filing, case.identification
    rows = []
    if filing:
        rows += [
            Pair(label=_("Eingegangen am"), value=long_time(filing.submitted_at)),
            Pair(label=_("Gebühr"), value=euros(filing.fee_cents)),
            Pair(label=_("Davon bezahlt"), value=euros(filing.paid_cents)),
        ]
    if proven:
        level = {"hoch": _("hoch"), "substanziell": _("substanziell"), "normal": _("normal")}[proven.level]
        rows += [
            Pair(label=_("Identität nachgewiesen am"), value=long_time(proven.verified_at)),
            Pair(label=_("Vertrauensniveau"), value=level),
            Pair(label=_("Prüfsumme des Nachweises"), value=proven.evidence_sha256),
        ]
    else:
        rows.append(Pair(label=_("Identität"), value=_("wird bei der Unterschrift in der Behörde geprüft")))
    return rows


def _binding_note(case: CaseFile) -> str:
    if case.filing and case.filing.binding:
        return _("Diese Erklärung wurde elektronisch verbindlich abgegeben (§ 68 Abs. 2 AufenthG).")
    return _(
        "Dieser Antrag bindet noch nicht. Verbindlich wird die Erklärung erst mit der Unterschrift in der Behörde."
    )


def _further_groups(case: CaseFile, context: Context) -> list[Group]:
    return [
        group for whose, theirs in further_parties.contexts(case, context) for group in _groups(theirs, f"{whose}: ")
    ]


def _groups(context: Context, whose: str = "") -> list[Group]:
    groups = []
    for block in readable.blocks(context):
        title = whose + (f"{block.title} {block.number}" if block.number else block.title)
        if block.rows:
            groups.append(Group(title=title, rows=[Pair(label=row.label, value=row.value) for row in block.rows]))
    return groups


def _accepted(item: Acceptance) -> AcceptedText | None:
    text = texts.find(item.text, item.version)
    if text is None:
        return None
    proof = _("Fassung %(version)s, bestätigt am %(at)s, Prüfsumme %(sha256)s") % {
        "version": item.version, "at": long_time(item.at), "sha256": item.sha256,
    }  # fmt: skip
    german = text.body("de").splitlines() if item.language != "de" else []
    return AcceptedText(
        title=text.title(item.language), body=text.body(item.language).splitlines(), german=german, proof=proof
    )


def receipt(declaration: Declaration, case: CaseFile, *, address: str, at: datetime) -> ReceiptData:
    opened = access.access_of(declaration)
    with override(case.language):
        view = status.of(declaration, at=at)
        upcoming = [str(step.title) for step in view.steps if step.state == "next"]
        return ReceiptData(
            language=case.language, sender=letterhead_of(at), title=_("Eingangsbestätigung"),
            intro=str(view.explanation), address=address,
            reference=in_groups(declaration.reference or ""), code=in_groups(opened.code),
            code_note=_("Mit diesem Code und dem Link aus unserer E-Mail sehen Sie Ihre Dokumente und Nachrichten. Bewahren Sie ihn gut auf."),
            facts=_facts(case), next_steps=[str(view.next_step), *upcoming], sample=sample_mark(case),
        )  # fmt: skip


def letter(declaration: Declaration, case: CaseFile, found: Letter, *, at: datetime) -> LetterData:
    name, home = case.answers.sponsor.name, case.answers.sponsor.address
    head = letterhead_of(at)
    *sections, (remedy_title, remedy_lines) = found.sections
    with override("de"):
        return LetterData(
            sender=head,
            recipient=[
                f"{name.given_names or ''} {name.family_name or ''}".strip(),
                f"{home.street or ''} {home.house_number or ''}".strip(),
                f"{home.postal_code or ''} {home.city or ''}".strip(),
            ],
            place_and_date=long_date(german_day(at)), reference=in_groups(declaration.reference or ""),
            subject=found.subject, salutation=_("Guten Tag,"),
            sections=[LetterSection(title=title, paragraphs=list(lines)) for title, lines in sections],
            remedy=LetterSection(title=remedy_title, paragraphs=list(remedy_lines)),
            form_note=_("Dieses Schreiben wurde elektronisch erstellt und ist ohne Unterschrift gültig."),
            closing=[_("Mit freundlichen Grüßen"), head.name], sample=sample_mark(case),
        )  # fmt: skip


def worksheet(declaration: Declaration, case: CaseFile, sheet: Worksheet, *, at: datetime) -> WorksheetData:
    with override("de"):
        return WorksheetData(
            sender=sender_of(at), title=_("Berechnungsblatt zur Bonitätsprüfung"),
            reference=in_groups(declaration.reference or ""), checked_on=long_date(sheet.checked_on),
            lines=[
                CalculationLine(
                    label=wording.label_text(line),
                    amount=euros_decimal(line.amount) if line.amount is not None else line.text,
                    source=", ".join(part for part in (wording.source_text(line.source), line.law) if part),
                )
                for line in sheet.lines
            ],
            result_title=_("Vorschlag der Berechnung"), result=wording.proposal_text(sheet.proposal),
            reasons=[wording.reason_text(reason) for reason in sheet.reasons],
            would_change=[wording.change_text(change) for change in sheet.would_change],
            note=_("Die Berechnung ist ein Vorschlag. Über die Anerkennung entscheidet ein Mensch."),
            sample=sample_mark(case),
        )  # fmt: skip
