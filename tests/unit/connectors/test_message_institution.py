"""The institutional sponsor."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support import case_files, cases
from tests.support.case_files import one, texts

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
GMBH = {
    "name": "Beispiel & Söhne GmbH", "legal_form": "GmbH", "register_entry": "HRB 1234, Amtsgericht Offenbach",
    "register_extract_on": "2026-10-01", "role": "Geschäftsführerin", "purpose": "Maschinenbau",
}  # fmt: skip


def root(identification: Any = None, proofs: tuple[Any, ...] = (), **changes: Any) -> Any:
    from declarations.casefile.document import CaseFile

    found = case_files.case(AT).model_dump(mode="json", exclude_none=True)
    answers = found["answers"] | {"institution": GMBH | changes}
    case = CaseFile.model_validate(found | {"answers": answers, "identification": identification})
    return case_files.tree(case, AT, files=case_files.files(*proofs))


def test_name_seat_and_who_acts_stand_in_their_elements() -> None:
    found = root()
    assert one(found, "//x:institutionell/x:nameOrganisation") == "Beispiel & Söhne GmbH"
    assert not texts(found, "//x:privat")
    assert one(found, "//x:institutionell/x:anschrift/hausnummer") == "12"
    assert one(found, "//x:institutionell/x:anschrift/hausnummerBuchstabeZusatzziffer") == "a"
    assert one(found, "//x:vertretungsberechtigtePerson/x:familienname/name") == "Mustermann"
    assert texts(found, "//x:vertretungsberechtigtePerson/x:kommunikation/kennung") == [
        "erika.mustermann@example.org",
        "+49691234567",
    ]
    remarks = one(found, "//x:institutionell/x:sonstigeAnmerkungen")
    for line in ("Rechtsform: GmbH", "Register: HRB 1234, Amtsgericht Offenbach", "Registerauszug vom: 01.10.2026"):
        assert line in remarks
    assert "Geschäftsführerin" in remarks


def test_further_representatives_follow_also_those_with_a_single_name() -> None:
    found = root(representatives=[{"family_name": "Suharto"}, {"family_name": "Muster", "given_names": "Jan", "gender": "m"}])  # fmt: skip
    assert texts(found, "//x:vertretungsberechtigtePerson/x:familienname/name") == ["Mustermann", "Suharto", "Muster"]
    assert texts(found, "//x:vertretungsberechtigtePerson/x:vorname/nichtVorhanden") == ["true"]


def test_solvency_has_its_elements() -> None:
    found = root(
        debtor_entry_on="2025-01-31", debtor_entry_reason="Forderung", insolvency="Keins", continuation_unlikely="Nein"
    )
    assert one(found, "//x:schuldnerverzeichnis/x:eintragungszeitpunkt") == "2025-01-31"
    assert one(found, "//x:schuldnerverzeichnis/x:eintragungsgrund") == "Forderung"
    assert (one(found, "//x:insolvenzverfahren"), one(found, "//x:fortfuehrungUnwahrscheinlich")) == ("Keins", "Nein")


def test_an_entry_without_a_day_is_told_in_the_remarks() -> None:
    found = root(debtor_entry_reason="Forderung")
    assert not texts(found, "//x:schuldnerverzeichnis")
    assert "Eintrag im Schuldnerverzeichnis: Forderung" in one(found, "//x:institutionell/x:sonstigeAnmerkungen")


def test_proofs_go_with_it() -> None:
    from connectors.xauslaender.files import PDF, Proof

    found = root(proofs=(Proof("Registerauszug", PDF, cases.small_pdf()),))
    assert texts(found, "//x:institutionell/x:nachweis/x:bezeichnung") == ["Registerauszug"]


@pytest.mark.parametrize(("identification", "told"), [(None, []), (case_files.CARD, ["false", "false"])])
def test_an_eid_vouches_for_a_person_and_not_for_the_organisation(identification: Any, told: list[str]) -> None:
    assert texts(root(identification), "//x:institutionell/x:vertrauensniveau/*") == told
