"""Code lists of the message, and which of our answers is which code.

The lists are official works: XAusländer's own (KoSIT/BAMF, from its 26.11 code schema), XInneres ``geschlecht`` 1, XÖV
``erreichbarkeit`` 3 and ``verzeichnisdienst`` 3, Destatis states and nationalities (``declarations.countries``); all of
them are distributed at www.xrepository.de.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from declarations import countries
from declarations.casefile.choices import CompanionKind, Gender, IdDocument, Purpose, Relationship, ResidenceTitle


class CodeList(NamedTuple):
    uri: str
    version: str


OZG = "urn:xoev-de:xauslaender:codeliste:ozg."
MESSAGE_TYPES = "urn:de:xauslaender:codelist:nachrichtentyp"
DIRECTORY = CodeList("urn:xoev-de:kosit:codeliste:verzeichnisdienst", "3")
CHANNEL = CodeList("urn:de:xoev:codeliste:erreichbarkeit", "3")
GENDER = CodeList("urn:xoev-de:xinneres:codeliste:geschlecht", "1")
NATIONALITY = CodeList(*countries.NATIONALITY_LIST)
STATE = CodeList(*countries.STATE_LIST)
FILE_FORMAT = CodeList("urn:de:xauslaender:codelist:dokumentformat", "2")
TITLE = CodeList(f"{OZG}aufenthaltstitelart", "1")
FOREIGN_PAPER = CodeList(f"{OZG}auslaendischeidentifikationart", "1")
GERMAN_PAPER = CodeList(f"{OZG}deutschesidentifikationsdokument", "1")
SHORT_VISA = CodeList(f"{OZG}cvisumvisumfrei", "1")
LONG_VISA = CodeList(f"{OZG}dvisumaufenthaltstitel", "1")
TRAINING = CodeList(f"{OZG}ausbildungszweck", "1")
OF_GUEST_TO_HOST = CodeList(f"{OZG}beziehunggastgeber", "1")
OF_COMPANION_TO_GUEST = CodeList(f"{OZG}beziehunggast", "1")

EMAIL, LANDLINE, MOBILE, WEB = "01", "02", "03", "09"
DVDV = "DVDV"
FORMATS = {"application/pdf": "1", "image/jpeg": "2"}
GENDERS = {Gender.MALE: "m", Gender.FEMALE: "w", Gender.DIVERSE: "d", Gender.UNSTATED: "x"}

GERMAN_PAPERS = {
    IdDocument.ID_CARD: "01", IdDocument.PASSPORT: "03", IdDocument.FOREIGNER: "09", IdDocument.REFUGEE: "10",
    IdDocument.STATELESS: "11", IdDocument.SUBSTITUTE: "12",
}  # fmt: skip
# Papers that only German authorities hand to foreigners; a passport or identity card of theirs is their own state's.
GERMAN_FOR_FOREIGNERS = frozenset(
    {IdDocument.FOREIGNER, IdDocument.REFUGEE, IdDocument.STATELESS, IdDocument.SUBSTITUTE}
)
FOREIGN_PAPERS = {IdDocument.PASSPORT: "01", IdDocument.ID_CARD: "05"}

EXEMPT_FROM_TITLE = "07"
# A residence card of an EU citizen's family certifies a right and is no title, so it counts as "exempt".
TITLES = {
    ResidenceTitle.LIMITED: "01", ResidenceTitle.BLUE_CARD: "02", ResidenceTitle.SETTLEMENT: "05",
    ResidenceTitle.LONG_TERM_EU: "06", ResidenceTitle.FREE_MOVEMENT: EXEMPT_FROM_TITLE,
}  # fmt: skip

RELATIONS = {
    Relationship.PARENT: "01", Relationship.CHILD: "01", Relationship.SIBLING: "01", Relationship.OTHER_RELATIVE: "01",
    Relationship.BUSINESS: "02", Relationship.FRIEND: "03", Relationship.FIANCE: "04", Relationship.SPOUSE: "05",
    Relationship.NONE: "06",
}  # fmt: skip
COMPANIONS = {CompanionKind.SPOUSE: "01", CompanionKind.CHILD: "02"}

SHORT_TOURISM, SHORT_VISIT, SHORT_OTHER = "01", "03", "11"
SHORT_PURPOSES = {
    Purpose.BUSINESS: "02", Purpose.MEDICAL: "07", Purpose.STUDY: "08", Purpose.STUDY_PREPARATION: "08",
}  # fmt: skip
EDUCATION, WORK, HUMANITARIAN, FAMILY = "01", "02", "03", "04"
LONG_PURPOSES = {
    Purpose.STUDY: EDUCATION, Purpose.STUDY_PREPARATION: EDUCATION, Purpose.LANGUAGE: EDUCATION,
    Purpose.SCHOOL: EDUCATION, Purpose.TRAINING: EDUCATION,
    # §§ 18d, 19c, 19e and 20a AufenthG stand in the chapter on work.
    Purpose.EMPLOYMENT: WORK, Purpose.JOB_SEARCH: WORK, Purpose.VOLUNTEER: WORK, Purpose.AU_PAIR: WORK,
    Purpose.RESEARCH: WORK,
    Purpose.HUMANITARIAN: HUMANITARIAN, Purpose.HARDSHIP: HUMANITARIAN,
    Purpose.MARRIAGE: FAMILY, Purpose.FAMILY: FAMILY,
}  # fmt: skip
TRAININGS = {
    Purpose.TRAINING: "01", Purpose.STUDY: "02", Purpose.STUDY_PREPARATION: "02", Purpose.LANGUAGE: "05",
    Purpose.SCHOOL: "06",
}  # fmt: skip


@cache
def is_foreign_state(key: str) -> bool:
    """Whether an address abroad can lie there: a key of the list of states, and not Germany."""
    return key != countries.GERMANY and key in dict(countries.country_choices())
