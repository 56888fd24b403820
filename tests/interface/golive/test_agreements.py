"""What was accepted can be shown for good: a text that was given out is never changed under the same version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from onboarding.golive import agreements
from tenants.binding import bind

# A new version gets a line of its own; a line that is here stays as it is.
GIVEN_OUT = {
    ("avv", "2026-11"): "9932c7c01ca27614150e4333aa19d9b8e09447c060d42a2067c5c40ef3bb867e",
    ("nutzung", "2026-11"): "4f319f20ba15338891afb15d0d9eefef0c4c905018953e571d71564303e925ce",
}


def test_texts_that_were_given_out_are_as_they_were() -> None:
    assert {(one.name, one.version): one.sha256 for one in agreements.all_agreements()} == GIVEN_OUT


def test_who_accepts_another_text_of_an_accepted_version_is_not_told_that_it_worked(
    offenbach: Any, official: Any, at: datetime
) -> None:
    from accounts.staff.models import Staff
    from onboarding.golive.models import Acceptance

    mika = official(offenbach)
    with bind(offenbach), transaction.atomic():
        [one] = agreements.standing(at=at)
        shown: dict[str, Any] = {
            "name": one.text.name, "version": one.text.version, "sha256": one.text.sha256, "person": "Ada Amt",
            "office": "Rechtsamt", "by": Staff.objects.get(id=mika.id), "at": at,
        }  # fmt: skip
        Acceptance.objects.create(
            agreement=one.text.name, version=one.text.version, sha256="0" * 64, person="Ada", office="Amt",
            staff_id=mika.id, staff_name="Mika", at=at,
        )  # fmt: skip
        with pytest.raises(agreements.UnableToAccept, match="changed_meanwhile"):
            agreements.accept(**shown)
