"""The stand-in's own page: what lies where, what the gateway says, and trouble on demand."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from infra.standins.common.control import Control
from infra.standins.common.frame import Frame, button, row
from infra.standins.common.switches import Unknown
from infra.standins.sftp.gateway import Gateway
from infra.standins.sftp.world import CITIES, FOLDERS, SWITCHES, World

_FRAME = Frame(Path(__file__).parent / "templates")
_SHOWN = 50
_LABELS = {
    "fault": "Der Server",
    "slow": "lässt bei jedem Schritt warten",
    "dead": "nimmt an und schweigt",
    "full": "hat keinen Platz",
    "no_rename": "benennt nicht um",
    "half": "bricht mitten in der Datei ab",
    "lost": "benennt um und bricht ab",
    "no_posix_rename": "kennt nur das einfache Umbenennen",
    "fault_left": "für … Schritte (leer: immer)",
    "automatic": "Das Gateway nimmt von selbst",
    "refuse_with": "und lehnt ab mit (leer: nimmt an)",
}
_HOST_KEYS = {"host": "Eigenen Schlüssel zeigen", "other-host": "Anderen Schlüssel zeigen"}


def control(gateway: Gateway, show_host_key: Callable[[str], None]) -> Control[World]:
    def act(_: World, form: dict[str, str]) -> None:
        action, thing = form.get("action"), form.get("id", "")
        if action == "show" and thing in _HOST_KEYS:
            show_host_key(thing)
        elif action == "take" and thing in CITIES:
            gateway.take(thing)
        elif action == "bring" and thing in CITIES:
            gateway.bring(thing, form.get("body", "").encode(), name=f"{form.get('name') or 'antwort'}.xml")
        else:
            raise Unknown

    def content(world: World) -> dict[str, str]:
        return {
            "port": str(world.port),
            "host_key": escape(world.host_line(world.host_key)),
            "host_keys": "".join(button("show", label, name) for name, label in _HOST_KEYS.items()),
            "logins": "".join(row(city, f"<code>{escape(world.password(city))}</code>") for city in CITIES),
            "cities": "".join(_city(world, city, len(gateway.taken(city))) for city in CITIES),
        }

    title = "Attrappe: OSCI/XTA-Gateway hinter SFTP"
    return Control(_FRAME, title, faults=SWITCHES, labels=_LABELS, content=content, act=act)


def _city(world: World, city: str, taken: int) -> str:
    rows = "".join(
        row(folder, escape(path.name), str(path.stat().st_size))
        for folder in FOLDERS
        for path in sorted((world.home(city) / folder).iterdir())[:_SHOWN]
        if path.is_file()
    )
    return _FRAME.part("city.html", city=city, taken=str(taken), rows=rows)
