"""What the runner prints once everything is up."""

import json
from collections.abc import Iterable
from pathlib import Path

from infra.local.settings import CITIES, Settings


def addresses(settings: Settings) -> list[tuple[str, str]]:
    port = settings.ports["PLATFORM_PORT"]
    found = []
    for city in CITIES:
        found.append((city.capitalize(), f"http://{city}.localhost:{port}"))
        found.append(("  its desk", f"http://{city}.localhost:{port}/amt/"))
        found.append(("  its settings", f"http://{city}.localhost:{port}/verwaltung/"))
    found.append(("Operator", f"http://betrieb.localhost:{port}"))
    if not settings.own_mail_server:
        found.append(("Mails", f"http://localhost:{settings.ports['MAIL_PAGE_PORT']}"))
    found.append(("A city's own appointments", f"http://localhost:{settings.ports['ZMS_STANDIN_PORT']}"))
    found.append(("A payment service", f"http://localhost:{settings.ports['XBEZAHL_STANDIN_PORT']}"))
    found.append(("FIT-Connect", f"http://localhost:{settings.ports['FITCONNECT_STANDIN_PORT']}"))
    found.append(("A gateway behind SFTP", f"http://localhost:{settings.ports['SFTP_STANDIN_PAGE_PORT']}"))
    found.append(("A city's own system", f"http://localhost:{settings.ports['RECEIVER_STANDIN_PORT']}"))
    delivered = Path(settings.get("DELIVERY_DIR", str(settings.var / "delivered")))
    return [
        *found,
        *(
            ("Delivered cases" if number == 0 else "", str(_short(delivered / city, settings.root)))
            for number, city in enumerate(CITIES)
        ),
    ]


def sign_ins(output: Iterable[str]) -> list[tuple[str, str, str]]:
    """(where, login, password) from lines of JSON; other lines are ignored."""
    found = []
    for line in output:
        try:
            entry = json.loads(line)
            found.append((str(entry["where"]), str(entry["login"]), str(entry["password"])))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def text(settings: Settings, accounts: Iterable[tuple[str, str, str]]) -> str:
    lines = ["", "Zusage is running. Ctrl-C stops it; what you enter stays.", ""]
    lines += _columns(addresses(settings))
    if rows := list(accounts):
        lines += ["", "Demo sign-ins", *_columns(rows)]
    return "\n".join([*lines, ""])


def _columns(rows: list[tuple[str, str]] | list[tuple[str, str, str]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _short(path: Path, root: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else path
