"""What every storage must do, tried on a folder and on an S3 server of this machine."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from documents.storage import Key, NotStored, Storage, folder_of, key_for, storage
from tenants.binding import UnboundStatement, bind, bind_public

CASE, OTHER, DOCUMENT = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of a fresh bucket that the settings name."""
    import boto3

    for name, value in (("ACCESS_KEY_ID", "local"), ("SECRET_ACCESS_KEY", "local"), ("DEFAULT_REGION", "us-east-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    settings.S3_BUCKET, settings.S3_ENDPOINT = f"zusage-{uuid.uuid4().hex[:8]}", s3_server
    client = boto3.client("s3", endpoint_url=s3_server)
    client.create_bucket(Bucket=settings.S3_BUCKET)
    return client


@pytest.fixture(params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Storage:
    if request.param == "bucket":
        request.getfixturevalue("bucket")
    else:
        settings.STORAGE_DIR, settings.S3_BUCKET = tmp_path / "files", ""
    return storage()


def _key(variant: str = "view", case: uuid.UUID = CASE) -> Key:
    return key_for(case, DOCUMENT, variant)


def test_what_was_put_is_got_until_it_is_deleted(kept: Storage, offenbach: Any) -> None:
    content = bytes(range(256)) * 5000
    with bind(offenbach):
        assert not kept.exists(_key())
        kept.put(_key(), content)
        assert kept.exists(_key())
        assert kept.get(_key()) == content
        assert not kept.exists(_key("original"))
        kept.delete(_key())
        assert not kept.exists(_key())


def test_putting_again_replaces(kept: Storage, offenbach: Any) -> None:
    with bind(offenbach):
        kept.put(_key(), b"one, and longer")
        kept.put(_key(), b"two")
        assert kept.get(_key()) == b"two"


def test_what_is_not_there_is_said_so_and_deleting_it_is_no_fault(kept: Storage, offenbach: Any) -> None:
    with bind(offenbach):
        with pytest.raises(NotStored):
            kept.get(_key())
        kept.delete(_key())
        kept.delete_all(folder_of(CASE))


def test_a_case_goes_whole_and_alone(kept: Storage, offenbach: Any) -> None:
    with bind(offenbach):
        for variant in ("view", "original"):
            kept.put(_key(variant), b"x")
        kept.put(_key(case=OTHER), b"stays")
        kept.delete_all(folder_of(CASE))
        assert not kept.exists(_key())
        assert not kept.exists(_key("original"))
        assert kept.get(_key(case=OTHER)) == b"stays"


def test_two_cities_with_the_same_identifiers_do_not_meet(kept: Storage, offenbach: Any, wiesbaden: Any) -> None:
    with bind(offenbach):
        kept.put(_key(), b"offenbach")
        foreign, folder = _key(), folder_of(CASE)
    with bind(wiesbaden):
        assert not kept.exists(_key())
        kept.put(_key(), b"wiesbaden")
        for act in (kept.get, kept.exists, kept.delete, lambda key: kept.put(key, b"")):
            with pytest.raises(UnboundStatement):
                act(foreign)
        with pytest.raises(UnboundStatement):
            kept.delete_all(folder)
        kept.delete_all(folder_of(CASE))
    with bind(offenbach):
        assert kept.get(_key()) == b"offenbach"


def test_unbound_there_is_no_key(kept: Storage, cities: Any) -> None:
    with pytest.raises(UnboundStatement):
        _key()


@pytest.mark.parametrize("variant", ["../view", "", "a/b", "view.jpg", "ä"])
def test_a_variant_cannot_leave_its_folder(kept: Storage, offenbach: Any, variant: str) -> None:
    with bind(offenbach), pytest.raises(ValueError, match="variant"):
        _key(variant)


def test_whoever_reads_meanwhile_gets_one_or_the_other_never_a_piece(kept: Storage, offenbach: Any) -> None:
    versions = [bytes([number]) * 200_000 for number in range(8)]

    def put(content: bytes) -> None:
        with bind(offenbach):
            kept.put(_key(), content)

    def get() -> bytes:
        with bind(offenbach):
            return kept.get(_key())

    put(versions[0])
    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(put, version) for version in versions]
        reading = [pool.submit(get) for _time in range(20)]
        for done in writing:
            done.result()
        assert all(done.result() in versions for done in reading)


def test_a_bucket_is_asked_to_encrypt_besides(bucket: Any, settings: Any, offenbach: Any) -> None:
    with bind(offenbach):
        storage().put(_key(), b"x")
        found = bucket.head_object(Bucket=settings.S3_BUCKET, Key=str(_key()))
    assert found["ServerSideEncryption"] == "AES256"
    assert str(_key_of(offenbach)).startswith(f"{offenbach.schema_name}/{CASE}/")


def test_a_bucket_that_refuses_is_a_fault_and_not_an_empty_place(bucket: Any, settings: Any, offenbach: Any) -> None:
    from botocore.exceptions import ClientError

    settings.S3_BUCKET = f"{settings.S3_BUCKET}-gone"
    with bind(offenbach), pytest.raises(ClientError):
        storage().put(_key(), b"x")


def test_a_case_of_many_files_goes_whole_from_a_bucket(bucket: Any, settings: Any, offenbach: Any) -> None:
    with bind(offenbach):
        for _file in range(12):
            storage().put(key_for(CASE, uuid.uuid4(), "view"), b"x")
        storage().delete_all(folder_of(CASE))
    assert bucket.list_objects_v2(Bucket=settings.S3_BUCKET)["KeyCount"] == 0


def _key_of(city: Any) -> Key:
    with bind(city):
        return _key()


def test_everything_of_a_city_is_counted_and_deleted_and_nothing_of_another(
    kept: Storage, offenbach: Any, wiesbaden: Any
) -> None:
    for city in (offenbach, wiesbaden):
        with bind(city):
            kept.put(_key(), b"view")
            kept.put(_key("original", OTHER), b"original")
    with bind(offenbach):
        assert sorted(kept.sizes()) == [4, 8]
        kept.delete_everything()
        kept.delete_everything()
        assert list(kept.sizes()) == []
    with bind(wiesbaden):
        assert sorted(kept.sizes()) == [4, 8]
        assert kept.get(_key()) == b"view"


def test_everything_of_no_city_is_refused(kept: Storage, cities: Any) -> None:
    with bind_public():
        for action in (kept.delete_everything, kept.sizes):
            with pytest.raises(UnboundStatement):
                action()


def test_a_citys_files_go_into_an_archive_and_back(kept: Storage, cities: Any, at: datetime, tmp_path: Path) -> None:
    """Also from one storage that lost them: the archive is enough."""
    from config import archives
    from declarations.operations import start_draft
    from documents.operations import keep_generated
    from kernel.recipients import new_pair
    from tests.support.cases import small_pdf
    from tests.support.content import opened

    offenbach, wiesbaden = cities
    for city in cities:
        with bind(city), transaction.atomic():
            case = start_draft(language="de", keep=timedelta(days=30), at=at).declaration
            keep_generated(case_id=case.id, kind="receipt", name="Beleg", content=small_pdf(), at=at)
    before = opened(offenbach), opened(wiesbaden)
    private, public = new_pair()
    path = tmp_path / "city.zusage"
    manifest = archives.export_to(path, slug="offenbach", recipient=public, at=at)
    assert manifest["files"]["count"] == 1
    with bind(offenbach):
        kept.delete_everything()
    with path.open("rb") as file:
        archives.restore_from(file, key=private, at=at)
    assert (opened(offenbach), opened(wiesbaden)) == before


def test_a_file_that_is_missing_is_told_and_does_not_stop_the_rest(
    kept: Storage, offenbach: Any, at: datetime, tmp_path: Path
) -> None:
    from config import archives
    from declarations.operations import start_draft
    from documents.operations import keep_generated
    from kernel.recipients import new_pair
    from tests.support.cases import small_pdf

    with bind(offenbach), transaction.atomic():
        case = start_draft(language="de", keep=timedelta(days=30), at=at).declaration
        lost = keep_generated(case_id=case.id, kind="receipt", name="Beleg", content=small_pdf(), at=at)
        keep_generated(case_id=case.id, kind="receipt", name="Beleg", content=small_pdf() + b" ", at=at)
        kept.delete(key_for(case.id, lost.id, "view"))
    manifest = archives.export_to(tmp_path / "a.zusage", slug="offenbach", recipient=new_pair()[1], at=at)
    assert (manifest["files"]["count"], manifest["files-missing"]["count"]) == (1, 1)
