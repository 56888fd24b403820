"""The overview: what is done, what is still open, in the order of the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import evidence, journey
from casework.journey import TaskGroup
from creditcheck.wording import sentence_text
from declarations.casefile.choices import Mode
from declarations.models import Declaration
from identity import queries as identity
from kernel.clock import now
from portal.pages import draft_page
from portal.slugs import address_of


@dataclass(frozen=True)
class Task:
    title: Any
    state: str
    url: str
    hint: Any = ""


@dataclass(frozen=True)
class Group:
    title: Any
    tasks: list[Task]


@draft_page
def page(request: HttpRequest, draft: Declaration) -> HttpResponse:
    at = now()
    groups = [*_form(draft, journey.task_list(draft, at=at)), _papers(draft, at)]
    filled = all(task.state != "open" for group in groups for task in group.tasks)
    preview = journey.preview(draft, at=at)
    shown = {
        "groups": [*groups, _end(draft, filled)],
        "next": _next(groups),
        "kept_until": draft.expires_at,
        "sentences": [sentence_text(sentence) for sentence in preview.sentences] if preview else [],
    }
    return render(request, "portal/tasks.html", shown)


def _form(draft: Declaration, sections: list[TaskGroup]) -> list[Group]:
    groups = [
        Group(group.title, [Task(item.title, item.state, address_of(item.key)) for item in group.items])
        for group in sections
    ]
    groups[0].tasks.append(_card(draft))
    return groups


def _card(draft: Declaration) -> Task:
    row = identity.verified(draft.id)
    hint = "" if row else _("Füllt Namen und Anschrift für Sie aus.")
    return Task(_("Mit dem Online-Ausweis anmelden"), "done" if row else "optional", reverse("portal:identify"), hint)


def _papers(draft: Declaration, at: datetime) -> Group:
    wanted = evidence.requirements(draft, at=at)
    missing = [item for item in wanted if item.required and not item.uploaded]
    state = "open" if missing else "done" if any(item.uploaded for item in wanted) else "optional"
    return Group(_("Nachweise"), [Task(_("Nachweise hochladen"), state, reverse("portal:evidence"))])


def _end(draft: Declaration, filled: bool) -> Group:
    """Reviewing is possible at any time; handing in only when nothing is missing any more."""
    title = _("Prüfen und verbindlich abgeben") if draft.mode == Mode.BINDING else _("Prüfen und einreichen")
    hint = "" if filled else _("Möglich, sobald oben nichts mehr offen ist.")
    return Group(
        _("Abgeben"), [Task(title, "open" if filled else "locked", reverse("portal:review") if filled else "", hint)]
    )


def _next(groups: list[Group]) -> str:
    """The page with which to go on."""
    waiting = (task.url for group in groups for task in group.tasks if task.state == "open" and task.url)
    return next(waiting, reverse("portal:review"))
