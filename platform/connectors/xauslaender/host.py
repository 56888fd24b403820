"""The sponsor: a private person here, an institution in ``institution``; and what the remarks tell about either."""

from __future__ import annotations

from connectors.xauslaender import (
    addresses,
    contact,
    files,
    income,
    income_notes,
    institution,
    papers,
    persons,
    trust,
)
from connectors.xauslaender.build import Node
from connectors.xauslaender.files import Files
from connectors.xauslaender.notes import TRANSLITERATED, Notes
from connectors.xauslaender.splitting import Portion
from declarations import countries
from declarations.casefile.document import Answers, CaseFile, Sponsor


def write(parent: Node, case: CaseFile, attached: Files) -> Node:
    """Answers the element of the remarks, to be filled by ``remark`` when all else is written."""
    if case.answers.institution is not None:
        return institution.write(parent, case, case.answers.institution, attached)
    node = parent.xa("gastgeber").xa("privat")
    sponsor, answers = case.answers.sponsor, case.answers
    nationalities = persons.distinct(sponsor.birth.nationalities)[: persons.MOST_NATIONALITIES]
    found = contact.channels(sponsor.contact)
    has_birth = _person(node, sponsor, nationalities)
    addresses.building(node.xa("anschrift"), addresses.home_of(sponsor.address))
    contact.write(node, "kommunikation", found)
    papers.german(node, sponsor)
    _means(node, answers)
    remarks = node.xa("sonstigeAnmerkungen")
    files.proofs(node, attached)
    trust.write(node, case, nationalities=nationalities, found=found, has_birth=has_birth)
    return remarks


def _person(node: Node, sponsor: Sponsor, nationalities: list[str]) -> bool:
    persons.name(node, "vorname", sponsor.name.given_names)
    persons.name(node, "familienname", sponsor.name.family_name)
    papers.foreign(node, sponsor)
    birth = sponsor.birth
    has_birth = persons.birth(
        node, "geburtsangaben", place=birth.birth_place, country=birth.birth_country, day=birth.birth_date
    )
    persons.gender(node, sponsor.name.gender)
    for key in nationalities:
        persons.nationality(node, "staatsangehoerigkeit", key)
    return has_birth


def _means(node: Node, answers: Answers) -> None:
    part = answers.income
    node.xa_if("beruf", part.sources.occupation)
    node.xa_if("arbeitgeber", part.employment.employer_name if part.employment else None)
    income.employment(node, part)
    income.other_income(node, part)
    income.expenses(node, answers)
    income.assets(node, answers.security)
    income.claims(node, answers.obligations)
    income.dependants(node, answers.household)
    income.third_persons(node, answers.household)
    income.other_declarations(node, answers.other_declarations.running or [])


def remark(node: Node, portion: Portion) -> None:
    """Fills the remarks. Called last: only then it is known whether something was transliterated."""
    notes, case = Notes(), portion.case
    _about_home(notes, case.answers.sponsor)
    _about_case(notes, portion)
    if case.answers.institution is not None:
        institution.remarks(notes, case, case.answers.institution)
    else:
        _about_person(notes, case.answers.sponsor)
        papers.remarks(notes, case.answers.sponsor)
        income_notes.remarks(notes, case.answers)
    if case.answers.sponsor.remark:
        notes.add("Eilig, weil", case.answers.sponsor.remark.urgency_reason)
        notes.add("Bemerkung", case.answers.sponsor.remark.relationship_note)
    if node.speller.transliterated:
        notes.say(TRANSLITERATED)
    if notes.text():
        node.write(notes.text())
    else:
        node.remove()


def _about_case(notes: Notes, portion: Portion) -> None:
    if portion.of > 1:
        notes.say(f"Nachricht {portion.number} von {portion.of} zu diesem Vorgang.")
    for line in portion.co_declarants:
        notes.add("Es verpflichtet sich auch, als Gesamtschuldner", line)


def _about_home(notes: Notes, sponsor: Sponsor) -> None:
    # A lock comes first: whoever reads on must know it.
    notes.add("Auskunftssperre im Melderegister", sponsor.address.address_lock)
    if sponsor.address.main_residence is False:
        notes.add("Hauptwohnung", "nein")


def _about_person(notes: Notes, sponsor: Sponsor) -> None:
    notes.add("Geburtsname", sponsor.name.birth_name)
    notes.add("Doktorgrad", sponsor.name.doctoral_degree)
    notes.add("Familienstand", sponsor.birth.marital_status)
    more = persons.distinct(sponsor.birth.nationalities)[persons.MOST_NATIONALITIES :]
    names = [countries.everything()[key].nationality for key in more]
    notes.add("Weitere Staatsangehörigkeiten", ", ".join(names))
