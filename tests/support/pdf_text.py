"""The text of each page of a PDF whose fonts map their glyphs to Unicode. Enough for what typst writes."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pikepdf

_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGE = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_SPAN = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def pages_of(content: bytes) -> list[str]:
    with pikepdf.open(BytesIO(content)) as pdf:
        return [_text(page) for page in pdf.pages]


def _text(page: Any) -> str:
    fonts = {name: _unicode(font) for name, font in page.Resources.Font.items()}
    current: dict[int, str] = {}
    shown: list[str] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name == "Tf":
            current = fonts[str(operands[0])]
        elif name == "TJ":
            shown += [_read(bytes(part), current) for part in operands[0] if isinstance(part, pikepdf.String)]
        elif name == "Tj":
            shown.append(_read(bytes(operands[0]), current))
        elif name == "ET":
            shown.append(" ")
    return re.sub(r"\s+", " ", "".join(shown))


def _read(codes: bytes, letters: dict[int, str]) -> str:
    return "".join(letters.get(int.from_bytes(codes[at : at + 2], "big"), "") for at in range(0, len(codes), 2))


def _unicode(font: Any) -> dict[int, str]:
    table = font.ToUnicode.read_bytes()
    found: dict[int, str] = {}
    for block in _BLOCK.findall(table):
        for code, letters in _CHAR.findall(block):
            found[int(code, 16)] = bytes.fromhex(letters.decode()).decode("utf-16-be")
    for block in _RANGE.findall(table):
        for first, last, letters in _SPAN.findall(block):
            start = int(letters, 16)
            found.update(
                {code: chr(start + code - int(first, 16)) for code in range(int(first, 16), int(last, 16) + 1)}
            )
    return found
