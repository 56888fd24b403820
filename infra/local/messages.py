"""`python -m infra.local.messages`, which `make messages` calls: collects the texts of code and templates for translation.

Django's own command needs GNU gettext from the distribution; this does the same with Babel and Django's template reader.
"""

import re
import sys
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from infra.local.settings import ROOT

FOLDERS = ("platform", "tenants", "onboarding", "billing")
LOCALES = ROOT / "platform" / "config" / "locale"
LANGUAGES = ("en",)
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    **{f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")},
    "gettext_noop": None,
}
Found = tuple[int, str | tuple[str, ...], list[str], str | None]  # line, text, comments, context


def main() -> int:
    found = collect()
    for language in LANGUAGES:
        waiting = merge(found, language)
        sys.stdout.write(f"{language}: {len(found)} texts, {waiting} of them not translated\n")
    return 0


def collect(root: Path = ROOT) -> Catalog:
    """Every text of code and templates; where it stands is kept by file, since lines move with every change."""
    catalog = Catalog(project="Zusage", charset="utf-8", fuzzy=False)
    for path in _sources(root):
        method: Any = "python" if path.suffix == ".py" else extract_template
        with path.open("rb") as file:
            for _, message, comments, context in extract(method, file, KEYWORDS, ("Translators:",)):
                place = (str(path.relative_to(root)), None)
                catalog.add(message, locations=[place], auto_comments=comments, context=context)  # type: ignore[list-item]  # pairs, as babel's own reader gives them
    return catalog


def merge(found: Catalog, language: str, locales: Path = LOCALES) -> int:
    """Bring the language's file up to date; says how many texts are not translated. Nothing is guessed."""
    path = locales / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = Catalog(locale=language, project="Zusage", fuzzy=False, header_comment=f"# Zusage: {language}")
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        write_po(
            file, catalog, omit_header=False, sort_output=True, ignore_obsolete=True, include_lineno=False, width=110
        )
    return sum(1 for message in catalog if message.id and not _is_translated(message.string))


def extract_template(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Any
) -> Iterator[Found]:
    """Django turns a template into something like code; of that, only the calls can be read as Python."""
    code = templatize(file.read().decode("utf-8"))
    calls = "\n".join(match.group() for match in CALL.finditer(code))
    return extract_python(BytesIO(calls.encode("utf-8")), keywords, comment_tags, options)


# A call of a translating function with its string arguments, as Django writes them.
_TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(?:n?p?gettext|_)\(\s*{_TEXT}(?:\s*,\s*(?:{_TEXT}|count|\w+))*\s*\)", re.DOTALL)


def _sources(root: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".html", ".txt", ".py"} and (path.suffix == ".py" or "templates" in path.parts):
                yield path


def _is_translated(string: Any) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


if __name__ == "__main__":
    sys.exit(main())
