"""The fixed answers, each with its label. German is the source language."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mode(TextChoices):
    BINDING = "online_binding", _("Online verbindlich abgeben, mit Online-Ausweis")
    PREPARE = "prepare_and_sign", _("Online vorbereiten und in der Behörde unterschreiben")


class Gender(TextChoices):
    MALE = "m", _("männlich")
    FEMALE = "w", _("weiblich")
    DIVERSE = "d", _("divers")
    UNSTATED = "x", _("keine Angabe")


class MaritalStatus(TextChoices):
    SINGLE = "single", _("ledig")
    MARRIED = "married", _("verheiratet")
    PARTNERSHIP = "partnership", _("in eingetragener Lebenspartnerschaft")
    SEPARATED = "separated", _("getrennt lebend")
    DIVORCED = "divorced", _("geschieden")
    WIDOWED = "widowed", _("verwitwet")
    PARTNERSHIP_ENDED = "partnership_ended", _("Lebenspartnerschaft aufgehoben")


class IdDocument(TextChoices):
    ID_CARD = "id_card", _("Personalausweis")
    PASSPORT = "passport", _("Reisepass")
    REFUGEE = "refugee_travel_document", _("Reiseausweis für Flüchtlinge")
    STATELESS = "stateless_travel_document", _("Reiseausweis für Staatenlose")
    FOREIGNER = "foreigner_travel_document", _("Reiseausweis für Ausländer")
    SUBSTITUTE = "id_substitute", _("Ausweisersatz")


class ResidenceTitle(TextChoices):
    LIMITED = "limited", _("befristete Aufenthaltserlaubnis")
    SETTLEMENT = "settlement", _("Niederlassungserlaubnis")
    LONG_TERM_EU = "long_term_eu", _("Erlaubnis zum Daueraufenthalt-EU")
    BLUE_CARD = "blue_card", _("Blaue Karte EU")
    FREE_MOVEMENT = "free_movement", _("Aufenthaltskarte (Familie von EU-Bürgern)")


class HouseholdRelation(TextChoices):
    SPOUSE = "spouse", _("Ehe- oder Lebenspartner")
    CHILD = "child", _("Kind")
    PARENT = "parent", _("Mutter oder Vater")
    FORMER_SPOUSE = "former_spouse", _("früherer Ehe- oder Lebenspartner")
    OTHER = "other", _("andere Person")


class IncomeKind(TextChoices):
    EMPLOYEE = "employee", _("Lohn oder Gehalt")
    CIVIL_SERVANT = "civil_servant", _("Besoldung (Beamtinnen und Beamte)")
    SELF_EMPLOYED = "self_employed", _("Selbstständige Tätigkeit oder Gewerbe")
    FREELANCE = "freelance", _("Freier Beruf")
    PENSION = "pension", _("Rente oder Pension")
    UNEMPLOYMENT = "unemployment_benefit", _("Arbeitslosengeld (nicht Bürgergeld)")
    SICKNESS = "sickness_benefit", _("Krankengeld")
    RENTAL = "rental", _("Mieteinnahmen")
    CAPITAL = "capital", _("Zinsen und andere Kapitalerträge")
    TRAINING = "training", _("Ausbildungsvergütung")
    OTHER = "other", _("Sonstiges")


WORK = (IncomeKind.EMPLOYEE, IncomeKind.CIVIL_SERVANT, IncomeKind.TRAINING)
OWN_BUSINESS = (IncomeKind.SELF_EMPLOYED, IncomeKind.FREELANCE)


class SecurityKind(TextChoices):
    NONE = "none", _("keine")
    BLOCKED_SAVINGS = "blocked_savings", _("Sparbuch mit Sperrvermerk")
    BLOCKED_ACCOUNT = "blocked_account", _("Sperrkonto")
    BANK_GUARANTEE = "bank_guarantee", _("Bankbürgschaft")
    DEPOSIT = "deposit", _("Hinterlegung von Geld bei der Behörde")
    ASSIGNMENT = "assignment", _("Abtretung von Sparguthaben")


class Relationship(TextChoices):
    SPOUSE = "spouse", _("Ehe- oder Lebenspartner")
    FIANCE = "fiance", _("verlobt")
    PARENT = "parent", _("Mutter oder Vater")
    CHILD = "child", _("Tochter oder Sohn")
    SIBLING = "sibling", _("Schwester oder Bruder")
    OTHER_RELATIVE = "other_relative", _("andere Verwandtschaft")
    FRIEND = "friend", _("befreundet")
    BUSINESS = "business", _("geschäftlich")
    NONE = "none", _("keine oder andere Beziehung")


class CompanionKind(TextChoices):
    SPOUSE = "spouse", _("Ehe- oder Lebenspartner des Gastes")
    CHILD = "child", _("minderjähriges Kind des Gastes")


class Purpose(TextChoices):
    VISIT = "visit", _("Besuch oder Tourismus")
    BUSINESS = "business", _("Geschäftsreise")
    STUDY = "study", _("Studium")
    STUDY_PREPARATION = "study_preparation", _("Studienvorbereitung oder -bewerbung")
    LANGUAGE = "language_course", _("Sprachkurs")
    SCHOOL = "school", _("Schulbesuch oder Austausch")
    TRAINING = "training", _("Ausbildung")
    EMPLOYMENT = "employment", _("Beschäftigung")
    JOB_SEARCH = "job_search", _("Arbeitsplatzsuche (Chancenkarte)")
    VOLUNTEER = "volunteer", _("Freiwilligendienst")
    AU_PAIR = "au_pair", _("Au-pair")
    RESEARCH = "research", _("Forschung")
    MARRIAGE = "marriage", _("Eheschließung")
    FAMILY = "family_reunification", _("Familiennachzug")
    MEDICAL = "medical", _("Medizinische Behandlung")
    HUMANITARIAN = "humanitarian", _("Humanitäre Aufnahme oder Landesaufnahme")
    HARDSHIP = "hardship", _("Härtefall (§ 23a AufenthG)")
    MULTIPLE = "multiple_entry_visa", _("Visum für mehrere Einreisen")
    OTHER = "other", _("Anderer Zweck")


INSTITUTION_PURPOSES = (
    Purpose.STUDY, Purpose.STUDY_PREPARATION, Purpose.LANGUAGE, Purpose.SCHOOL, Purpose.TRAINING,
    Purpose.VOLUNTEER, Purpose.RESEARCH,
)  # fmt: skip


class AccommodationKind(TextChoices):
    FLAT = "flat", _("Wohnung")
    HOTEL = "hotel", _("Hotel oder Pension")
    RESIDENCE = "residence", _("Wohnheim")
    COMPANY = "company", _("Unterkunft der Firma")


class Tenure(TextChoices):
    TENANT = "tenant", _("zur Miete")
    OWNER = "owner", _("im Eigentum")
    RENT_FREE = "rent_free", _("mietfrei")
