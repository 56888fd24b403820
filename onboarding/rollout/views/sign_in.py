from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SEE_FLEET
from accounts.sign_in import LONGEST, UnableToSignIn, of_operator
from kernel.clock import now
from onboarding.rollout.access import COOKIE, open_page
from onboarding.rollout.forms import SignInForm

REFUSALS = {
    "wrong": _("E-Mail-Adresse oder Passwort stimmen nicht."),
    "too_many": _("Zu viele Versuche. Bitte warten Sie eine Viertelstunde."),
}


@open_page
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            secret = of_operator().sign_in(
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                address=request.META.get("REMOTE_ADDR", ""),
                at=now(),
            )
        except UnableToSignIn as refusal:
            form.add_error("email", REFUSALS[refusal.code])
        else:
            response = HttpResponseRedirect(_target(request, secret))
            response.set_cookie(
                COOKIE, secret, max_age=LONGEST, httponly=True, secure=settings.SECURE, samesite="Strict"
            )
            return response
    context = {"form": form, "heading": _("Anmelden"), "submit_label": _("Anmelden")}
    return render(request, "rollout/sign_in.html", context)


def _target(request: HttpRequest, secret: str) -> str:
    """Where they were going; who is delegated by a Land has one page alone."""
    person: Any = of_operator().person_of(secret, at=now())
    if not person.may(SEE_FLEET):
        return reverse("rollout:starts")
    target = request.GET.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else reverse("rollout:fleet")


@open_page
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    of_operator().sign_out(request.COOKIES.get(COOKIE, ""))
    response = HttpResponseRedirect(reverse("rollout:sign_in"))
    response.delete_cookie(COOKIE, samesite="Strict")
    return response
