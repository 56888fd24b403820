"""Everything on one page, in the order of the form, each block with a way to change it that comes back here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casework import evidence, journey, paying
from casework.evidence import Requirement
from declarations.casefile import path, readable
from declarations.casefile.choices import Mode
from declarations.casefile.mechanism import Context
from declarations.casefile.readable import Block
from declarations.models import Declaration
from identity.queries import for_case_file
from kernel.clock import now
from portal.browser import HandingIn, keep_handing_in
from portal.lists import address_of_item
from portal.pages import draft_page
from portal.slugs import address_of
from portal.steps import FROM, REVIEW


@dataclass(frozen=True)
class Shown:
    title: str
    block: Block
    change_url: str
    proven: frozenset[str]


@dataclass(frozen=True)
class Missing:
    text: Any
    url: str


@draft_page
def page(request: HttpRequest, draft: Declaration) -> HttpResponse:
    at = now()
    changed = request.method == "POST" and request.POST.get("stand") != str(draft.revision)
    context = journey.context_of(draft, at=at)
    papers = evidence.requirements(draft, at=at)
    missing = [*_open(context), *_papers(papers)]
    if request.method == "POST" and not changed and not missing:
        response = redirect("portal:instruction")
        keep_handing_in(response, draft, HandingIn(draft.revision))
        return response
    proven = for_case_file(draft.id, context.answers)
    shown = {
        "blocks": _blocks(context, proven.trusted if proven else []),
        "papers": [item for item in papers if item.uploaded],
        "missing": missing,
        "has_errors": bool(missing) and request.method == "POST",
        "changed": changed or "geaendert" in request.GET,
        "stand": draft.revision,
        "binding": draft.mode == Mode.BINDING,
        "quote": paying.quote_of(draft, at=at),
    }
    return render(request, "portal/review.html", shown)


def _here(address: str) -> str:
    return f"{address}?{FROM}={REVIEW}"


def _blocks(context: Context, trusted: list[str]) -> list[Shown]:
    shown = []
    for block in readable.blocks(context):
        section = path.BY_KEY[block.key]
        address = address_of_item(section, block.number) if block.number else address_of(block.key)
        title = f"{block.title} {block.number}" if block.number else block.title
        proven = frozenset(row.field for row in block.rows if f"{block.key}.{row.field}" in trusted)
        shown.append(Shown(title, block, _here(address), proven))
    return shown


def _open(context: Context) -> list[Missing]:
    """Each thing that is missing or wrong, with the page where it is mended."""
    found = [Missing(problem.message, _here(_address(problem.path))) for problem in path.problems(context)]
    told = {item.url for item in found}
    opened = [(section.title, _here(address_of(section.key))) for section in path.open_sections(context)]
    return found + [Missing(title, url) for title, url in opened if url not in told]


def _address(place: str) -> str:
    """The page that asks for what stands at this place of the case file."""
    key = max((key for key in path.BY_KEY if place.startswith(f"{key}.")), key=len)
    parts = place.removeprefix(f"{key}.").split(".")
    if len(parts) > 1 and parts[1].isdigit():
        return address_of_item(path.BY_KEY[key], int(parts[1]) + 1)
    return address_of(key)


def _papers(papers: list[Requirement]) -> list[Missing]:
    address = _here(reverse("portal:evidence"))
    return [Missing(item.label, f"{address}#{item.kind}") for item in papers if item.required and not item.uploaded]
