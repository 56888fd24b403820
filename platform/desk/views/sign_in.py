"""Signing in and out. An unknown address and a wrong password are answered alike."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guard import COOKIE, forget, open_page, person_of, person_with, remember, unpack, way_back
from accounts.sign_in import UnableToSignIn, of_city
from accounts.sign_in_form import SignInForm
from kernel.clock import now

WORDS: dict[str, Any] = {
    "wrong": _("E-Mail-Adresse und Passwort passen nicht zusammen. Prüfen Sie bitte beides."),
    "too_many": _("Das waren zu viele Versuche. Bitte warten Sie eine Viertelstunde."),
}


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        person = person_of(request)
        if person is not None:
            return HttpResponseRedirect(way_back(request.GET.get("weiter", ""), person))
        return _form(request, SignInForm(initial={"next": request.GET.get("weiter", "")}))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    try:
        # no transaction around it: a failure must stay counted
        secret = of_city().sign_in(
            email=form.cleaned_data["email"],
            password=form.cleaned_data["password"],
            address=request.META.get("REMOTE_ADDR", ""),
            at=now(),
        )
    except UnableToSignIn as refusal:
        form.add_error(None, WORDS[refusal.code])
        return _form(request, form)
    return _let_in(request, form, secret)


@open_page
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    of_city().sign_out(request.COOKIES.get(COOKIE, ""))
    response = HttpResponseRedirect(f"{reverse('desk:sign_in')}?abgemeldet=1")
    forget(response)
    return response


def _form(request: HttpRequest, form: SignInForm) -> HttpResponse:
    shown = {"form": form, "signed_out": "abgemeldet" in request.GET}
    return render(request, "desk/sign_in.html", shown)


def _let_in(request: HttpRequest, form: SignInForm, secret: str) -> HttpResponse:
    target, kept = way_back(form.cleaned_data["next"], person_with(secret)), unpack(form.cleaned_data["kept"])
    response: HttpResponse = HttpResponseRedirect(target)
    if kept:
        response = render(request, "desk/kept.html", {"target": target, "kept": kept, "readable": _readable(kept)})
    of_city().sign_out(request.COOKIES.get(COOKIE, ""))
    remember(response, secret)
    return response


def _readable(kept: list[tuple[str, str]]) -> list[str]:
    """What a person typed in words, to recognise it by."""
    return [value for name, value in kept if " " in value.strip() and name not in ("token", "stand")]
