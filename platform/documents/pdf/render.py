"""Papers as PDF/A-2a and PDF/UA-1, set by typst. The engine refuses what would not be accessible.

Data travels as JSON and is never read as markup; a template can read nothing outside its folder and fetch nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst
from django.utils import translation

from documents.pdf.contracts import CONTRACTS, Contract
from documents.pdf.fonts import fonts
from documents.pdf.letters import printable
from documents.pdf.wording import words

STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


class UnprintablePaper(RuntimeError):
    """The template is at fault. Says where, never what stood in it."""


@lru_cache(maxsize=1)
def _templates() -> Path:
    return Path(str(resources.files("documents").joinpath("pdf/templates")))


def render(template: str, data: Contract | Mapping[str, Any], *, at: datetime | None = None) -> bytes:
    """The PDF of ``templates/<template>.typ``: one of ``CONTRACTS``. No outside call.

    ``data`` must keep the template's contract. ``at`` is the moment that the file's properties name (without it, the
    machine's); the same data and moment give the same bytes. Some 50 ms, the first time in a process a little more.
    """
    contract, folder = CONTRACTS[template], _templates()
    paper = data if isinstance(data, contract) else contract.model_validate(data)
    told = paper.model_dump(mode="json")
    logo = told["sender"].pop("logo", None) or {}
    with translation.override(told["language"]):
        told = {**printable(told), "words": words()}
    try:
        made = typst.compile(
            str(folder / f"{template}.typ"),
            root=str(folder),
            font_paths=fonts(),
            sys_inputs={"data": json.dumps(told, ensure_ascii=False), **_inputs_of(logo)},
            pdf_standards=STANDARDS,
            format="pdf",
            timestamp=int(at.timestamp()) if at else None,
        )
    except typst.TypstError as error:
        places = [line.strip() for line in error.diagnostic.splitlines() if ".typ:" in line]
        raise UnprintablePaper(f"{template}: {'; '.join(places[:3])}") from None
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made


def _inputs_of(logo: Mapping[str, Any]) -> dict[str, str]:
    """Beside the data: its characters are no text of a paper."""
    if not logo:
        return {}
    return {"logo": logo["svg"], "logo_height": str(logo["height_mm"]), "logo_alt": printable(logo["alt"])}
