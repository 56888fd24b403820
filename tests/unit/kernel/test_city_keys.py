"""Keys of cities as files: one process notices what another did."""

from __future__ import annotations

from pathlib import Path

import pytest

from kernel.crypto import FileKeys, UnableToOpen, key_fingerprint, new_key


def test_a_key_that_another_process_destroyed_is_gone_at_once(tmp_path: Path) -> None:
    here, there = FileKeys(tmp_path), FileKeys(tmp_path)
    assert here.create("c_a")
    assert here.key_of("c_a") == there.key_of("c_a")
    there.destroy("c_a")
    with pytest.raises(UnableToOpen, match="city_key_missing"):
        here.key_of("c_a")


def test_a_key_that_another_process_replaced_is_the_new_one_at_once(tmp_path: Path) -> None:
    here, there = FileKeys(tmp_path), FileKeys(tmp_path)
    here.create("c_a")
    old = here.key_of("c_a")
    there.destroy("c_a")
    there.create("c_a")
    assert here.key_of("c_a") == there.key_of("c_a") != old


def test_a_key_is_never_made_twice(tmp_path: Path) -> None:
    keys = FileKeys(tmp_path)
    assert keys.create("c_a")
    key = keys.key_of("c_a")
    assert not keys.create("c_a")
    assert keys.key_of("c_a") == key


def test_a_fingerprint_names_a_key_and_does_not_tell_it() -> None:
    one, other = new_key(), new_key()
    assert key_fingerprint(one) == key_fingerprint(bytes(one)) != key_fingerprint(other)
    assert key_fingerprint(one) not in one.hex()
