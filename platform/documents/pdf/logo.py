"""A city's logo on its letters. Typst reads no file outside its folder, so the picture comes with the data, in an SVG of ours.

The SVG holds the picture and nothing else: what a city handed in was made anew as a PNG before (``documents.rebuild.marks``).
"""

from __future__ import annotations

from base64 import b64encode

MOST_MM = (45.0, 12.0)  # wide, high


def as_svg(png: bytes, width: int, height: int) -> str:
    """``width`` and ``height`` in points of the picture."""
    content = b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}"><image width="{width}" height="{height}"'
        f' xlink:href="data:image/png;base64,{content}"/></svg>'
    )


def height_mm(width: int, height: int) -> float:
    """How high it is printed: as large as fits."""
    return round(min(MOST_MM[1], MOST_MM[0] * height / width), 2)
