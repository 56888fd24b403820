from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tenants.binding import bind_public
from tenants.models import City


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Answers when the process can reach the database with its own rights."""
    with bind_public():
        City.objects.exists()
    return HttpResponse("ok", content_type="text/plain")
