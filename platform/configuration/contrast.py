"""Contrast of two colours as WCAG 2.2 reckons it (relative luminance, success criteria 1.4.3 and 1.4.11), and how people
write a colour."""

from __future__ import annotations

import re

TEXT_MINIMUM = 4.5
SHAPE_MINIMUM = 3.0
RED, GREEN, BLUE = 0.2126, 0.7152, 0.0722  # how much of the light each part is
_HEX = re.compile(r"#[0-9a-f]{6}")
_TYPED = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.ASCII)
_PARTS = re.compile(r"rgb\(\s*([0-9]{1,3})\s*[,\s]\s*([0-9]{1,3})\s*[,\s]\s*([0-9]{1,3})\s*\)", re.ASCII)


def is_colour(text: str) -> bool:
    """Whether it is written as ``#rrggbb`` in small letters: the only form that goes into a style sheet."""
    return bool(_HEX.fullmatch(text))


def colour_of(text: str) -> str | None:
    """``#rrggbb`` of what a person typed or pasted: also in capitals, without ``#``, three digits, ``rgb(…)``."""
    text = text.strip().lower()
    if found := _TYPED.fullmatch(text):
        digits = found[1]
        return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
    if found := _PARTS.fullmatch(text):
        parts = [int(part) for part in found.groups()]
        return "#" + "".join(f"{part:02x}" for part in parts) if max(parts) <= 255 else None
    return None


def linear(colour: str) -> tuple[float, float, float]:
    """Red, green and blue of ``#rrggbb`` as amounts of light, from 0 to 1."""
    red, green, blue = (LIGHT[int(colour[place : place + 2], 16)] for place in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return RED * red + GREEN * green + BLUE * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


LIGHT = [_light(number / 255) for number in range(256)]
