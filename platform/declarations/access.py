"""How a sponsor comes back: a secret in the browser, a link in the mail, and a short code that is never in the same mail.

The link alone shows state and next step. Drafts, documents and messages need the code besides, which is shown on the
page and printed on the receipt. Wrong codes are counted per case and slow the guessing down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

from declarations import sealing
from declarations.models import AccessAttempt, Declaration
from kernel.codes import normalise, same
from kernel.errors import Refusal
from tenants.binding import current

ACCESS = "declaration.access"
WINDOW = timedelta(minutes=15)
MOST_ATTEMPTS = 8
GRANT_SECONDS = 2 * 3600


class UnableToEnter(Refusal):
    """The code is wrong (``wrong_code``) or too many wrong ones were typed (``too_many``)."""

    code = "wrong_code"


@dataclass(frozen=True)
class Access:
    """``draft`` is the cookie's secret, ``link`` the mailed one, ``code`` the short code (8 characters)."""

    draft: str
    link: str
    code: str


def access_of(declaration: Declaration) -> Access:
    return Access(**sealing.cipher(declaration.id).open_json(declaration.sealed_access or b"", ACCESS))


def enter(*, declaration: Declaration, typed: str, at: datetime) -> Access:
    """Checks the typed code. Refuses with ``UnableToEnter``; the failure is counted even so (do not roll back)."""
    recent = AccessAttempt.objects.filter(case_id=declaration.id, at__gt=at - WINDOW)
    if recent.count() >= MOST_ATTEMPTS:
        raise UnableToEnter(code="too_many")
    access = access_of(declaration)
    if not same(normalise(typed), access.code):
        AccessAttempt.objects.create(case_id=declaration.id, at=at)
        raise UnableToEnter()
    return access


def _salt() -> str:
    return f"case-grant|{current().schema}"


def grant(declaration: Declaration) -> str:
    """A signed value for a cookie: whoever holds it typed the code. It carries the city, so it opens nothing elsewhere."""
    return signing.dumps(str(declaration.id), salt=_salt())


def is_granted(declaration: Declaration, value: str) -> bool:
    try:
        return bool(signing.loads(value, salt=_salt(), max_age=GRANT_SECONDS) == str(declaration.id))
    except signing.BadSignature:
        return False
