"""While a release comes, and when it is taken back, yesterday's code works on today's tables and today's configuration."""

from __future__ import annotations

import psycopg
import pytest

from tests.support.releases import Home, Running


@pytest.fixture(scope="module", autouse=True)
def made_by_today(today: Running) -> None:
    """Tables, cities and configuration."""
    today.does("public", "demo")


def test_it_serves_them(yesterday: Running) -> None:
    yesterday.does("serve=offenbach", "serve=wiesbaden", "create=neustadt")


# What is done, how it is undone, the step that meets it, where that falls, and a word of what it says. New columns are those of Django's
# ``AddField(default=…)``, which takes the default away again once the rows are filled.
CONTRACTING = {
    "a column gets another name": (
        "ALTER TABLE c_offenbach.declarations_declaration RENAME COLUMN revision TO edition",
        "ALTER TABLE c_offenbach.declarations_declaration RENAME COLUMN edition TO revision",
        "serve=offenbach", "journey", "revision",
    ),
    "a new column must be filled": (
        "ALTER TABLE c_offenbach.audit_auditentry ADD COLUMN place text DEFAULT '' NOT NULL;"
        "ALTER TABLE c_offenbach.audit_auditentry ALTER COLUMN place DROP DEFAULT",
        "ALTER TABLE c_offenbach.audit_auditentry DROP COLUMN place",
        "serve=offenbach", "journey", "place",
    ),
    "a new column of the control tables must be filled": (
        "ALTER TABLE public.tenants_city ADD COLUMN people integer DEFAULT 0 NOT NULL;"
        "ALTER TABLE public.tenants_city ALTER COLUMN people DROP DEFAULT",
        "ALTER TABLE public.tenants_city DROP COLUMN people",
        "create=altstadt", "create", "city create altstadt",
    ),
    "the configuration says what was not known": (
        "INSERT INTO c_offenbach.configuration_configurationversion"
        " (number, document, valid_from, published_at, author, reason) SELECT 99,"
        " jsonb_set(document, '{authority,value,kind}', '\"union\"'), valid_from, published_at, '', ''"
        " FROM c_offenbach.configuration_configurationversion",
        "DELETE FROM c_offenbach.configuration_configurationversion WHERE number = 99",
        "serve=offenbach", "journey", "kind",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CONTRACTING)
def test_what_it_cannot_live_with_is_noticed(yesterday: Running, place: Home, change: str) -> None:
    """The proof that the walk above can fail."""
    do, undo, step, stage, word = CONTRACTING[change]
    with psycopg.connect(place.owner, autocommit=True, options="-c lock_timeout=10s") as owner:
        owner.execute(do)
        try:
            found = yesterday.tried(step)
        finally:
            owner.execute(undo)
    assert found["failed"] == stage, found
    assert word in found["error"]
