"""The city's account at the payment provider, for the treasury: how it stands, what is wanted, taking it into use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import who
from accounts.roles import SEE_MONEY, SET_UP_MONEY
from audit.operations import staff
from billing.fees.config import FeesConfig
from billing.payments import accounts, onboarding
from billing.payments.models import AccountCheck
from configuration.queries import in_force
from desk import account_words, words
from desk.access import needs, open_page
from desk.refusals import Words
from kernel.clock import now
from kernel.errors import Refusal
from tenants.middleware import own_transactions


@dataclass(frozen=True)
class Shown:
    """An account with its state in words. ``missing``: ways to pay that the city wants and the account has not."""

    row: AccountCheck
    in_use: bool
    kind: str
    title: Any
    wanted: list[Any]
    methods: list[Any]
    missing: list[Any]


@needs(SEE_MONEY)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return _page(request)


@needs(SEE_MONEY)
@own_transactions
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Asks the provider now. Also for who comes back from the provider's page; asking twice does no harm."""
    at = now()
    if any(row.checked_at != at for row in accounts.check(at=at)):
        return _page(request, onboarding.UnableToSetUpAccount("try_again"))
    return _done("account_check")


@needs(SET_UP_MONEY)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    try:
        onboarding.open_account(by=staff(who(request).id), at=now())
    except Refusal as refusal:
        return _page(request, refusal)
    return _done("account_opened")


@needs(SET_UP_MONEY)
@require_POST
def describe(request: HttpRequest, account_id: int) -> HttpResponse:
    """Leads to the provider's page. Its address is good for one visit, so it is made anew at each click."""
    back = request.build_absolute_uri(reverse("desk:account_back"))
    try:
        address = onboarding.account_page(check_id=account_id, return_url=back, refresh_url=f"{back}?abgelaufen=1")
    except Refusal as refusal:
        return _page(request, refusal)
    return HttpResponseRedirect(address)


@needs(SET_UP_MONEY)
@require_POST
def use(request: HttpRequest, account_id: int) -> HttpResponse:
    person = who(request)
    try:
        onboarding.take_into_use(
            check_id=account_id,
            reason=request.POST.get("reason", "")[:400],
            by=staff(person.id),
            author=f"staff {person.id}",
            at=now(),
        )
    except Refusal as refusal:
        return _page(request, refusal)
    return _done("account_used")


@open_page
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Where the provider sends people. Their sign-in does not come along from a foreign site (its cookie is strict), so this
    page, which says nothing, leads on to the one that does."""
    target = reverse("desk:account" if "abgelaufen" in request.GET else "desk:account_check")
    return render(request, "desk/account_back.html", {"target": target, "late": "abgelaufen" in request.GET})


def _page(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    if refusal is not None and refusal.code == "account_unknown":
        raise Http404
    at = now()
    with transaction.atomic():
        shown = _shown(at) | {
            "section": "account",
            "refused": _in_words(refusal) if refusal else None,
            "reason": request.POST.get("reason", ""),
            "done": words.DONE.get(request.GET.get("erledigt", "")),
        }
    return render(request, "desk/account.html", shown, status=409 if refusal else 200)


def _shown(at: datetime) -> dict[str, Any]:
    provider, account = accounts.account_in_force(at=at)
    wishes = [method.value for method in in_force(at=at).section(FeesConfig).methods]
    rows = list(AccountCheck.objects.order_by("id"))
    listed = [_one(row, in_use=(row.provider, row.account) == (provider, account), wishes=wishes) for row in rows]
    return {
        "accounts": sorted(listed, key=lambda one: not one.in_use),
        "unasked": account if account and not any(one.in_use for one in listed) else "",
        "in_use": bool(account),
    }


def _one(row: AccountCheck, *, in_use: bool, wishes: Iterable[str]) -> Shown:
    kind, title = account_words.STANDINGS[row.standing]
    missing = [name for name in wishes if name not in row.methods]
    return Shown(
        row,
        in_use,
        kind,
        title,
        account_words.wanted(row.wanted),
        account_words.methods(row.methods),
        account_words.methods(missing),
    )


def _in_words(refusal: Refusal) -> Words:
    text = refusal.message or _(
        "Die Einstellungen lassen sich gerade nicht ändern. Für später ist schon eine Änderung geplant."
    )
    return Words(_("Das ging nicht."), text)


def _done(code: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk:account')}?erledigt={code}")
