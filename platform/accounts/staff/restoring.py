"""What lets somebody in does not come back with a restored city: nobody knows what was taken back since the archive."""

from __future__ import annotations

from datetime import datetime

from accounts.staff.models import Invitation, PasswordRequest, StaffSession


def shut(*, using: str, at: datetime) -> int:
    """Joins the restoring transaction. Sign-ins end, links to a new password too; open invitations are taken back and their
    addresses forgotten. Answers how many invitations that were."""
    StaffSession.objects.using(using).all().delete()
    PasswordRequest.objects.using(using).filter(used_at=None).delete()
    unanswered = Invitation.objects.using(using).filter(used_at=None, revoked_at=None)
    return unanswered.update(revoked_at=at, email="")
