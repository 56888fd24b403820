"""One delivery: its state, every attempt, what it says (which is recorded), and what can be done with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.guard import who
from accounts.roles import READ_MESSAGES, SEE_DELIVERIES, WORK_DELIVERIES
from audit.operations import staff
from connectors import condition, inbox, looking, operations, packing
from connectors.models import Delivery
from connectors.xauslaender.incoming import UnableToRead
from desk import delivery_words, words
from desk.access import needs
from desk.refusals import Words, words_of
from kernel.clock import now
from kernel.errors import Refusal

STEPS: dict[str, Callable[..., Delivery]] = {"park": operations.park, "unpark": operations.unpark}


@needs(SEE_DELIVERIES)
@require_safe
def page(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    at = now()
    shown = {
        "section": "deliveries", "at": at, "row": _row(delivery_id), "tries": condition.attempts_of(delivery_id),
        "behind": next((one for one in condition.held() if one.id == delivery_id), None),
        "connector_names": delivery_words.CONNECTORS, "outcomes": delivery_words.OUTCOMES,
        "done": words.DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "desk/delivery.html", shown)


def _row(delivery_id: uuid.UUID) -> inbox.Row:
    try:
        return inbox.one(delivery_id, at=now())
    except inbox.UnableToFind:
        raise Http404 from None


@needs(WORK_DELIVERIES)
@require_POST
def step(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """Puts it aside, or takes it up again."""
    name = request.POST.get("schritt", "")
    if name not in STEPS:
        raise Http404
    found = _found(lambda: STEPS[name](delivery_id=delivery_id, by=staff(who(request).id), at=now()))
    if isinstance(found, Words):
        return _refused(request, found)
    return HttpResponseRedirect(f"{reverse('desk:delivery', args=[delivery_id])}?erledigt={name}")


@needs(READ_MESSAGES)
@require_safe
def content(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """The message in words. The look is recorded in the same transaction."""
    by = staff(who(request).id)
    found = _found(lambda: looking.message(delivery_id=delivery_id, by=by, at=now()))
    if isinstance(found, Words):
        return _refused(request, found)
    shown = {"section": "deliveries", "row": _row(delivery_id), "message": found}
    return render(request, "desk/delivery_content.html", shown)


@needs(READ_MESSAGES)
@require_safe
def summary(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    by = staff(who(request).id)
    found = _found(lambda: looking.summary(delivery_id=delivery_id, by=by, at=now()))
    if isinstance(found, Words):
        return _refused(request, found)
    return _file(found, "application/pdf", f"{delivery_id}.pdf")


@needs(READ_MESSAGES)
@require_POST
def package(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """Message, PDF and manifest as one file, for bringing it in by hand. Recorded."""
    by = staff(who(request).id)
    found = _found(lambda: packing.package(delivery_id=delivery_id, by=by, at=now()))
    if isinstance(found, Words):
        return _refused(request, found)
    return _file(found, "application/zip", f"{delivery_id}.zip")


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    """Its name is the delivery's number; it says nothing of a person."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=kind, headers=headers)


def _found(read: Callable[[], Any]) -> Any:
    """What ``read`` answers in one transaction, or the words of its refusal."""
    try:
        with transaction.atomic():
            return read()
    except Delivery.DoesNotExist:
        raise Http404 from None
    except UnableToRead:
        return Words(*delivery_words.UNREADABLE)
    except Refusal as refusal:
        return words_of(refusal)


def _refused(request: HttpRequest, refused: Words) -> HttpResponse:
    return render(request, "desk/refused.html", {"refused": refused}, status=409)
