"""Cities made in advance: schema, role, tables and rights under a name of their own, so that a new city only takes a name.

Making the tables is nearly all the time that a city takes. A spare is of one state of the release; those of another state
are taken away, not upgraded. Where there is none, a city is made from nothing, which takes longer and is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connections, transaction

from tenants.binding import OWNER, bind_owner, city_role, safe_name
from tenants.models import Spare
from tenants.release import Release, this_release

TAKE = """
    DELETE FROM public.tenants_spare WHERE id = (
        SELECT id FROM public.tenants_spare WHERE state = %s AND to_regrole(%s) IS NULL
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING schema_name
"""


def take(schema: str, *, state: str) -> bool:
    """The next spare of this state gets the city's names. Joins the owner's transaction; False when there is none."""
    role = city_role(schema)
    with connections[OWNER].cursor() as cursor:
        cursor.execute(TAKE, [state, role])
        found = cursor.fetchone()
        if found is None:
            return False
        spare = safe_name(found[0])
        cursor.execute(
            f'ALTER SCHEMA "{spare}" RENAME TO "{safe_name(schema)}"; ALTER ROLE {city_role(spare)} RENAME TO {role}'
        )
    return True


def replenish(*, wanted: int, login: str, clock: Callable[[], datetime], release: Release | None = None) -> int:
    """Makes what is missing, each in a transaction of its own, and takes away what is of another state.

    Answers how many were made. By the owner, never while serving a request.
    """
    release = release or this_release()
    with bind_owner():
        for stale in list(Spare.objects.using(OWNER).exclude(state=release.state)):
            _take_away(stale)
        missing = wanted - Spare.objects.using(OWNER).count()
    for _ in range(missing):
        _make(release, login, clock())
    return max(missing, 0)


def _make(release: Release, login: str, at: datetime) -> None:
    with bind_owner(), transaction.atomic(using=OWNER):
        spare = Spare.objects.using(OWNER).create(schema_name="", state=release.state, made_at=at)
        spare.schema_name = f"spare_{spare.pk}"
        spare.save(using=OWNER, update_fields=["schema_name"])
        with connections[OWNER].cursor() as cursor:
            # Tables are named without their schema: what follows belongs to the spare until the transaction ends.
            cursor.execute(f'SET LOCAL search_path = "{spare.schema_name}"')
            cursor.execute(release.creation(spare.schema_name, login=login, at=at))


def _take_away(spare: Spare) -> None:
    """Unless a city takes it just now."""
    with transaction.atomic(using=OWNER):
        if (
            not Spare.objects.using(OWNER)
            .select_for_update(of=("self",), skip_locked=True)
            .filter(pk=spare.pk)
            .exists()
        ):
            return
        schema = safe_name(spare.schema_name)
        with connections[OWNER].cursor() as cursor:
            cursor.execute(f'DROP SCHEMA "{schema}" CASCADE; DROP ROLE {city_role(schema)}')
        Spare.objects.using(OWNER).filter(pk=spare.pk).delete()
