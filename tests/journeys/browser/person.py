"""Somebody in front of a browser. Finds things as people do, by what is written beside them, never by an id."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from playwright.sync_api import FilePayload, Locator, Page, expect

Answer = str | bool | Sequence[str]


def _nobody(page: Page) -> None:
    """Looks at nothing."""


class Person:
    """``looks`` is called on every page that a click or an address led to; ``scripts`` says whether pages may run any."""

    def __init__(self, page: Page, looks: Callable[[Page], None] = _nobody, *, scripts: bool = True) -> None:
        self.page = page
        self.scripts = scripts
        self._looks = looks

    def open(self, address: str) -> None:
        self.page.goto(address)
        self._arrived()

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).first.inner_text()

    @property
    def text(self) -> str:
        """All that stands on the page, on one line."""
        return re.sub(r"\s+", " ", self.page.locator("body").inner_text())

    def reads(self, *sentences: str) -> None:
        text = self.text
        for sentence in sentences:
            assert sentence in text, f"„{sentence}“ is not on {self._place()}:\n{text}"

    def stands_on(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1).first, self._place()).to_contain_text(heading)

    def is_taken_to(self, address: str) -> None:
        """Where scripts run, a page may go on by itself."""
        self.page.wait_for_url(address)
        self._arrived()

    def follow(self, name: str, within: Locator | None = None) -> None:
        self._click((within or self.page).get_by_role("link", name=name, exact=True))

    def press(self, name: str, within: Locator | None = None) -> None:
        self._click((within or self.page).get_by_role("button", name=name, exact=True))

    def press_twice(self, name: str) -> None:
        """The second click falls while the first one's request is under way."""
        self.page.wait_for_load_state()
        button = self.page.get_by_role("button", name=name, exact=True).bounding_box()
        assert button
        middle = button["x"] + button["width"] / 2, button["y"] + button["height"] / 2
        with self.page.expect_request(lambda request: request.method == "POST"):
            self.page.mouse.click(*middle)
        self.page.mouse.click(*middle)

    def press_this(self, button: Locator) -> None:
        """Of many buttons that are alike."""
        button.click()
        self._arrived()

    def answer(self, answers: Mapping[str, Answer], *, then: str = "Weiter") -> None:
        """Fills in each field by its label and presses the button."""
        for label, value in answers.items():
            self._fill(label, value)
        self.press(then)

    def upload(self, heading: str, *files: FilePayload) -> None:
        part = self.part(heading)
        part.locator("input[type=file]").set_input_files(files)
        self._click(part.get_by_role("button", name="Hochladen"))

    def change(self, heading: str) -> None:
        """On the page that shows everything."""
        self._click(self.part(heading).get_by_role("link", name="Ändern"))

    def tick_all(self) -> None:
        for box in self.page.get_by_role("checkbox").all():
            box.check()

    def part(self, heading: str) -> Locator:
        """The part of the page under this heading."""
        return self.page.get_by_role("region", name=re.compile(rf"^{re.escape(heading)}"))

    def _click(self, target: Locator) -> None:
        _only(target, self._place()).click()
        self._arrived()

    def _arrived(self) -> None:
        self.page.wait_for_load_state()
        self._looks(self.page)

    def _fill(self, label: str, value: Answer) -> None:
        group = self.page.get_by_role("group", name=label, exact=True)
        if group.count():
            _fill_group(_only(group, self._place()), value)
            return
        field = _only(self.page.get_by_label(label, exact=True), f"„{label}“ on {self._place()}")
        if isinstance(value, bool):
            field.set_checked(value)
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=str(value))
        else:
            field.fill(str(value))

    def _place(self) -> str:
        return f"{self.page.url} ({self.page.title()})"


def _fill_group(group: Locator, value: Answer) -> None:
    """A date as „3.8.2027“ (parts may be empty), one of several options, several of them, yes or no; from a list the
    first of several."""
    lists = group.get_by_role("combobox")
    if lists.count():
        lists.first.select_option(label=str(value))
        return
    day = group.get_by_label("Tag", exact=True)
    if day.count():
        for name, part in zip(("Tag", "Monat", "Jahr"), str(value).split("."), strict=True):
            group.get_by_label(name, exact=True).fill(part)
        return
    options = ["Ja" if value else "Nein"] if isinstance(value, bool) else [value] if isinstance(value, str) else value
    for option in options:
        named = group.get_by_label(option, exact=True)
        explained = group.get_by_label(re.compile(rf"^\s*{re.escape(option)}"))  # a label may go on with what it means
        (named if named.count() else explained).check()


def _only(found: Locator, place: str) -> Locator:
    expect(found, place).to_have_count(1)
    return found
