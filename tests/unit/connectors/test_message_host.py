"""The sponsor in the message: names, dates, papers, house, money, trust."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support import case_files
from tests.support.case_files import one, texts

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HOST = "x:gastgeber/x:privat"


def host(**changes: Any) -> Any:
    identification = changes.pop("identification", None)
    root = case_files.tree(case_files.case(AT, identification=identification, **changes), AT)
    return root.xpath(HOST, namespaces=case_files.NS)[0]


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("12", {"hausnummer": "12"}),
        ("12 a", {"hausnummer": "12", "hausnummerBuchstabeZusatzziffer": "a"}),
        ("12B", {"hausnummer": "12", "hausnummerBuchstabeZusatzziffer": "B"}),
        ("12 1/2", {"hausnummer": "12", "hausnummerBuchstabeZusatzziffer": "1/2"}),
        ("12/3", {"hausnummer": "12", "teilnummerDerHausnummer": "3"}),
        ("12-14", {"hausnummer": "12", "hausnummer.bis": "14"}),
        (
            "12 a - 14 b",
            {
                "hausnummer": "12", "hausnummerBuchstabeZusatzziffer": "a", "hausnummer.bis": "14",
                "hausnummerbuchstabezusatzziffer.bis": "b",
            },
        ),
    ],
)  # fmt: skip
def test_a_house_number_is_split_into_the_registers_parts(typed: str, parts: dict[str, str]) -> None:
    address = host(sponsor__address={"house_number": typed}).find("x:anschrift", case_files.NS)
    names = ("hausnummer", "hausnummerBuchstabeZusatzziffer", "teilnummerDerHausnummer", "hausnummer.bis",
             "hausnummerbuchstabezusatzziffer.bis")  # fmt: skip
    assert {name: found.text for name in names if (found := address.find(f".//{name}")) is not None} == parts


def test_a_street_too_long_for_the_register_is_told_in_full_besides() -> None:
    street = "Straße der ehrenamtlichen Helferinnen und Helfer des Deutschen Roten Kreuzes"
    address = host(sponsor__address={"street": street}).find("x:anschrift", case_files.NS)
    assert len(address.findtext("strasse")) <= 55
    assert street.startswith(address.findtext("strasse"))
    assert address.findtext("zusatzangaben") == street


@pytest.mark.parametrize(
    ("day", "element"), [("1980", "jahr"), ("1980-12", "jahrMonat"), ("1980-12-01", "jahrMonatTag")]
)
def test_a_partly_known_birth_date_stays_partly_known(day: str, element: str) -> None:
    found = host(sponsor__birth={"birth_date": day}).find(
        "x:geburtsangaben/x:tagDerGeburt/teilbekanntesDatum", case_files.NS
    )
    assert [(child.tag, child.text) for child in found] == [(element, day)]


def test_at_most_four_nationalities_go_as_codes_and_the_fifth_is_told() -> None:
    found = host(sponsor__birth={"nationalities": ["000", "163", "129", "423", "287"]})
    assert texts(found, "x:staatsangehoerigkeit/x:staatsangehoerigkeit/code") == ["000", "163", "129", "423"]
    code = found.find("x:staatsangehoerigkeit/x:staatsangehoerigkeit", case_files.NS)
    assert code.get("listURI") == "urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:staatsangehoerigkeit"
    assert code.get("listVersionID") == "2024-08-01"
    assert "Weitere Staatsangehörigkeiten: ägyptisch" in one(found, "x:sonstigeAnmerkungen")


@pytest.mark.parametrize(
    ("nationality", "paper", "german", "foreign"),
    [
        ("000", "id_card", "01", []),
        ("000", "passport", "03", []),
        ("163", "passport", None, ["01"]),
        ("129", "id_card", None, ["05"]),
        ("475", "refugee_travel_document", "10", []),
        ("997", "stateless_travel_document", "11", []),
        ("423", "foreigner_travel_document", "09", []),
        ("423", "id_substitute", "12", []),
    ],
)
def test_german_papers_and_foreign_ones_have_their_own_places(
    nationality: str, paper: str, german: str | None, foreign: list[str]
) -> None:
    found = host(sponsor__birth={"nationalities": [nationality]}, sponsor__document={"id_document_type": paper})
    assert texts(found, "x:deutscheIdentifikation/x:artDesIdentifikationsdokuments/code") == (
        [german] if german else []
    )
    kind = "x:auslaendischeIdentifikation/x:artDesAuslaendischenIdentifikationsdokuments/code"
    assert texts(found, kind) == foreign


@pytest.mark.parametrize(
    ("title", "code"),
    [("limited", "01"), ("blue_card", "02"), ("settlement", "05"), ("long_term_eu", "06"), ("free_movement", "07")],
)
def test_a_residence_title_is_told_by_its_code(title: str, code: str) -> None:
    found = host(
        sponsor__birth={"nationalities": ["163"]},
        sponsor__title={"residence_title_type": title, "residence_title_valid_until": "2029-01-31"},
    )
    assert texts(found, "x:auslaendischeIdentifikation/x:artDesAufenthaltstitels/code") == [code]
    assert "Aufenthaltstitel gültig bis: 31.01.2029" in one(found, "x:sonstigeAnmerkungen")
    assert bool(texts(found, "x:auslaendischeIdentifikation/x:vomAufenthaltstitelBefreit")) == (code == "07")


def test_a_citizen_of_the_union_is_free_of_the_duty_to_have_a_title() -> None:
    found = host(sponsor__birth={"nationalities": ["129"]})
    assert texts(found, "x:auslaendischeIdentifikation/x:artDesAufenthaltstitels/code") == ["07"]
    assert one(found, "x:auslaendischeIdentifikation/x:ausstellenderStaat") == "Frankreich"


def test_income_is_rounded_down_and_expenses_up_to_whole_euros() -> None:
    found = host(
        income__net={"net_month_1": "3100.99", "net_month_2": "3100.00", "net_month_3": "2999.50"},
        income__other={"pension_month": "100.60", "rental_income_month": "200.60"},
        obligations={"pays_maintenance": True, "maintenance": "150.01", "loans_month": "99.50"},
    )
    assert texts(found, "x:arbeitnehmerverhaeltnis/x:einkuenfte") == ["3100", "3100", "2999"]
    assert texts(found, "x:sonstigeEinkuenfte") == ["301"]
    assert one(found, "x:regelmaessigeAusgaben") == "250"


def test_net_benefits_without_work_are_other_income_and_not_wages() -> None:
    from declarations.casefile.document import CaseFile

    raw = case_files.case(AT, income__sources={"kinds": ["unemployment_benefit"]}).model_dump(mode="json")
    raw["answers"]["income"]["employment"] = None
    root = case_files.tree(CaseFile.model_validate(raw), AT)
    assert texts(root, f"{HOST}/x:arbeitnehmerverhaeltnis") == []
    assert texts(root, f"{HOST}/x:sonstigeEinkuenfte") == ["3116"]


def test_maintenance_that_was_asked_twice_counts_once() -> None:
    member = {"relation": "child", "maintained": True, "lives_in_household": False, "maintenance_paid": "400.00"}
    found = host(
        household={"has_members": True, "members": [member]},
        obligations={"pays_maintenance": True, "maintenance": "400.00"},
    )
    assert one(found, "x:regelmaessigeAusgaben") == "400"


@pytest.mark.parametrize(("count", "told"), [(0, "0"), (3, "3"), (5, "5"), (7, "5")])
def test_dependants_are_counted_to_five(count: int, told: str) -> None:
    members = [{"relation": "child", "maintained": True}] * count + [{"relation": "parent", "maintained": False}]
    found = host(household={"has_members": True, "members": members})
    assert one(found, "x:finanzielleVerantwortung") == told
    assert ("Unterhaltene Personen: 7" in one(found, "x:sonstigeAnmerkungen")) == (count == 7)


def test_incomes_of_others_in_the_household_count_above_300_euros() -> None:
    incomes = ["300.00", "300.01", "2500.90"]
    members = [{"relation": "other", "lives_in_household": True, "own_net_income": amount} for amount in incomes]
    found = host(household={"has_members": True, "members": members})
    assert texts(found, "x:einkuenfteDritterPersonen") == ["2500", "300"]


def test_running_declarations_are_listed_with_number_authority_and_persons() -> None:
    running = {"authority": "OB Wiesbaden", "adults": 1, "minors": 2, "number": "D0000000"}
    found = host(other_declarations={"has_running": True, "running": [running]})
    path = "x:weitereVE/x:"
    assert [one(found, path + name) for name in ("nummerVE", "nameABH", "anzahlAbgesichertePersonen")] == [
        "D0000000", "OB Wiesbaden", "3",
    ]  # fmt: skip


def test_garnishments_and_a_limited_contract_are_told() -> None:
    found = host(
        income__employment={"is_limited": True, "contract_limited_until": "2027-08-31", "under_notice": True},
        obligations={"garnishments": True},
    )
    work = found.find("x:arbeitnehmerverhaeltnis", case_files.NS)
    assert one(work, "x:befristet") == "2027-08-31"
    assert "gekündigt" in one(work, "x:arbeitsverhaeltnisEndeErklaerung")
    assert "gepfändet" in one(found, "x:zahlungsklagen")


def test_trust_is_told_for_each_channel_in_the_same_order() -> None:
    found = host(identification={**case_files.CARD, "trusted": [*case_files.CARD["trusted"], "sponsor.contact.phone"]})
    assert texts(found, "x:kommunikation/kanal/code") == ["01", "02"]
    assert texts(found, "x:vertrauensniveau/x:kommunikation") == ["false", "true"]


def test_only_an_eid_makes_data_trusted() -> None:
    found = host(identification={**case_files.CARD, "level": "substanziell"})
    assert set(texts(found, "x:vertrauensniveau//*[not(*)]")) == {"false"}
    assert texts(host(), "x:vertrauensniveau") == []


def test_an_address_is_trusted_only_as_a_whole() -> None:
    without = [place for place in case_files.CARD["trusted"] if place != "sponsor.address.house_number"]
    assert (
        one(host(identification={**case_files.CARD, "trusted": without}), "x:vertrauensniveau/x:anschrift") == "false"
    )
    assert one(host(identification=case_files.CARD), "x:vertrauensniveau/x:anschrift") == "true"


def test_of_several_nationalities_an_identity_card_vouches_for_the_german_one() -> None:
    found = host(identification=case_files.CARD, sponsor__birth={"nationalities": ["163", "000"]})
    assert texts(found, "x:vertrauensniveau/x:staatsangehoerigkeit") == ["false", "true"]


def test_a_mobile_number_and_an_international_domain_are_written_as_they_work() -> None:
    found = host(sponsor__contact={"phone": "+491701234567", "email": "erika@müller.example"})
    assert texts(found, "x:kommunikation/kanal/code") == ["01", "03"]
    assert texts(found, "x:kommunikation/kennung")[0] == "erika@xn--mller-kva.example"


def test_an_information_lock_is_the_first_remark() -> None:
    found = host(sponsor__address={"address_lock": True})
    assert one(found, "x:sonstigeAnmerkungen").startswith("Auskunftssperre im Melderegister: ja")
