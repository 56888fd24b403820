"""Papers as PDF/A-2a and PDF/UA-1, set by typst. The engine refuses what would not be accessible."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from pathlib import Path

import typst
from django.conf import settings

from documents.pdf.contracts import Contract
from documents.pdf.fonts import font_folder

STANDARDS = ["a-2a", "ua-1"]


@lru_cache(maxsize=1)
def _templates() -> Path:
    return Path(str(resources.files("documents").joinpath("pdf/templates")))


def render(template: str, data: Contract) -> bytes:
    """The PDF of ``templates/<template>.typ``. Data travels as JSON and is never read as markup. No outside call."""
    folder = _templates()
    made = typst.compile(
        str(folder / f"{template}.typ"),
        root=str(folder),
        font_paths=font_folder(Path(settings.VAR)),
        ignore_system_fonts=True,
        sys_inputs={"data": data.model_dump_json()},
        pdf_standards=STANDARDS,
        format="pdf",
    )
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made
