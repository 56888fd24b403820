"""Nobody pays here for whom another authority is competent, and nobody loses what they typed for it."""

from __future__ import annotations

from typing import Any

import pytest

from billing.payments.models import Payment
from declarations.models import Declaration
from declarations.operations import answers_of
from declarations.states import State
from tenants.binding import bind
from tests.interface.casework.visitors import settings_of
from tests.interface.portal.walking import Sponsor, text_of

PAY, SUBMIT = "/antrag/zahlung/", "/antrag/abgeben/"
ELSEWHERE = "eine andere Behörde zuständig"


def _change(sponsor: Sponsor, place: str, code: str) -> None:
    """The draft says another postal code, however that came about; pages refuse to save one."""
    from django.db import transaction

    from declarations import operations, sealing
    from declarations.casefile.path import fetch, put

    with bind(sponsor.city), transaction.atomic():
        draft = operations.locked(Declaration.objects.get().id)
        answers = answers_of(draft)
        changed = put(answers, place, fetch(answers, place) | {"postal_code": code})
        draft.sealed_answers = sealing.cipher(draft.id).seal_json(changed, operations.ANSWERS)
        draft.save(update_fields=["sealed_answers"])


def _state(sponsor: Sponsor) -> str:
    with bind(sponsor.city):
        return Declaration.objects.get().state


@pytest.mark.parametrize("place", ["eligibility", "sponsor.address"])
def test_a_changed_draft_does_not_get_to_the_payment(offenbach: Any, someone: Any, place: str) -> None:
    sponsor: Sponsor = someone(offenbach)
    sponsor.up_to_the_last_click()
    _change(sponsor, place, "65183")
    assert sponsor.hand_in()["Location"].startswith("/antrag/pruefen-und-abgeben/")
    assert _state(sponsor) == State.DRAFT
    assert ELSEWHERE in text_of(sponsor.browser.get("/antrag/pruefen-und-abgeben/"))
    for answer in (sponsor.browser.get(PAY), sponsor.browser.post(PAY)):
        assert answer["Location"] == "/antrag/"
    with bind(offenbach):
        assert not Payment.objects.exists()
        assert answers_of(Declaration.objects.get())["guest"]["name"]["family_name"] == "Şahin"


@pytest.mark.parametrize("place", ["eligibility", "sponsor.address"])
def test_a_sealed_case_of_another_district_sees_an_answer_and_no_button(
    offenbach: Any, someone: Any, place: str
) -> None:
    sponsor: Sponsor = someone(offenbach)
    sponsor.up_to_the_last_click()
    assert sponsor.hand_in()["Location"] == PAY
    _change(sponsor, place, "65183")
    for page in (sponsor.browser.get(PAY), sponsor.browser.post(PAY)):
        body = text_of(page)
        assert ELSEWHERE in body
        assert "Ihre Angaben bleiben gespeichert" in body
        assert "29,00 € bezahlen" not in body.replace("\N{NO-BREAK SPACE}", " ")
    with bind(offenbach):
        assert not Payment.objects.exists()
    assert _state(sponsor) == State.SEALED


def test_a_list_that_was_corrected_after_filing_counts_before_payment_but_not_after_receipt(
    offenbach: Any, someone: Any
) -> None:
    from casework import jurisdiction
    from kernel.clock import now

    sponsor: Sponsor = someone(offenbach)
    sponsor.up_to_the_last_click()
    sponsor.hand_in()
    with settings_of(offenbach, declarations={"postal_codes": ["63067"]}), bind(offenbach):
        from configuration.models import ConfigurationVersion

        case = Declaration.objects.get()
        later = ConfigurationVersion.objects.order_by("-number")[0].valid_from
        assert not jurisdiction.is_ours(case, at=max(later, now()))
        case.state = State.SUBMITTED
        assert jurisdiction.is_ours(case, at=max(later, now()))


def test_a_city_that_names_no_postal_codes_takes_everybody(wiesbaden: Any, someone: Any) -> None:
    from casework import jurisdiction

    sponsor: Sponsor = someone(wiesbaden)
    sponsor.up_to_the_last_click()
    sponsor.hand_in()
    with settings_of(wiesbaden, declarations={"postal_codes": []}), bind(wiesbaden):
        from configuration.models import ConfigurationVersion

        later = ConfigurationVersion.objects.order_by("-number")[0].valid_from
        assert jurisdiction.is_ours(Declaration.objects.get(), at=later)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("none", "Sie müssen nichts bezahlen."),
        ("before_submission", "Sie zahlen online, am Ende des Antrags."),
        ("after_decision", "Sie zahlen online, wenn wir entschieden haben."),
        ("at_pickup", "Sie zahlen, wenn Sie die Erklärung abholen, bar oder mit Karte."),
    ],
)
def test_the_first_page_says_when_it_is_paid(offenbach: Any, browse: Any, that_day: Any, when: str, said: str) -> None:
    with settings_of(offenbach, fees={"when": when}):
        from tests.interface.casework.visitors import AT

        that_day.move_to(AT)
        assert said in text_of(browse(offenbach).get("/"))
