"""The gateway behind the server: takes packages, says what became of them, and brings messages of the authority."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from infra.standins.sftp.world import CITIES, SWITCHES, World


class Gateway:
    def __init__(self, world: World) -> None:
        self._world = world

    def take_by_itself(self) -> None:
        for city in CITIES if SWITCHES.choice(self._world, "automatic") == "on" else ():
            with self._world.store.work():  # or a button could take the same one
                self.take(city)

    def take(self, city: str, *, silently: bool = False) -> list[dict[str, Any]]:
        """The addressing of each package that lay there. They are gone from the folder afterwards.

        ``silently``: no receipt is written.
        """
        found, refuse_with = [], self._world.store.switch("refuse_with")
        for path in sorted((self._world.home(city) / "out").glob("*.zip")):
            content = path.read_bytes()
            kept = self._world.directory / "taken" / city
            kept.mkdir(parents=True, exist_ok=True)
            number = len(list(kept.iterdir()))
            (kept / f"{number:06}_{path.name}").write_bytes(content)
            path.unlink()
            addressing, codes = _examined(content)
            found.append(addressing)
            key = str(addressing.get("key") or path.stem.rpartition("_")[2])
            refused = codes or ([refuse_with] if refuse_with else [])
            if not silently:
                self.answer(city, key, codes=refused)
        return found

    def taken(self, city: str) -> list[Path]:
        """Every package that was ever taken, in order; one that came twice stands there twice."""
        return sorted((self._world.directory / "taken" / city).glob("*.zip"))

    def answer(self, city: str, key: str, *, codes: list[str] | None = None) -> None:
        """A receipt, or with codes an error."""
        said = {"key": key, **({"codes": codes} if codes else {})}
        self._put(city, "receipts", f"{key}.{'error' if codes else 'receipt'}", json.dumps(said).encode())

    def bring(self, city: str, body: bytes, *, name: str = "answer.xml") -> None:
        self._put(city, "in", name, body)

    def _put(self, city: str, folder: str, name: str, content: bytes) -> None:
        """Complete from the moment that its name is there."""
        place = self._world.home(city) / folder
        (place / f".{name}.part").write_bytes(content)
        (place / f".{name}.part").rename(place / name)


def _examined(content: bytes) -> tuple[dict[str, Any], list[str]]:
    """The addressing, and what is wrong with the package, as a gateway would find it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            inside = {name: package.read(name) for name in package.namelist()}
        addressing = json.loads(inside.pop("addressing.json"))
        told = {each["name"]: (each["bytes"], each["sha256"]) for each in addressing["files"]}
        parties = [addressing[role]["identifier"] for role in ("sender", "receiver")]
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError):
        return {}, ["package_broken"]
    if told != {name: (len(body), sha256(body).hexdigest()) for name, body in inside.items()}:
        return addressing, ["files_differ"]
    if not parties[0].startswith("alp:") or not parties[1].startswith("azr:"):
        return addressing, ["address_unknown"]
    return addressing, []
