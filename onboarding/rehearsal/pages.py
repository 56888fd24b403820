"""A page as a person meets it: its heading, its links, its forms by where they lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html

Answers = Callable[["Field"], "list[str] | None"]
TICKED = ("radio", "checkbox")


@dataclass(frozen=True)
class Field:
    """All controls of one name. ``choices`` are what can be chosen; ``value`` is what stands there."""

    name: str
    kind: str
    choices: tuple[str, ...]
    value: list[str]


@dataclass(frozen=True)
class Page:
    """``address`` is where the browser ended."""

    address: str
    status: int
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    @cached_property
    def tree(self) -> Any:
        return lxml.html.fromstring(self.body.decode(errors="replace") or "<html></html>")

    @property
    def main(self) -> Any:
        found = self.tree.xpath("//main")
        return found[0] if found else self.tree

    @property
    def heading(self) -> str:
        found = self.tree.xpath("//h1")
        return words_of(found[0]) if found else ""

    @property
    def text(self) -> str:
        return words_of(self.main)

    @property
    def fault(self) -> str:
        """What the page says is wrong with what was sent; empty when nothing is."""
        found = self.tree.xpath("//*[@id='fehler']//li") or self.tree.xpath("//*[@id='fehler']")
        return words_of(found[0]) if found else ""

    def links(self) -> list[str]:
        """Where one can go from here, as paths on the same host; the rest of an address as it stands."""
        return [urljoin(self.address, str(link)) for link in self.main.xpath(".//a/@href")]

    def link_to(self, ending: str) -> str:
        """The first link whose path ends so; empty when there is none."""
        return next((link for link in self.links() if urlsplit(link).path.endswith(ending)), "")

    def link_to_part(self, part: str) -> str:
        """The first link in whose path this stands."""
        return next((link for link in self.links() if part in urlsplit(link).path), "")

    def code_beside(self, label: str) -> str:
        """A code that is printed large below this label, as it is printed."""
        for place in self.main.xpath(".//*[contains(@class, 'ui-code-value')]"):
            if label in words_of(place.getparent()):
                return words_of(place)
        return ""

    def value_of(self, label: str) -> str:
        """What stands beside this label; empty when it is not there."""
        for term in self.main.xpath(".//dt"):
            if words_of(term) == label:
                return " ".join(words_of(value) for value in term.xpath("following-sibling::dd[1]"))
        return ""

    def button_value(self, name: str, value: str) -> bool:
        return bool(self.main.xpath(f".//button[@name='{name}' and @value='{value}']"))

    def form_to(self, ending: str = "") -> Form | None:
        """The first form of the page that is sent by POST, or the one that leads to such an address."""
        for form in self.main.xpath(".//form[translate(@method, 'POST', 'post')='post']"):
            action = form.get("action") or self.address
            if not ending or urlsplit(urljoin(self.address, action)).path.endswith(ending):
                return Form(self, form, action)
        return None


@dataclass(frozen=True)
class Form:
    page: Page
    element: Any
    action: str

    def fields(self) -> Iterator[Field]:
        """In the order of the page; buttons and files are none."""
        groups: dict[str, list[Any]] = {}
        for control in self.element.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
            if control.get("type") not in ("file", "submit", "button") and control.get("disabled") is None:
                groups.setdefault(control.get("name"), []).append(control)
        return (_field(name, controls) for name, controls in groups.items())

    def buttons(self, name: str) -> list[str]:
        return [str(value) for value in self.element.xpath(f".//button[@name='{name}']/@value")]

    def files(self) -> list[str]:
        return [str(name) for name in self.element.xpath(".//input[@type='file']/@name")]

    def filled(self, answer: Answers, *, button: tuple[str, str] | None = None) -> Mapping[str, list[str]]:
        """What is sent: the answer where there is one (also an empty one), what stands there elsewhere."""
        sent: dict[str, list[str]] = {}
        for field in self.fields():
            given = answer(field)
            value = field.value if given is None or field.kind == "hidden" else given
            if value:
                sent[field.name] = value
        pressed = button or self._button()
        if pressed:
            sent[pressed[0]] = [pressed[1]]
        return sent

    def _button(self) -> tuple[str, str] | None:
        """The first button counts when a person presses Enter, if it has a name."""
        found = self.element.xpath(".//button[not(@type) or @type='submit']")
        return (found[0].get("name"), found[0].get("value") or "") if found and found[0].get("name") else None


def words_of(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _field(name: str, controls: list[Any]) -> Field:
    first = controls[0]
    kind = first.get("type") or first.tag if first.tag == "input" else first.tag
    if kind in TICKED:
        choices = tuple(control.get("value") or "on" for control in controls)
        ticked = [control.get("value") or "on" for control in controls if control.get("checked") is not None]
        return Field(name, kind, choices, ticked)
    if first.tag == "select":
        choices = tuple(str(value) for value in first.xpath(".//option/@value") if value)
        return Field(name, "select", choices, [str(v) for v in first.xpath(".//option[@selected]/@value") if v])
    if first.tag == "textarea":
        return Field(name, "text", (), [(first.text or "").removeprefix("\n")])
    return Field(name, "hidden" if kind == "hidden" else "text", (), [first.get("value") or ""])
