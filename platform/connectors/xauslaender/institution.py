"""The institutional sponsor: an organisation and who acts for it."""

from __future__ import annotations

from connectors.xauslaender import addresses, contact, files, income, income_notes, persons
from connectors.xauslaender.build import Node
from connectors.xauslaender.files import Files
from connectors.xauslaender.notes import Notes
from declarations.casefile.choices import Gender
from declarations.casefile.document import CaseFile
from declarations.casefile.parties import Institution
from declarations.casefile.sponsor import SponsorContact

UNSTATED_REASON, UNSTATED_NAME = "nicht angegeben", "nicht angegeben"


def write(parent: Node, case: CaseFile, told: Institution, attached: Files) -> Node:
    """Answers the element of the remarks, to be filled when all else is written."""
    node = parent.xa("gastgeber").xa("institutionell")
    answers = case.answers
    node.xa("nameOrganisation", told.name or UNSTATED_NAME)
    home = addresses.home_of(answers.sponsor.address)
    if home:
        addresses.building(node.xa("anschrift"), home)
    _solvency(node, told)
    income.other_declarations(node, answers.other_declarations.running or [])
    remarks = node.xa("sonstigeAnmerkungen")
    name = answers.sponsor.name
    _representative(node, name.given_names, name.family_name, name.gender, answers.sponsor.contact)
    for one in told.representatives or []:
        reached = SponsorContact(email=one.email, phone=one.phone)
        _representative(node, one.given_names, one.family_name, one.gender, reached)
    files.proofs(node, attached)
    if case.identification is not None:
        _trust(node, has_address=bool(home))
    return remarks


def _solvency(node: Node, told: Institution) -> None:
    if told.debtor_entry_on:
        entry = node.xa("schuldnerverzeichnis")
        entry.xa("eintragungszeitpunkt", told.debtor_entry_on.isoformat())
        entry.xa("eintragungsgrund", told.debtor_entry_reason or UNSTATED_REASON)
    node.xa_if("insolvenzverfahren", told.insolvency)
    node.xa_if("fortfuehrungUnwahrscheinlich", told.continuation_unlikely)


def _representative(
    parent: Node, given: str | None, family: str | None, gender: Gender | None, reached: SponsorContact
) -> None:
    node = parent.xa("vertretungsberechtigtePerson")
    persons.name(node, "vorname", given)
    persons.name(node, "familienname", family)
    persons.gender(node, gender)
    contact.write(node, "kommunikation", contact.channels(reached))


def _trust(parent: Node, *, has_address: bool) -> None:
    """An eID vouches for a person, never for an organisation or its seat."""
    node = parent.xa("vertrauensniveau")
    node.truth("nameOrganisation", False)
    if has_address:
        node.truth("anschrift", False)


def remarks(notes: Notes, case: CaseFile, told: Institution) -> None:
    notes.add("Rechtsform", told.legal_form)
    notes.add("Register", told.register_entry)
    notes.add("Registerauszug vom", told.register_extract_on)
    notes.add("Aufgabe oder Wirkungsbereich", told.purpose)
    notes.add("Gegründet am", told.founded_on)
    notes.add("Stellung der handelnden Person", told.role)
    notes.add("Geburtsname der handelnden Person", case.answers.sponsor.name.birth_name)
    notes.add("Doktorgrad der handelnden Person", case.answers.sponsor.name.doctoral_degree)
    if not told.debtor_entry_on:
        notes.add("Eintrag im Schuldnerverzeichnis", told.debtor_entry_reason)
    income_notes.declarations(notes, case.answers.other_declarations)
