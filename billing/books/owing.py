"""Cases whose fee should be there: known to whoever knows cases, who registers the question here."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Set
from datetime import datetime

from billing.books.comparing import Owing
from kernel.registry import Registry

# (since, also): cases that came to something since then, and those that are named; those without payment alone.
Source = Callable[[datetime, Set[uuid.UUID]], list[Owing]]
sources: Registry[Source] = Registry("source of owing cases")


def owing(*, since: datetime, also: Set[uuid.UUID]) -> list[Owing]:
    return [one for _name, source in sources.items() for one in source(since, also)]
