"""The certificate of a city's deletion: begun before anything goes, so that an interrupted deletion can still tell all.

A JSON file is the certificate; the PDF beside it is the same to read. Its hash covers everything in it, its signature is
made with the platform's secret: whoever runs the platform can say later whether it is genuine.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import override

from documents.pdf.contracts import DeletionData, Group, Pair, Sender
from documents.pdf.render import render
from kernel.clock import german_day
from kernel.codes import same
from kernel.errors import Refusal
from ui.formats import long_date, long_time

FORMAT = "zusage-city-deletion/1"
BEGUN, COMPLETE = "begun", "complete"
SALT = "city.deletion"
_ABOUT = ("sha256", "signature", "pdf_sha256")


class UnableToCertify(Refusal):
    """other_certificate (the file is of something else), changed (not as it was signed)."""

    code = "other_certificate"


def read(path: Path, *, slug: str) -> dict[str, Any] | None:
    """What was written there before about this city. Refused: other_certificate."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise UnableToCertify() from None
    if not isinstance(found, dict) or found.get("format") != FORMAT or found["city"]["slug"] != slug:
        raise UnableToCertify()
    return found


def keep(path: Path, told: dict[str, Any]) -> None:
    """Whole, and on the disk before anything is done that it speaks of."""
    _write(path, json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _digest(told: dict[str, Any]) -> str:
    plain = {name: value for name, value in told.items() if name not in _ABOUT}
    return sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)


