from __future__ import annotations

from kernel.errors import Refusal


class UnableToExport(Refusal):
    """not_over (the day is not), nothing_new, somebody_else (exports at this moment), and where the file's description
    does not fit its values: too_narrow, not_in_encoding (``field`` names which)."""

    code = "nothing_new"


class UnableToClose(Refusal):
    """closed_before (somebody else, or by itself), remark_missing, owned (another person has taken it over)."""

    code = "closed_before"
