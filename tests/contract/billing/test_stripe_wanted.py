"""What Stripe may want of an account has words here: every code that its library names, and those of its lists for Germany."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from stripe.params.v2.core import _account_update_params as places
from typing_extensions import is_typeddict

from desk.account_words import FURTHER, wanted, words_of

# Of a public body in Germany, as version 1 of the API names them.
OF_VERSION_ONE = """
business_profile.mcc business_profile.url business_profile.product_description business_profile.support_phone
business_type company.address.city company.address.line1 company.address.postal_code company.directors_provided
company.executives_provided company.name company.owners_provided company.phone company.registration_number
company.tax_id company.verification.document external_account tos_acceptance.date tos_acceptance.ip
person_8UayFKIMRJklog.first_name person_8UayFKIMRJklog.dob.day person_8UayFKIMRJklog.verification.document
person_8UayFKIMRJklog.relationship.title representative.first_name representative.address.line1 representative.dob.year
representative.email representative.verification.document representative.verification.additional_document
directors.first_name executives.dob.month settings.payments.statement_descriptor documents.bank_account_ownership_verification.files
documents.proof_of_registration.files person_8UayFKIMRJklog.documents.company_authorization.files
"""
# Nobody is asked for these: they are ours to set, or for other kinds of accounts.
NOT_WANTED = re.compile(
    r"^(account_token|dashboard|include|metadata|configuration\.(customer|recipient|card_creator|storer|money_manager)"
    r"|configuration\.merchant\.(applied|capabilities|\w+_payments|konbini|script_statement_descriptor|smart_disputes)"
    r"|defaults\.(currency|locales|responsibilities))"
)


def literals(kind: Any) -> Iterator[str]:
    if typing.get_origin(kind) is typing.Literal:
        yield from typing.get_args(kind)
    for part in typing.get_args(kind):
        yield from literals(part) if not isinstance(part, str) else ()


def leaves(kind: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The dotted places of the library's own type for changing an account."""
    scope = {**vars(stripe), **vars(places)}
    for name, value in typing.get_type_hints(kind, scope).items():
        inner = list(_dictionaries(value))
        if inner and len(path) < 6:
            for one in inner:
                yield from leaves(one, (*path, name))
        else:
            yield ".".join((*path, name))


def _dictionaries(kind: Any) -> Iterator[Any]:
    if is_typeddict(kind):
        yield kind
    for part in typing.get_args(kind):
        yield from _dictionaries(part)


PLACES = sorted(place for place in set(leaves(places.AccountUpdateParams)) if not NOT_WANTED.match(place))
_CARDS = stripe.v2.core.Account.Configuration.Merchant.Capabilities.CardPayments.StatusDetail
CODES = sorted(literals(_CARDS.__annotations__["code"]))
REASONS = sorted(literals(stripe.Account.Requirements.__annotations__["disabled_reason"]))


def test_the_library_names_what_we_look_at() -> None:
    assert (len(PLACES) > 60, "rejected_fraud" in CODES, "requirements.past_due" in REASONS) == (True, True, True)


@pytest.mark.parametrize("code", [*PLACES, *CODES, *REASONS, *OF_VERSION_ONE.split()])
def test_each_has_words(code: str) -> None:
    assert words_of(code) is not FURTHER


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("person_8UayFKIMRJklog.first_name", "Angaben zur vertretungsberechtigten Person"),
        ("person_8UayFKIMRJklog.verification.document", "Ausweis der vertretungsberechtigten Person"),
        ("representative.address.line1", "Angaben zur vertretungsberechtigten Person"),
        ("identity.individual.email", "Angaben zur vertretungsberechtigten Person"),
        ("company.address.city", "Anschrift der Behörde"),
        ("configuration.merchant.support.phone", "Telefonnummer für Rückfragen zu Zahlungen"),
        ("rejected.listed", "Der Zahlungsdienst hat das Konto abgelehnt. Fragen Sie dort nach dem Grund."),
    ],
)
def test_it_is_the_right_thing_that_is_asked_for(code: str, words: str) -> None:
    assert str(words_of(code)) == words


def test_what_nobody_named_is_further_information() -> None:
    assert [str(text) for text in wanted(["x.unheard_of", "readdressing", "identity.new_thing"])] == ["weitere Angaben"]
