"""The versions of XAusländer that are spoken and read: one table.

A new version of the standard is in force from a day on, and the case systems of the cities follow one by one. So which
version goes out is a setting of the city (``DeliveryRules.version``), and what comes back may be older. Namespaces follow
from the number (``…/xauslaender2611``). Source: KoSIT, www.xrepository.de; AufenthV § 76a.
"""

from __future__ import annotations

from dataclasses import dataclass

STANDARD = "XAusländer"


@dataclass(frozen=True)
class Version:
    """``message_types`` and ``status``: versions of the code lists that it uses. ``spoken``: messages of it can be made."""

    number: str
    message_types: str
    status: str
    spoken: bool = False

    @property
    def namespace(self) -> str:
        return f"http://www.osci.de/xauslaender{self.number.replace('.', '')}"


# Only the newest is spoken: the elements of 130201 are known for that one alone. Of the older ones what comes back is read,
# whose elements are the same; versions of their code lists are not checked.
VERSIONS = {
    version.number: version
    for version in (
        Version("26.11", message_types="19", status="4", spoken=True),
        Version("26.05", message_types="", status=""),
        Version("25.11", message_types="", status=""),
    )
}
CURRENT = VERSIONS["26.11"]
SPOKEN = tuple(version.number for version in VERSIONS.values() if version.spoken)


def of_namespace(namespace: str) -> Version | None:
    """None for a version that cannot be read."""
    return next((version for version in VERSIONS.values() if version.namespace == namespace), None)
