"""Who may see which page of the desk: the guard of all staff, with the desk's own page for who may not."""

from __future__ import annotations

from accounts.guard import Guard, open_page

__all__ = ["needs", "open_page"]
_GUARD = Guard("desk/forbidden.html")
needs = _GUARD.needs
