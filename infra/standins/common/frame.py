"""Pages from files with ``$names``, in one frame. What goes in must be safe HTML already."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from string import Template

_OWN = Path(__file__).parent / "templates"


@cache
def _template(path: Path) -> Template:
    return Template(path.read_text(encoding="utf-8"))


class Frame:
    """``folder`` holds the contents of a stand-in's pages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fill(self, name: str, *, title: str, wide: bool = False, **values: str) -> str:
        content = self.part(name, **values)
        style = _template(_OWN / "style.css").template
        look = "wide" if wide else "narrow"
        return _template(_OWN / "frame.html").substitute(title=escape(title), style=style, look=look, content=content)

    def part(self, name: str, **values: str) -> str:
        """What stands more than once on a page."""
        return _template(self._folder / name).substitute(values)


def button(action: str, label: str, number: object) -> str:
    """Acts on the thing with this number, on the stand-in's own page."""
    return (
        f'<form method="post" action="/act"><input type="hidden" name="id" value="{escape(str(number))}">'
        f'<button name="action" value="{escape(action)}">{escape(label)}</button></form>'
    )


def row(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