def complete(pdf: Path, told: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """Hash, signature, PDF, then the JSON file as complete. The same again gives the same."""
    told = {**told, "state": COMPLETE}
    digest = _digest(told)
    paper = render("deletion", paper_of(told, digest), at=at)
    _write(pdf, paper)
    signature = _signer().signature(digest)
    done = {**told, "sha256": digest, "signature": signature, "pdf_sha256": sha256(paper).hexdigest()}
    keep(pdf.with_suffix(".json"), done)
    return done


def prove(path: Path) -> dict[str, Any]:
    """The certificate, if it is as this platform signed it, the PDF included. Refused: changed, other_certificate."""
    try:
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        genuine = same(_signer().signature(_digest(told)), told["signature"])
        paper = path.with_suffix(".pdf").read_bytes()
    except (ValueError, KeyError, TypeError):
        raise UnableToCertify(code="changed") from None
    if not genuine or told["sha256"] != _digest(told) or told["pdf_sha256"] != sha256(paper).hexdigest():
        raise UnableToCertify(code="changed")
    return told


def remains(*, at: datetime) -> list[dict[str, str]]:
    """What this platform cannot take back: codes, and until when. Ours expire; others keep by their own rules."""
    until = german_day(at) + timedelta(days=settings.BACKUP_DAYS)
    keys = german_day(at) + timedelta(days=settings.KEY_BACKUP_DAYS)
    return [
        {"what": "key_backups", "until": keys.isoformat()},
        {"what": "database_backups", "until": until.isoformat()},
        {"what": "file_backups", "until": until.isoformat()},
        {"what": "archives", "until": ""},
        {"what": "deliveries", "until": ""},
        {"what": "payments", "until": ""},
    ]


def _remains_words() -> dict[str, str]:
    return {
        "key_backups": _("Sicherungen der Schlüssel beim Betreiber"),
        "database_backups": _(
            "Sicherungen der Datenbank beim Betreiber; Inhalte der Fälle ohne Schlüssel nicht lesbar"
        ),
        "file_backups": _("Sicherungen der Dateien beim Betreiber; ohne Schlüssel nicht lesbar"),
        "archives": _("Archive, die der Behörde übergeben wurden"),
        "deliveries": _("Nachrichten, die an das Fachverfahren übergeben wurden"),
        "payments": _("Buchungen beim Zahlungsdienst der Behörde"),
    }


def _table_words() -> dict[str, str]:
    return {
        "accounts_staff": _("Konten und Anmeldungen der Beschäftigten"),
        "appointments": _("Termine, Einladungen, Wartelisten und Kalender"),
        "audit": _("Protokoll der Zugriffe und Änderungen"),
        "billing_books": _("Kassenabgleich und Ausgaben an die Kasse"),
        "billing_usage": _("Gezählte Nutzung für die Abrechnung"),
        "billing_payments": _("Zahlungen"),
        "casework": _("Vermerke, Rückfragen, Prüfungen und Entscheidungen"),
        "configuration": _("Einstellungen der Behörde"),
        "contenttypes": _("Technische Verzeichnisse"),
        "connectors": _("Übergaben an das Fachverfahren"),
        "declarations": _("Fälle, ihre Schlüssel und das Verzeichnis der Löschungen"),
        "documents": _("Verzeichnis der Dokumente"),
        "identity": _("Identitätsnachweise"),
        "notifications": _("E-Mails"),
        "onboarding_golive": _("Anträge auf den Start, Zustimmungen zu Vereinbarungen und Einblicke des Betreibers"),
        "onboarding_rehearsal": _("Proben und ihre Ergebnisse"),
        "onboarding_readiness": _("Checkliste der Einrichtung, ihr Verlauf und Erklärungen dazu"),
        "outbox": _("Vorgemerkte Arbeitsschritte"),
    }


def paper_of(told: dict[str, Any], digest: str) -> DeletionData:
    """The certificate in words, in German."""
    with override("de"):
        city, begun, ended = told["city"], _moment(told["begun_at"]), _moment(told["ended_at"])
        return DeletionData(
            sender=Sender(name=settings.PORTAL_NAME, address=[], contact=[settings.PORTAL_EMAIL]),
            title=_("Bescheinigung über die Löschung"),
            intro=_("Alle Daten der genannten Behörde wurden auf dieser Plattform gelöscht. Zuerst wurde der Schlüssel vernichtet."),
            facts=[
                Pair(label=_("Behörde"), value=city["name"]),
                Pair(label=_("Behördennummer"), value=city["authority_code"]),
                Pair(label=_("Amtlicher Gemeindeschlüssel"), value=city["ags"]),
                Pair(label=_("Adressen"), value=", ".join(city["hosts"]) or "–"),
                Pair(label=_("Begonnen"), value=long_time(begun)),
                Pair(label=_("Abgeschlossen"), value=long_time(ended)),
                Pair(label=_("Ausgeführt von"), value=told["by"]),
                Pair(label=_("Kennung des vernichteten Schlüssels"), value=told["key"] or "–"),
            ],
            groups=[
                Group(title=_("Gelöschte Datensätze"), rows=_rows(told)),
                Group(title=_("Gelöschte Dateien"), rows=_files(told)),
            ],
            remains_title=_("Was wo noch liegt und bis wann"),
            remains=[
                Pair(label=_remains_words()[item["what"]], value=_until(item["until"])) for item in told["remains"]
            ],
            proof_title=_("Prüfsumme"),
            proof=digest,
            proof_note=_("Prüfsumme (SHA-256) der Bescheinigung in maschinenlesbarer Form, die zu diesem Blatt gehört."),
        )  # fmt: skip


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told)


def _until(day: str) -> str:
    if not day:
        return _("liegt nicht beim Betreiber")
    return _("wird gelöscht bis %(day)s") % {"day": long_date(datetime.fromisoformat(day).date())}


def _rows(told: dict[str, Any]) -> list[Pair]:
    """By kind: what an app keeps; a kind without words of its own stands under its name."""
    labels = {model._meta.db_table: model._meta.app_label for model in apps.get_models(include_auto_created=True)}
    sums: dict[str, int] = defaultdict(int)
    for table, count in told["rows"].items():
        sums[labels.get(table, table)] += count
    words = _table_words()
    found = [Pair(label=words.get(label, label), value=_count(count)) for label, count in sorted(sums.items()) if count]
    public = Pair(label=_("Einträge im Verzeichnis der Behörden"), value=_count(sum(told["public_rows"].values())))
    return [*found, public]


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _files(told: dict[str, Any]) -> list[Pair]:
    files = told["files"]
    return [
        Pair(label=_("Dateien der Fälle, verschlüsselt"), value=_count(files["count"])),
        Pair(label=_("Umfang in Bytes"), value=_count(files["bytes"])),
        Pair(label=_("Dateien im Ordner für das Fachverfahren"), value=_count(told["handed_over"])),
    ]
