"""Messages of the authority come in: kept once, of this city's cases only, and what is no such message is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tenants.binding import bind
from tests.interface.connectors.support import filed
from tests.interface.interface.calling import System, trail

Systems = Callable[..., System]
CASE = "01234567899"
UUID = "33333333-3333-4333-8333-333333333333"


def reference() -> str:
    from kernel.codes import check_character

    return CASE + check_character(CASE)


def question(
    *, case: str = "", message_id: str = UUID, kind: str = "RueckkanalFrage.130102", text: str = "Frage"
) -> bytes:
    number = kind[-6:]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<x:OZG.{kind} xmlns:x="http://www.osci.de/xauslaender2611" produkt="P" produkthersteller="H" standard="XAusländer"
 test="true" version="26.11"><nachrichtenkopf.g2g><identifikation.nachricht><nachrichtenUUID>{message_id}</nachrichtenUUID>
<nachrichtentyp listURI="urn:de:xauslaender:codelist:nachrichtentyp" listVersionID="19"><code>{number}</code></nachrichtentyp>
<erstellungszeitpunkt>2026-11-22T09:15:00.000+01:00</erstellungszeitpunkt></identifikation.nachricht>
<leser><verzeichnisdienst listURI="urn:xoev-de:kosit:codeliste:verzeichnisdienst" listVersionID="3"><code>DVDV</code>
</verzeichnisdienst><kennung>alp:000000000000</kennung><name>Portal</name></leser>
<autor><verzeichnisdienst listURI="urn:xoev-de:kosit:codeliste:verzeichnisdienst" listVersionID="3"><code>DVDV</code>
</verzeichnisdienst><kennung>azr:030600</kennung><name>OB Offenbach am Main</name><erreichbarkeit>
<kanal listURI="urn:de:xoev:codeliste:erreichbarkeit" listVersionID="3"><code>01</code></kanal>
<kennung>abh@stadt.example</kennung></erreichbarkeit></autor></nachrichtenkopf.g2g>
<anschrift.autor><gebaeude><hausnummer>1</hausnummer><postleitzahl>63065</postleitzahl><strasse>Musterstraße</strasse>
<wohnort>Offenbach</wohnort></gebaeude></anschrift.autor>
<x:antragsidentifikation>{case or reference()}</x:antragsidentifikation>
<x:ausloeserUUID>11111111-1111-4111-8111-111111111111</x:ausloeserUUID><x:frage>{text}</x:frage></x:OZG.{kind}>""".encode()


def kept(city: Any) -> list[Any]:
    from connectors.models import ReturnedMessage

    with bind(city):
        return list(ReturnedMessage.objects.all())


@pytest.fixture
def case(offenbach: Any, at: Any) -> Any:
    with bind(offenbach):
        return filed(at, reference=reference())


def send(there: System, body: bytes, kind: str = "application/xml") -> tuple[int, Any]:
    answer = there.post("messages", body, kind=kind)
    return answer.status_code, answer.json().get("code") or answer.json()["known"]


def test_a_question_is_kept_sealed_and_a_worker_is_rung_for(system: Systems, offenbach: Any, case: Any) -> None:
    from outbox.models import OutboxEvent

    assert send(system(offenbach), question(text="Drachenfutter")) == (202, False)
    [row] = kept(offenbach)
    assert (row.external_id, row.message_type, row.state) == (UUID, "130102", "new")
    assert b"Drachenfutter" not in bytes(row.sealed_body)
    assert [entry.case_id for entry in trail(offenbach, "delivery.answered")] == [case.id]
    with bind(offenbach):
        assert OutboxEvent.objects.filter(name="delivery.collect_due").count() == 1


def test_the_same_message_twice_is_one(system: Systems, offenbach: Any, case: Any) -> None:
    there = system(offenbach)
    assert [send(there, question()) for _time in range(2)] == [(202, False), (202, True)]
    assert len(kept(offenbach)) == len(trail(offenbach, "delivery.answered")) == 1


@pytest.mark.parametrize("text", ["Eine ganz andere Frage", "egarF"])
def test_another_message_under_the_same_number_is_refused_and_seen_at_the_desk(
    system: Systems, offenbach: Any, case: Any, text: str
) -> None:
    """Also where it is as long as the first."""
    there = system(offenbach)
    assert send(there, question()) == (202, False)
    assert [send(there, question(text=text)) for _time in range(2)] == [(409, "message_id_reused")] * 2
    assert {(row.state, row.error) for row in kept(offenbach)} == {("new", ""), ("refused", "message_id_reused")}
    assert len(kept(offenbach)) == 2
    assert send(there, question()) == (202, True)
    assert all(text.encode() not in bytes(row.sealed_body) for row in kept(offenbach))


def test_a_case_of_another_city_is_not_known_here(system: Systems, wiesbaden: Any, offenbach: Any, case: Any) -> None:
    assert send(system(wiesbaden), question()) == (404, "case_unknown")
    assert send(system(offenbach), question(case="VE-2026-000123")) == (404, "case_unknown")
    assert kept(wiesbaden) == kept(offenbach) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" ", 422), (b"<a/>", 422), (b"no xml", 422), (b"\x00\xff", 422), (question().replace(b"UTF-8", b"UTF-16"), 422),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 422),
        (question(kind="Verpflichtungserklaerung.130201"), 422), (question().replace(b"xauslaender2611", b"xauslaender1801"), 422),
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused_with_a_code_and_leaves_nothing(
    system: Systems, offenbach: Any, case: Any, body: bytes, status: int
) -> None:
    assert send(system(offenbach), body)[0] == status
    assert kept(offenbach) == []


def test_what_is_too_large_is_refused_before_it_is_read(system: Systems, offenbach: Any) -> None:
    there = system(offenbach)
    answer = there.browser.post(
        "/schnittstelle/v1/messages", data=b"<a/>", content_type="application/xml", CONTENT_LENGTH="60000000",
        headers={"Authorization": f"Bearer {there.key}"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert send(there, b"{}", kind="application/json") == (415, "media_type")


def test_several_megabytes_are_taken(system: Systems, offenbach: Any, case: Any) -> None:
    assert send(system(offenbach), question(text="a " * 2000) + b" " * 5_000_000)[0] == 202


def test_a_key_for_messages_is_the_way_back_that_the_message_promises(system: Systems, offenbach: Any, at: Any) -> None:
    from configuration.queries import in_force
    from connectors.addressing import addressing_of
    from tests.support import case_files

    filing = case_files.case(at).filing
    with bind(offenbach):
        assert not addressing_of(in_force(at=at), filing, live=False).way_back
    system(offenbach, "messages:write")
    with bind(offenbach):
        assert addressing_of(in_force(at=at), filing, live=False).way_back
