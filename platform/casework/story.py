"""The person's story in about twenty lines: what a clerk wants to know before looking at papers and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.models import Booking
from appointments.needs import Comes, Purpose
from appointments.states import State
from casework.visits import Visits
from declarations.casefile import path
from declarations.casefile.choices import CompanionKind
from declarations.casefile.readable import value_text
from kernel.dates import PartialDate
from ui.formats import day_and_time, long_date


@dataclass(frozen=True)
class StoryLine:
    """``about`` is sponsor, money, guest, stay or visit; ``weighs`` marks what asks for attention."""

    about: str
    label: str
    text: str
    weighs: bool = False


class _Teller:
    """Answers in words: ``say("stay", "purpose")``; empty where nothing was answered."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers

    def raw(self, key: str, name: str) -> Any:
        return path.fetch(self.answers, key).get(name)

    def say(self, key: str, name: str) -> str:
        value = self.raw(key, name)
        return "" if value in (None, "", []) else value_text(path.BY_KEY[key], name, value)

    def line(self, about: str, label: str, *parts: str, weighs: bool = False) -> Iterator[StoryLine]:
        text = ", ".join(part for part in parts if part)
        if text:
            yield StoryLine(about, label, text, weighs)


def story_of(answers: Mapping[str, Any]) -> list[StoryLine]:
    """In the active language, in the order in which one would tell it."""
    teller = _Teller(answers)
    return [*_sponsor(teller), *_money(teller), *_guest(teller), *_stay(teller)]


def _sponsor(t: _Teller) -> Iterator[StoryLine]:
    say, about = t.say, "sponsor"
    yield from t.line(about, _("Name"), _name(t, "sponsor.name"))
    yield from t.line(about, _("Geboren"), _birth(t, "sponsor.birth"))
    yield from t.line(about, _("Person"), say("sponsor.birth", "nationalities"), say("sponsor.birth", "marital_status"))
    locked = t.raw("sponsor.address", "address_lock") is True
    yield from t.line(
        about, _("Anschrift"), _address(t, "sponsor.address"), _("Auskunftssperre") if locked else "", weighs=locked
    )
    yield from t.line(about, _("Erreichbar"), _lines(say("sponsor.contact", "phone"), say("sponsor.contact", "email")))
    document, until = say("sponsor.document", "id_document_type"), say("sponsor.document", "id_document_valid_until")
    number = say("sponsor.document", "id_document_number")
    yield from t.line(about, _("Ausweis"), f"{document} {number}".strip(), _until(until))
    title, ends = say("sponsor.title", "residence_title_type"), say("sponsor.title", "residence_title_valid_until")
    yield from t.line(about, _("Aufenthaltstitel"), title, _until(ends), weighs=bool(ends))


def _money(t: _Teller) -> Iterator[StoryLine]:
    say, about = t.say, "money"
    yield from t.line(about, _("Lebt von"), say("income.sources", "kinds"), say("income.sources", "occupation"))
    job = _job(t)
    risky = any(t.raw("income.employment", name) for name in ("is_limited", "in_probation", "under_notice"))
    yield from t.line(about, _("Arbeit"), *job, weighs=risky)
    yield from t.line(about, _("Haushalt"), *_household(t))
    debts = [
        _("Unterhalt %s") % say("obligations", "maintenance") if t.raw("obligations", "maintenance") else "",
        _("Kredite %s") % say("obligations", "loans_month") if t.raw("obligations", "loans_month") else "",
        _("Pfändung") if t.raw("obligations", "garnishments") else "",
        _("Insolvenz in den letzten fünf Jahren") if t.raw("obligations", "insolvency_last_5_years") else "",
    ]
    yield from t.line(about, _("Verpflichtungen"), *debts, weighs=True)
    running = t.raw("other_declarations", "running") or []
    yield from t.line(about, _("Haftet schon für"), *(_running(item) for item in running), weighs=True)
    security = say("security", "kind") if t.raw("security", "kind") not in (None, "none") else ""
    yield from t.line(about, _("Bietet Sicherheit"), security, say("security", "amount") if security else "")


def _guest(t: _Teller) -> Iterator[StoryLine]:
    say, about = t.say, "guest"
    relation = say("guest.contact", "relationship_text") or say("guest.contact", "relationship_to_sponsor")
    yield from t.line(about, _("Lädt ein"), _name(t, "guest.name"), relation)
    yield from t.line(about, _("Geboren"), _birth(t, "guest.birth"))
    yield from t.line(about, _("Person"), say("guest.birth", "nationalities"), say("guest.birth", "marital_status"))
    yield from t.line(about, _("Reisepass"), say("guest.passport", "passport_number") or _("noch nicht bekannt"))
    yield from t.line(
        about, _("Wohnt"), *(say("guest.address", name) for name in ("line_1", "line_2", "line_3", "country"))
    )
    if t.raw("guest.passport", "already_in_germany"):
        yield StoryLine(about, _("Achtung"), _("Der Gast ist schon in Deutschland."), weighs=True)
    people = [_companion(item) for item in t.raw("companions", "persons") or []]
    yield from t.line(about, _("Kommt mit"), _lines(*people))


