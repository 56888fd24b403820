"""What the operator tells the cities: shown to each person until they have seen it. In the bound city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from configuration.federal.models import Notice
from kernel.clock import german_day
from onboarding.golive.models import NoticeSeen
from tenants.binding import current


@dataclass(frozen=True)
class Told:
    number: int
    de: str
    en: str

    def of(self, language: str) -> str:
        return (self.en if language.startswith("en") else "") or self.de


def for_person(staff_id: int, *, stage: str, at: datetime) -> list[Told]:
    """What is for this city today and was not put away by this person, the newest first."""
    here, day, table = current(), german_day(at), Notice._meta.db_table
    with connections[here.alias].cursor() as cursor:
        cursor.execute(
            f'SELECT id, text_de, text_en FROM public."{table}" WHERE withdrawn_at IS NULL AND since <= %s AND until >= %s'
            " AND land IN ('', %s) AND stage IN ('', %s) ORDER BY id DESC",
            [day, day, here.land, stage],
        )
        found = [Told(*row) for row in cursor.fetchall()]
    if not found:
        return []
    seen = NoticeSeen.objects.filter(staff_id=staff_id, notice__in=[one.number for one in found])
    away = set(seen.values_list("notice", flat=True))
    return [one for one in found if one.number not in away]


def put_away(number: int, *, staff_id: int, at: datetime) -> None:
    """For this person; the second time nothing happens. Joins the caller's transaction."""
    NoticeSeen.objects.bulk_create([NoticeSeen(notice=number, staff_id=staff_id, at=at)], ignore_conflicts=True)
