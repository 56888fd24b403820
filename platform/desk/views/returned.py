"""What came back from the authority's system: kept, carried out, or refused and why."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.guard import who
from accounts.roles import READ_MESSAGES, SEE_DELIVERIES, WORK_DELIVERIES
from audit.operations import staff
from connectors import condition, looking, returned
from connectors.models import ReturnedMessage
from connectors.xauslaender.incoming import UnableToRead
from desk import delivery_words, words
from desk.access import needs
from desk.refusals import Words, words_of
from kernel.clock import now
from kernel.errors import Refusal

MOST = 200


@needs(SEE_DELIVERIES)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    only_open = request.GET.get("stand") == "offen"
    shown = {
        "section": "deliveries", "only_open": only_open, "rows": condition.returned(only_open=only_open, most=MOST),
        "states": delivery_words.RETURNED, "connector_names": delivery_words.CONNECTORS,
        "done": words.DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "desk/returned.html", shown)


@needs(READ_MESSAGES)
@require_safe
def message(request: HttpRequest, answer_id: uuid.UUID) -> HttpResponse:
    """In words. The look is recorded in the same transaction."""
    try:
        with transaction.atomic():
            found = looking.answer(message_id=answer_id, by=staff(who(request).id), at=now())
    except ReturnedMessage.DoesNotExist:
        raise Http404 from None
    except UnableToRead:
        return _refused(request, Words(*delivery_words.UNREADABLE))
    except Refusal as refusal:
        return _refused(request, words_of(refusal))
    return render(request, "desk/returned_message.html", {"section": "deliveries", "message": found})


@needs(WORK_DELIVERIES)
@require_POST
def again(request: HttpRequest, answer_id: uuid.UUID) -> HttpResponse:
    try:
        with transaction.atomic():
            returned.again(message_id=answer_id, by=staff(who(request).id), at=now())
    except ReturnedMessage.DoesNotExist:
        raise Http404 from None
    except returned.UnableToRepeat as refusal:
        return _refused(request, words_of(refusal))
    return HttpResponseRedirect(f"{reverse('desk:returned')}?erledigt=returned_again")


def _refused(request: HttpRequest, refused: Words) -> HttpResponse:
    return render(request, "desk/refused.html", {"refused": refused}, status=409)
