"""The treasury's books: what the nights found, who sees to it, and what was given to the cash system."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import who
from accounts.roles import SEE_MONEY, WORK_MONEY
from billing.books import exporting, operations, queries
from billing.books.kinds import FileKind
from billing.books.models import Difference
from casework.dossier import staff_names
from declarations.models import Declaration
from desk import book_words
from desk.access import needs
from desk.forms.books import CloseForm, ExportForm
from kernel.clock import german_day, now
from kernel.errors import Refusal

TYPES = {FileKind.CASH: "application/octet-stream", FileKind.GERMAN: "text/csv", FileKind.MACHINE: "text/csv"}


@dataclass(frozen=True)
class Shown:
    """A difference in words. ``days`` is its age."""

    row: Difference
    about: book_words.About
    days: int
    how: Any

    @property
    def case(self) -> Declaration | None:
        return self.row.payment.declaration if self.row.payment else self.row.case

    @property
    def is_trial(self) -> bool:
        """About a nominal payment, which is of no case."""
        return self.row.subject.startswith("trial:")

    @property
    def reference(self) -> str:
        """What the treasury can look for: our cash reference, else the provider's name."""
        if self.row.payment is not None:
            return self.row.payment.cash_reference
        if self.row.entry is not None:
            return self.row.entry.raw_ref or self.row.entry.entry_ref
        if self.row.case is not None:
            return "–"
        return self.row.subject.rpartition(":")[2]


def _shown(row: Difference) -> Shown:
    about = book_words.DIFFERENCES[row.kind]
    days = (german_day(row.closed_at or now()) - german_day(row.opened_at)).days
    return Shown(row, about, days, book_words.HOW.get(row.closed_how, ""))


@needs(SEE_MONEY)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    open_ones, closed = queries.open_differences(), queries.closed_lately()
    people = {row.owner for row in open_ones} | {row.closed_by for row in closed}
    shown = {
        "section": "money", "open": [_shown(row) for row in open_ones], "closed": [_shown(row) for row in closed],
        "days": queries.last_runs(), "pay_outs": queries.last_pay_outs(), "pay_out_words": book_words.PAY_OUTS, "names": staff_names({one for one in people if one}), "done": _done(request),
    }  # fmt: skip
    return render(request, "desk/books.html", shown)


@needs(SEE_MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def difference(request: HttpRequest, difference_id: uuid.UUID) -> HttpResponse:
    """One difference; its form closes it, for who may."""
    row = queries.difference_of(difference_id)
    if row is None:
        raise Http404
    form, refused = CloseForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST":
        if not who(request).may(WORK_MONEY):
            return render(request, "desk/forbidden.html", status=403)
        if form.is_valid():
            remark = form.cleaned_data["remark"]
            refused = _try(lambda: operations.close(difference_id=row.id, by=who(request).id, remark=remark, at=now()))
            if refused is None:
                return _back("books", "closed")
    shown = {
        "section": "money", "one": _shown(row), "form": form, "refused": refused, "done": _done(request),
        "names": staff_names({one for one in (row.owner, row.closed_by) if one}),
    }  # fmt: skip
    return render(request, "desk/books_difference.html", shown, status=409 if refused else 200)


@needs(WORK_MONEY)
@require_POST
def take_over(request: HttpRequest, difference_id: uuid.UUID) -> HttpResponse:
    try:
        refused = _try(lambda: operations.take_over(difference_id=difference_id, by=who(request).id, at=now()))
    except Difference.DoesNotExist:
        raise Http404 from None
    if refused is not None:
        return render(request, "desk/refused.html", {"refused": refused}, status=409)
    return _back("book_difference", "taken", difference_id)


@needs(SEE_MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """What was given to the cash system, what waits, and the form that gives it."""
    yesterday, refused = german_day(now()) - timedelta(days=1), None
    form = ExportForm(request.POST if request.method == "POST" else None, initial={"until": yesterday})
    if request.method == "POST":
        if not who(request).may(WORK_MONEY):
            return render(request, "desk/forbidden.html", status=403)
        if form.is_valid():
            until = form.cleaned_data["until"]
            refused = _try(lambda: exporting.export(until=until, by=who(request).id, at=now()))
            if refused is None:
                return _back("exports", "exported")
    waiting, batches = exporting.waiting(until=yesterday), queries.batches()
    shown = {
        "section": "money", "form": form, "refused": refused, "done": _done(request), "batches": batches,
        "waiting": len(waiting), "waiting_cents": sum(one.cents for one in waiting), "files": book_words.FILES,
        "names": staff_names({row.made_by for row in batches}),
    }  # fmt: skip
    return render(request, "desk/exports.html", shown, status=409 if refused else 200)


@needs(SEE_MONEY)
@require_safe
def file(request: HttpRequest, batch_id: uuid.UUID, file_kind: str) -> HttpResponse:
    """The bytes that were written then."""
    found = queries.file_of(batch_id, file_kind)
    if found is None:
        raise Http404
    return HttpResponse(
        bytes(found.content),
        content_type=TYPES[FileKind(found.kind)],
        headers={"Content-Disposition": f'attachment; filename="{found.name}"', "X-Content-Type-Options": "nosniff"},
    )


def _try(work: Callable[[], object]) -> Any:
    """In one transaction; answers the words of a refusal."""
    try:
        with transaction.atomic():
            work()
    except Refusal as refusal:
        return book_words.words_of(refusal)
    return None


def _done(request: HttpRequest) -> Any:
    return book_words.DONE.get(request.GET.get("erledigt", ""))


def _back(name: str, done: str, *parts: object) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(f'desk:{name}', args=parts)}?erledigt={done}")
