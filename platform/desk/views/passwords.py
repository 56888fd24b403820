"""A forgotten password: a link by mail, then a new one. Known and unknown addresses are answered alike."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.guard import open_page
from accounts.password_form import NewPasswordForm
from accounts.staff import passwords
from accounts.staff.passwords import UnableToAsk, UnableToSetPassword
from casework import people
from desk.forms.passwords import ForgottenForm
from kernel.clock import now

TOO_MANY = _("Das waren zu viele Versuche. Bitte warten Sie eine Stunde.")
CLOSED: dict[str, Any] = {
    "unknown": _("Diesen Link gibt es nicht."),
    "used": _("Dieser Link ist schon benutzt."),
    "expired": _("Dieser Link ist abgelaufen. Er gilt nur eine Stunde."),
}


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        address = request.META.get("REMOTE_ADDR", "")
        try:
            with transaction.atomic():
                people.ask_for_password(email=form.cleaned_data["email"], address=address, at=now())
        except UnableToAsk:
            form.add_error(None, TOO_MANY)
        else:
            return HttpResponseRedirect(f"{reverse('desk:password')}?gesendet=1")
    return render(request, "desk/password.html", {"form": form, "sent": "gesendet" in request.GET})


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, password_secret: str) -> HttpResponse:
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    try:
        passwords.find(password_secret, at=now())
        if form.is_valid():
            with transaction.atomic():
                people.set_password(secret=password_secret, password=form.cleaned_data["password"], at=now())
            return HttpResponseRedirect(f"{reverse('desk:sign_in')}?passwort=1")
    except UnableToSetPassword as refusal:
        if refusal.code != "weak":
            return render(request, "desk/password_closed.html", {"title": CLOSED[refusal.code]}, status=410)
        form.add_error("password", list(refusal.params["messages"]))
    return render(request, "desk/password_new.html", {"form": form})
