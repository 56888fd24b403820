"""How often a caller may come: so many tries for each key, and fewer for each network that shows wrong keys.

All server processes count together (``connectors.limits``).
"""

from __future__ import annotations

from connectors.limits import Limit

CALLS = Limit("interface", burst=100, per_second=20)
WRONG_KEYS = Limit("interface.wrong_key", burst=20, per_second=0.2)
