"""The guest, with spouse and minor children: one adult for each message."""

from __future__ import annotations

from connectors.xauslaender import addresses, codes, persons, stay
from connectors.xauslaender.addresses import PostalAddress
from connectors.xauslaender.build import Node
from connectors.xauslaender.notes import Notes
from connectors.xauslaender.splitting import Portion
from declarations import countries
from declarations.casefile.document import Answers
from declarations.casefile.guest import Companion


def write(parent: Node, portion: Portion) -> None:
    answers = portion.case.answers
    node = parent.xa("gast")
    guest = answers.guest
    stay.write(node, answers)
    remarks = node.xa("sonstigeAnmerkungen")
    notes = Notes()
    if answers.stay.entry_date:
        node.xa("voraussichtlichesEinreisedatum", answers.stay.entry_date.isoformat())
    persons.name(node, "familienname", guest.name.family_name)
    persons.name(node, "vorname", None if guest.name.single_name else guest.name.given_names)
    nationalities = persons.distinct(guest.birth.nationalities)
    if nationalities:
        persons.nationality(node, "staatsangehoerigkeit", nationalities[0])
    _address_here(node, answers)
    _address_abroad(node, answers, notes)
    persons.birth(
        node, "geburt", place=guest.birth.birth_place, country=guest.birth.birth_country, day=guest.birth.birth_date
    )
    node.xa_if("reisepassnummer", guest.passport.passport_number)
    if guest.contact.relationship_to_sponsor is not None:
        relation = codes.RELATIONS[guest.contact.relationship_to_sponsor]
        node.xa_code("beziehungZumGastgeber", relation, codes.OF_GUEST_TO_HOST)
    for companion in answers.companions.persons or []:
        _companion(node, companion)
    persons.name_if(node, "geburtsname", guest.name.birth_name)
    persons.gender(node, guest.name.gender)
    notes.add("Kommt mit als", portion.comes_as)
    for line in portion.co_travellers:
        notes.add("Reist mit (eigene Nachricht)", line)
    _remarks(notes, answers, nationalities[1:])
    _fill(remarks, notes)


def _fill(node: Node, notes: Notes) -> None:
    if notes.text():
        node.write(notes.text())
    else:
        node.remove()


def _address_here(parent: Node, answers: Answers) -> None:
    node = parent.xa("anschrift")
    place = answers.accommodation
    if place.same_as_sponsor:
        node.truth("anschriftWieGastgeber", True)
        return
    address = PostalAddress(place.street or "", place.house_number or "", place.postal_code or "", place.city or "")
    addresses.basis(node.xa("abweichendeAnschrift"), address)


def _address_abroad(parent: Node, answers: Answers, notes: Notes) -> None:
    home = answers.guest.address
    lines = [line for line in (home.line_1, home.line_2, home.line_3) if line]
    if not addresses.abroad(parent, "anschriftAusland", lines=lines, country=home.country):
        notes.add("Anschrift im Ausland", ", ".join(lines))


def _companion(parent: Node, companion: Companion) -> None:
    node = parent.xa("weitereGaeste")
    persons.name(node, "vorname", companion.given_names)
    persons.name(node, "familienname", companion.family_name)
    persons.birth(node, "geburt", place=companion.birth_place, country=None, day=companion.birth_date)
    if companion.kind is not None:
        node.xa_code("beziehungZumGast", codes.COMPANIONS[companion.kind], codes.OF_COMPANION_TO_GUEST)
    if companion.passport_number:
        node.xa("sonstigeAnmerkungen", f"Reisepass: {companion.passport_number}")
    persons.gender(node, companion.gender)


def _remarks(notes: Notes, answers: Answers, more_nationalities: list[str]) -> None:
    guest, visit = answers.guest, answers.stay
    notes.add("Beziehung zum Gastgeber", guest.contact.relationship_to_sponsor)
    notes.add("Genauer", guest.contact.relationship_text)
    names = [countries.everything()[key].nationality for key in more_nationalities]
    notes.add("Weitere Staatsangehörigkeiten", ", ".join(names))
    notes.add("Familienstand", guest.birth.marital_status)
    notes.add("Pass gültig bis", guest.passport.passport_valid_until)
    notes.add("Pass ausgestellt am", guest.passport.passport_issued_on)
    notes.add("Pass ausgestellt von", guest.passport.passport_issuer)
    notes.add("Nummer des Visumantrags", guest.passport.visa_application_number)
    notes.add("Schon in Deutschland", guest.passport.already_in_germany)
    notes.add("Telefon", guest.contact.phone)
    notes.add("E-Mail", guest.contact.email)
    if visit.purpose is None or not stay.is_short(answers):  # else the element of the visa tells both
        notes.add("Aufenthaltszweck", visit.purpose)
        notes.add("Anlass", visit.reason_text)
    notes.add("Einrichtung", visit.institution)
    notes.add("Mehrmalige Einreise", visit.multiple_entry)
    notes.add("Auslandsvertretung", visit.mission)
    notes.add("Reisekrankenversicherung vorhanden oder geplant", visit.health_insurance_known)
    notes.add("Art der Unterkunft", answers.accommodation.kind)
