"""``render_case``: a case file as a message, without a database."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree
from pydantic import ValidationError

from tests.support import case_files, cases
from tests.support.case_files import one, texts

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def document(**changes: Any) -> dict[str, Any]:
    return {**case_files.case(AT).model_dump(mode="json"), **changes}


def rendered(given: dict[str, Any], summary: bytes | None = None) -> Any:
    from connectors.render_file import render_case

    return etree.fromstring(render_case(given, summary=summary or cases.small_pdf(), at=AT))


def attachment(content: bytes, **more: Any) -> dict[str, Any]:
    return {"kind": "pay_slips", "name": "Lohn.pdf", "content": b64encode(content).decode(), **more}


def test_a_complete_file_becomes_a_test_message() -> None:
    root = rendered(document())
    assert root.get("test") == "true"
    assert one(root, "x:antragsidentifikation") == "0123456789AB"
    assert one(root, "nachrichtenkopf.g2g/leser/kennung") == "azr:030600"


def test_a_file_that_was_not_filed_is_a_preview_with_a_reference_of_its_own() -> None:
    from kernel.codes import is_reference

    first, second = rendered(document(filing=None)), rendered(document(filing=None))
    assert is_reference(one(first, "x:antragsidentifikation"))
    assert etree.tostring(first) == etree.tostring(second)


def test_attachments_inside_become_proofs_and_their_type_is_found_out() -> None:
    given = document(
        attachments=[attachment(cases.small_pdf()), {**attachment(b"\xff\xd8\xff photo"), "name": "a.jpg"}]
    )
    root = rendered(given)
    assert texts(root, "//x:nachweis/x:dokumententyp/code") == ["1", "2"]
    assert texts(root, "//x:nachweis/x:bezeichnung") == ["Lohn.pdf", "a.jpg"]


def test_an_attached_summary_is_the_summary() -> None:
    from connectors.render_file import render_case

    given = document(attachments=[attachment(cases.small_pdf(), kind="summary")])
    root = etree.fromstring(render_case(given, at=AT))
    assert texts(root, "//x:nachweis") == []
    assert one(root, "x:zusammenfassungBelehrung/x:dokument") == b64encode(cases.small_pdf()).decode()


def test_without_any_summary_it_is_refused() -> None:
    from connectors.render_file import render_case
    from connectors.xauslaender.files import UnableToRender

    with pytest.raises(UnableToRender) as refused:
        render_case(document(), at=AT)
    assert refused.value.code == "summary_missing"


def test_broken_content_is_refused() -> None:
    from connectors.xauslaender.files import UnableToRender

    with pytest.raises(UnableToRender) as refused:
        rendered(document(attachments=[{"kind": "other", "name": "x", "content": "%%%"}]))
    assert refused.value.code == "not_base64"


@pytest.mark.parametrize(
    "given", [{}, {"answers": {"sponsor": {"unknown": 1}}}, {"answers": {}, "attachments": "none"}]
)
def test_what_is_no_case_file_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rendered(given)
