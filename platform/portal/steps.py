"""What comes after a page: the next open one of its group, the task list, or the review from which one came."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from casework.journey import TaskGroup
from portal.slugs import address_of

FROM = "von"
REVIEW = "pruefen"
_ORIGINS = {REVIEW: "portal:review"}


def mark_of(request: HttpRequest) -> str:
    """Where the person came from to change something, if it is a place that we know."""
    mark = request.GET.get(FROM, "")
    return mark if mark in _ORIGINS else ""


def back_to(request: HttpRequest) -> str:
    """The page to return to."""
    return reverse(_ORIGINS.get(mark_of(request), "portal:tasks"))


def marked(address: str, request: HttpRequest) -> str:
    """The address with the mark of where the person came from, so that it is not lost on pages in between."""
    mark = mark_of(request)
    return f"{address}?{FROM}={mark}" if mark else address


def after(key: str, groups: list[TaskGroup]) -> str:
    """The next page of the same group that still wants an answer; behind the last one the task list."""
    group = next((group for group in groups if any(item.key == key for item in group.items)), None)
    if group is None:
        return reverse("portal:tasks")
    keys = [item.key for item in group.items]
    waiting = [item.key for item in group.items[keys.index(key) + 1 :] if item.state != "done"]
    if waiting:
        return address_of(waiting[0])
    if group.key == "money" and all(item.state != "open" for item in group.items):
        return reverse("portal:preview")
    return reverse("portal:tasks")