def _stay(t: _Teller) -> Iterator[StoryLine]:
    say, about = t.say, "stay"
    yield from t.line(about, _("Zweck"), say("stay", "purpose"), say("stay", "institution"))
    yield from t.line(about, _("Aufenthalt"), _period(t))
    own = t.raw("accommodation", "same_as_sponsor")
    where = _("bei der einladenden Person") if own else _address(t, "accommodation")
    yield from t.line(about, _("Unterkunft"), where, say("accommodation", "kind"))
    insured = t.raw("stay", "health_insurance_known")
    if insured is not None:
        text = _("vorhanden oder geplant") if insured else _("keine")
        yield from t.line(about, _("Krankenversicherung"), text, weighs=not insured)
    yield from t.line(about, _("Eilig"), say("sponsor.remark", "urgency_reason"), weighs=True)
    yield from t.line(about, _("Bemerkung"), say("sponsor.remark", "relationship_note"))


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _name(t: _Teller, key: str) -> str:
    full = " ".join(part for part in (t.say(key, "given_names"), t.say(key, "family_name")) if part)
    born = t.say(key, "birth_name")
    return f"{full}, {_('geborene(r) Name')} {born}" if born else full


def _birth(t: _Teller, key: str) -> str:
    where = t.say(key, "birth_place")
    day = t.say(key, "birth_date")
    return _("%(day)s in %(place)s") % {"day": day, "place": where} if day and where else day or where


def _address(t: _Teller, key: str) -> str:
    street = f"{t.say(key, 'street')} {t.say(key, 'house_number')}".strip()
    town = f"{t.say(key, 'postal_code')} {t.say(key, 'city')}".strip()
    return ", ".join(part for part in (street, town) if part)


def _until(day: str) -> str:
    return _("gültig bis %s") % day if day else ""


def _job(t: _Teller) -> list[str]:
    since, until = t.say("income.employment", "employed_since"), t.say("income.employment", "contract_limited_until")
    parts = [t.say("income.employment", "employer_name"), _("seit %s") % since if since else ""]
    if t.raw("income.employment", "is_limited") is not None:
        parts.append(_("befristet bis %s") % until if until else _("unbefristet"))
    parts.append(_("in der Probezeit") if t.raw("income.employment", "in_probation") else "")
    parts.append(_("gekündigt") if t.raw("income.employment", "under_notice") else "")
    return parts


def _household(t: _Teller) -> list[str]:
    if t.raw("household", "has_members") is None:
        return []
    members = t.raw("household", "members") or []
    if not members:
        return [_("lebt allein, kein Unterhalt")]
    kept = sum(member.get("maintained") is True for member in members)
    number = ngettext("%(count)d weitere Person", "%(count)d weitere Personen", len(members)) % {"count": len(members)}
    return [number, _("davon %(count)d mit Unterhalt") % {"count": kept}]


def visit_in_words(visit: Visits) -> list[StoryLine]:
    """The visit that is booked, or that one can be; nothing where none is wanted."""
    teller, about = _Teller({}), "visit"
    booked = visit.booked
    if booked is None:
        lines = teller.line(about, _("Termin"), _("eingeladen, noch nicht gebucht") if visit.invitation else "")
    else:
        comes = str(Comes(booked.comes).label) if booked.comes != Comes.SPONSOR else ""
        told = (day_and_time(booked.starts_at), str(Purpose(booked.purpose).label), comes, _extras(booked))
        here = _("ist da") if booked.state == State.ARRIVED else ""
        lines = teller.line(about, _("Termin"), *told, here)
    waits = _("für einen früheren Termin") if visit.waiting else ""
    phone = _("zweimal nicht erschienen, bucht nur noch mit Ihnen") if visit.by_phone else ""
    return [*lines, *teller.line(about, _("Wartet"), waits), *teller.line(about, _("Achtung"), phone, weighs=True)]


def _extras(booked: Booking) -> str:
    persons = ngettext("%(count)d Person", "%(count)d Personen", booked.persons) % {"count": booked.persons}
    return f"{persons}, {_('mit Dolmetscher')}" if booked.interpreter else persons


def _running(item: Mapping[str, Any]) -> str:
    adults, minors = int(item.get("adults") or 0), int(item.get("minors") or 0)
    people = ngettext("%(count)d Person", "%(count)d Personen", adults + minors) % {"count": adults + minors}
    until = long_date(item.get("until"))
    return f"{people} {_('bis %s') % until if until else ''} ({item.get('authority', '')})"


def _companion(item: Mapping[str, Any]) -> str:
    kind = CompanionKind(item["kind"]).label if item.get("kind") else ""
    year = PartialDate.parse(item["birth_date"]).year if item.get("birth_date") else ""
    return f"{item.get('given_names', '')} {item.get('family_name', '')} ({kind}, {year})"


def _period(t: _Teller) -> str:
    entry, days = t.raw("stay", "entry_date"), t.raw("stay", "duration_days")
    if not entry or not days:
        return t.say("stay", "entry_date")
    first = date.fromisoformat(str(entry))
    last = first + timedelta(days=int(days) - 1)
    count = ngettext("%(count)d Tag", "%(count)d Tage", int(days)) % {"count": int(days)}
    return _("%(first)s bis %(last)s (%(count)s)") % {
        "first": long_date(first),
        "last": long_date(last),
        "count": count,
    }
