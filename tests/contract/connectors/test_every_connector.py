"""What every connector must do, whoever is behind it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
from pydantic import ValidationError

from tests.contract.connectors import authority, receiver

ADAPTERS = [
    ("folder", {}, None),
    ("fit_connect", {}, None),
    ("rest_push", {}, None),
    ("rest_pull", {}, None),
    ("folder", {"folder": "fachverfahren/eingang"}, None),
    ("gateway", {}, None),
    ("gateway", {"folder": "osci", "receipts": False, "way_back": False}, None),
    ("mailbox", {"to": "amt@offenbach.example"}, None),
    ("sandbox_accepts", {}, None),
    ("sandbox_refuses", {"code": "not_competent"}, "Rejected"),
    ("sandbox_explodes", {"how": "temporary"}, "Temporary"),
    ("sandbox_explodes", {"how": "misconfigured"}, "Misconfigured"),
]
# Who stands behind a connector, and the options that lead there.
BEHIND = {
    "fit_connect": authority.for_contract,
    "rest_push": receiver.for_contract,
    "rest_pull": receiver.with_a_key,
}
KEY = "0f" * 16
BODY = b"""<v:OZG.Verpflichtungserklaerung.130201 xmlns:v="http://www.osci.de/xauslaender2611"
 standard="XAusl&#228;nder" version="26.11" test="true"><nachrichtenkopf.g2g>
<identifikation.nachricht><erstellungszeitpunkt>2026-11-22T10:00:00.000+01:00</erstellungszeitpunkt></identifikation.nachricht>
<leser><verzeichnisdienst><code>DVDV</code></verzeichnisdienst><kennung>azr:030600</kennung><name>Offenbach</name></leser>
<autor><verzeichnisdienst><code>DVDV</code></verzeichnisdienst><kennung>alp:1</kennung><name>Portal</name></autor>
</nachrichtenkopf.g2g></v:OZG.Verpflichtungserklaerung.130201>"""


@pytest.fixture(params=ADAPTERS, ids=lambda given: f"{given[0]}-{'-'.join(map(str, given[1].values())) or 'plain'}")
def case(request: Any, offenbach: Any, settings: Any, tmp_path: Any, tmp_path_factory: Any, at: Any) -> Any:
    """(connector, options, the error that it is set up to raise), with the city bound."""
    from connectors import base
    from connectors.config import options_for
    from connectors.registry import connector
    from tenants.binding import bind

    settings.DELIVERY_DIR = tmp_path
    name, raw, error = request.param
    behind = BEHIND.get(name)
    with bind(offenbach), behind(tmp_path_factory.mktemp(name), at) if behind else nullcontext(raw) as raw:
        yield connector(name), options_for(connector(name), raw), getattr(base, error) if error else None


def message(reference: str = "0123456789AB") -> Any:
    from connectors.base import OutgoingMessage

    return OutgoingMessage("11111111-1111-4111-8111-111111111111", "130201", reference, BODY, b"%PDF-1.7")


def deliver(case: Any, key: str = KEY) -> Any:
    """The receipt, or the kind of error that was raised."""
    from connectors.base import DeliveryError

    adapter, options, _error = case
    try:
        return adapter.deliver(message(), options, idempotency_key=key)
    except DeliveryError as error:
        return type(error), error.code


def test_all_adapters_are_in_this_contract() -> None:
    from connectors.registry import CONNECTORS

    assert {name for name, _options, _error in ADAPTERS} == set(CONNECTORS.names())


def test_its_name_is_that_of_its_registration_and_its_folder(case: Any) -> None:
    from connectors.registry import connector

    adapter = case[0]
    assert connector(adapter.name) is adapter
    assert type(adapter).__module__ == f"connectors.adapters.{adapter.name}.adapter"


def test_a_delivery_has_a_receipt_or_one_of_three_errors(case: Any) -> None:
    from connectors.base import Receipt

    answer, error = deliver(case), case[2]
    if error is None:
        assert isinstance(answer, Receipt)
        assert answer.reference
    else:
        assert answer[0] is error


def test_the_same_key_again_gives_the_same_answer(case: Any) -> None:
    assert deliver(case) == deliver(case)


def test_another_key_is_another_delivery(case: Any) -> None:
    if case[2] is None:
        assert deliver(case) != deliver(case, "1e" * 16)


def test_checking_delivers_nothing_and_foretells_a_wrong_set_up(case: Any, tmp_path: Any) -> None:
    from connectors.base import Misconfigured, Temporary

    adapter, options, error = case
    if error in (Temporary, Misconfigured):
        with pytest.raises(error):
            adapter.check(options)
    else:
        adapter.check(options)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_codes_of_errors_are_codes(case: Any) -> None:
    answer = deliver(case)
    if case[2] is not None:
        assert answer[1].replace("_", "").isalnum()
        assert answer[1].islower()


def test_its_options_refuse_what_they_do_not_know(case: Any) -> None:
    from connectors.config import options_for

    with pytest.raises(ValidationError):
        options_for(case[0], {"unknown": 1})


def test_without_a_way_back_nothing_is_collected(case: Any) -> None:
    from connectors.base import Collected, Misconfigured

    adapter, options, _error = case
    if not adapter.has_way_back:
        assert not adapter.answers_come_back(options)
        with pytest.raises(Misconfigured):
            adapter.collect(options, "")
    elif not adapter.answers_come_back(options):
        assert adapter.collect(options, "7") == Collected((), "7")


def test_only_who_can_tell_is_asked_and_tells_the_truth(case: Any) -> None:
    from connectors.base import Misconfigured

    adapter, options, error = case
    if not adapter.can_tell:
        with pytest.raises(Misconfigured):
            adapter.find(options, idempotency_key=KEY)
    elif error is None:
        assert adapter.find(options, idempotency_key=KEY) is None
        receipt = deliver(case)
        found = adapter.find(options, idempotency_key=KEY)
        assert found is not None
        assert (found.reference, found.final) == (receipt.reference, receipt.final)
        assert adapter.find(options, idempotency_key="1e" * 16) is None


def test_only_who_confirms_later_may_leave_a_receipt_open(case: Any) -> None:
    from connectors.base import Misconfigured

    adapter, options, error = case
    if not adapter.confirms_later:
        assert error is not None or deliver(case).final
        with pytest.raises(Misconfigured):
            adapter.follow("anything", options)
