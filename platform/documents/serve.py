"""The one page of the host for files. It sets and reads no cookie, and lets nothing that it shows act."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents import links, operations, queries
from documents.links import Link, UnableToFollow
from documents.models import Document, Variant
from documents.scan import Finding, scan
from documents.sniff import EXTENSIONS
from documents.states import State
from documents.storage import NotStored
from kernel import clock
from kernel.crypto import UnableToOpen
from tenants.binding import bind

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # The inline style is the browser's own: with it a picture is shown centred and fitted to the window.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


@require_safe
def file(_request: HttpRequest, token: str) -> HttpResponse:
    at = clock.now()
    try:
        link = links.read_link(token, at=at)
    except UnableToFollow as refusal:
        return _expired() if refusal.code == "expired" else _gone()
    with bind(link.city):
        try:
            document = queries.find(link.document_id)
            content = queries.content_of(document, link.variant)
        except (Document.DoesNotExist, NotStored, UnableToOpen):
            return _gone()
        if document.state == State.QUARANTINED and link.variant == Variant.ORIGINAL:
            refused = _scanned_late(document, content)
            if refused is not None:
                return refused
        with transaction.atomic():
            links.note(document, action="document.opened", variant=link.variant, audience=link.audience, at=at)
    return _answer(document, content, link)


def _answer(document: Document, content: bytes, link: Link) -> HttpResponse:
    kind = document.media_type(link.variant)
    # A neutral name: the one that the file had on the sponsor's device belongs into no header.
    name = f"{document.kind}-{document.id.hex[:8]}.{EXTENSIONS.get(kind, 'bin')}"
    how = "attachment" if link.variant == Variant.ORIGINAL else "inline"
    return HttpResponse(
        content, content_type=kind, headers={**HEADERS, "Content-Disposition": f'{how}; filename="{name}"'}
    )


def _scanned_late(document: Document, content: bytes) -> HttpResponse | None:
    """An original that came while the scanner was away is scanned before it is handed out."""
    finding = scan(content)
    if finding is Finding.AWAY:
        return _plain(
            _("Diese Datei konnte noch nicht auf Schadprogramme geprüft werden. Versuchen Sie es später."), 503
        )
    operations.clear(document_id=document.id, infected=finding is Finding.INFECTED, at=clock.now())
    return _gone() if finding is Finding.INFECTED else None


def _expired() -> HttpResponse:
    return _plain(
        _("Dieser Link gilt nicht mehr. Gehen Sie eine Seite zurück und öffnen Sie das Dokument noch einmal."), 410
    )


def _gone() -> HttpResponse:
    return _plain(_("Hier ist kein Dokument."), 404)


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status, headers=HEADERS)
