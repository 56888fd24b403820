"""While a release comes, and when it is taken back, yesterday's code works on today's tables and today's configuration."""

from __future__ import annotations

from datetime import datetime

import psycopg
import pytest

from tests.support.releases import TODAY, Code, Home, failed


@pytest.fixture(scope="module")
def todays(place: Home) -> Home:
    """Tables, cities and configuration made by today's code."""
    from tests.conftest import AT

    assert failed(TODAY.walk(place, "public", "demo", at=AT)) == ""
    return place


def test_it_serves_them(yesterday: Code, todays: Home, at: datetime) -> None:
    assert failed(yesterday.walk(todays, "serve=offenbach", "serve=wiesbaden", "create=neustadt", at=at)) == ""


# What is done, how it is undone, the step that meets it, and where that falls. New columns are those of Django's
# ``AddField(default=…)``, which takes the default away again once the rows are filled.
CONTRACTING = {
    "a column gets another name": (
        "ALTER TABLE c_offenbach.declarations_declaration RENAME COLUMN revision TO edition",
        "ALTER TABLE c_offenbach.declarations_declaration RENAME COLUMN edition TO revision",
        "serve=offenbach", "journey",
    ),
    "a new column must be filled": (
        "ALTER TABLE c_offenbach.audit_auditentry ADD COLUMN place text DEFAULT '' NOT NULL;"
        "ALTER TABLE c_offenbach.audit_auditentry ALTER COLUMN place DROP DEFAULT",
        "ALTER TABLE c_offenbach.audit_auditentry DROP COLUMN place",
        "serve=offenbach", "journey",
    ),
    "a new column of the control tables must be filled": (
        "ALTER TABLE public.tenants_city ADD COLUMN people integer DEFAULT 0 NOT NULL;"
        "ALTER TABLE public.tenants_city ALTER COLUMN people DROP DEFAULT",
        "ALTER TABLE public.tenants_city DROP COLUMN people",
        "create=altstadt", "create",
    ),
    "the configuration says what was not known": (
        "UPDATE c_offenbach.configuration_configurationversion SET document = jsonb_set(document,"
        " '{authority,value,kind}', '\"union\"')",
        "UPDATE c_offenbach.configuration_configurationversion SET document = jsonb_set(document,"
        " '{authority,value,kind}', '\"city\"')",
        "serve=offenbach", "journey",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CONTRACTING)
def test_what_it_cannot_live_with_is_noticed(yesterday: Code, todays: Home, at: datetime, change: str) -> None:
    """The proof that the walk above can fail."""
    do, undo, step, stage = CONTRACTING[change]
    with psycopg.connect(todays.owner, autocommit=True) as owner:
        owner.execute(do)
        try:
            found = yesterday.walk(todays, step, at=at)[-1]
        finally:
            owner.execute(undo)
    assert found["failed"] == stage, found
