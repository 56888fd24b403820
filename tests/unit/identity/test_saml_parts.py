from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from identity.adapters.saml.attributes import partial_date
from identity.adapters.saml.keys import ensure_sp_keys
from identity.adapters.saml.metadata import read_idp_metadata
from identity.adapters.saml.settings import SamlSettings
from identity.base import IdentityRefused, Level, ReadAttribute, Trust
from identity.nationality import destatis_key
from identity.person import IdentifiedPerson
from infra.standins.eid.keys import metadata, new_pair


@pytest.mark.parametrize(
    ("read", "date"),
    [
        ("1980-12-01", "1980-12-01"),
        ("1980-12", "1980-12"),
        ("1980", "1980"),
        ("1980-12-00", "1980-12"),
        ("1980-00-00", "1980"),
        ("1980-XX-XX", "1980"),
        ("1980-  -  ", "1980"),
        ("1980-XX-05", "1980"),
        (None, None),
    ],
)
def test_birth_dates_may_be_known_in_part(read: str | None, date: str | None) -> None:
    assert partial_date(read) == date


@pytest.mark.parametrize("read", ["01.12.1980", "80", "1980-1-1", "1980-12-01T00:00:00Z", "1980-02-30", "0000"])
def test_a_birth_date_that_is_none_is_refused(read: str) -> None:
    with pytest.raises(IdentityRefused, match="birth_date_form"):
        partial_date(read)


@pytest.mark.parametrize(
    ("icao", "key"),
    [("D", "000"), ("D<<", "000"), ("TUR", "163"), ("GBO", "168"), ("RKS", "150"), ("XXA", "997"), ("ZZZ", None)],
)
def test_nationalities_are_translated_to_the_destatis_list(icao: str, key: str | None) -> None:
    assert destatis_key(icao) == key


def test_levels_are_ordered() -> None:
    assert sorted(Level, key=lambda level: level.rank) == ["normal", "substanziell", "hoch"]


def test_persons_do_not_show_in_texts_and_traces() -> None:
    person = IdentifiedPerson(family_name="Mustermann")
    attribute = ReadAttribute(oid="urn:oid:2.5.4.4", value="MUSTERMANN", trust=Trust.HIGH)
    assert "uster" not in f"{person}{person!r}{attribute}{attribute!r}".lower()


def test_our_keys_are_made_once_and_are_ours_alone(tmp_path: Path) -> None:
    ensure_sp_keys(tmp_path, at=datetime.now(UTC))
    key = (tmp_path / "sp-key.pem").read_bytes()
    assert stat.S_IMODE((tmp_path / "sp-key.pem").stat().st_mode) == 0o600
    ensure_sp_keys(tmp_path, at=datetime.now(UTC))
    assert (tmp_path / "sp-key.pem").read_bytes() == key


def test_a_key_is_never_replaced_because_its_certificate_was_lost(tmp_path: Path) -> None:
    ensure_sp_keys(tmp_path, at=datetime.now(UTC))
    (tmp_path / "sp-cert.pem").unlink()
    with pytest.raises(FileNotFoundError):
        ensure_sp_keys(tmp_path, at=datetime.now(UTC))
    assert (tmp_path / "sp-key.pem").exists()


def test_metadata_are_read_anew_when_the_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "idp-metadata.xml"
    certificate = new_pair("one", bits=2048)[1]
    file.write_text(metadata("https://one.example", "https://one.example/idp", certificate))
    assert read_idp_metadata(file).sso_url == "https://one.example/sso"
    file.write_text(metadata("https://two.example", "https://two.example/idp", certificate))
    os.utime(file, ns=(1, 1))
    assert read_idp_metadata(file).entity_id == "https://two.example/idp"


def test_missing_metadata_are_told_to_the_operator(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="no metadata"):
        read_idp_metadata(tmp_path / "idp-metadata.xml")


def test_an_unknown_signature_algorithm_is_a_mistake_at_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="rsa-md5"):
        SamlSettings("https://a.example", "https://a.example/acs", tmp_path, tmp_path, "x", sign_with="rsa-md5")
