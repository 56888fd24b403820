"""A sponsor with a browser: reads a form, answers it, follows where it leads. Answers are those of a case file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.test import Client

from declarations.casefile.path import fetch
from portal.slugs import SLUGS
from tests.support.cases import answers, small_pdf

ADDRESSES = {key: f"/antrag/angaben/{slug}/" for key, slug in SLUGS.items()} | {
    "eligibility": "/antrag/pruefen/",
    "way": "/antrag/weg/",
}


def text_of(response: Any) -> str:
    return str(response.content.decode())


def posted(form: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a browser sends when a person fills these answers into this form."""
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        data |= _one(name, getattr(field, "kind", ""), values.get(name))
    return data


def _one(name: str, kind: str, value: Any) -> dict[str, Any]:  # noqa: PLR0911  one line per kind of field
    if value is None or (kind == "check" and not value):
        return {}
    if kind == "yes_no":
        return {name: "ja" if value else "nein"}
    if kind == "check":
        return {name: "on"}
    if kind == "date":
        parts = [part.lstrip("0") for part in str(value).split("-")][::-1]
        parts = [""] * (3 - len(parts)) + parts
        return {f"{name}_{place}": part for place, part in enumerate(parts)}
    if kind == "nationalities":
        return {f"{name}_{place}": key for place, key in enumerate(value)}
    if kind == "money":
        return {name: str(value).replace(".", ",")}
    return {name: value if isinstance(value, list) else str(value)}


class Sponsor:
    """One person, one browser, one city. ``case`` are the answers they will give."""

    def __init__(self, browser: Client, city: Any, mode: str = "prepare_and_sign", **changes: Any) -> None:
        self.browser, self.city, self.mode = browser, city, mode
        self.case = answers(city.slug, **changes)
        self.case["way"]["mode"] = mode

    def fill(self, address: str, values: Mapping[str, Any], **extra: Any) -> Any:
        """Opens the page, answers it, sends it."""
        page = self.browser.get(address)
        assert page.status_code == 200, (address, page.status_code, page.get("Location"))
        data = posted(page.context["form"], values) | extra
        if page.context.get("shown"):
            data.setdefault("fassung", page.context["shown"])
        return self.browser.post(address, data)

    def begin(self) -> None:
        answer = self.fill("/antrag/pruefen/", self.case["eligibility"])
        assert answer.status_code == 302, text_of(answer)
        assert self.fill("/antrag/weg/", self.case["way"]).status_code == 302

    def answer(self, key: str, **extra: Any) -> Any:
        return self.fill(ADDRESSES[key], fetch(self.case, key), **extra)

    def add(self, key: str, values: Mapping[str, Any]) -> Any:
        return self.fill(f"/antrag/angaben/{SLUGS[key]}/neu/", values)

    def answer_all(self) -> None:
        """Every page that the task list still wants, in its order."""
        for _turn in range(60):
            waiting = self.waiting()
            if not waiting:
                return
            key = waiting[0]
            reply = self.answer(key)
            assert reply.status_code == 302, (key, text_of(reply))
            for item in self._items(key):
                assert self.add(key, item).status_code == 302
        raise AssertionError(f"never finished: {self.waiting()}")

    def _items(self, key: str) -> list[Mapping[str, Any]]:
        names = {"household": "members", "companions": "persons", "other_declarations": "running"}
        found: list[Mapping[str, Any]] = fetch(self.case, key).get(names.get(key, ""), [])
        return found

    def waiting(self) -> list[str]:
        keys = {address: key for key, address in ADDRESSES.items()}
        groups = self.browser.get("/antrag/").context["groups"]
        return [keys[task.url] for group in groups for task in group.tasks if task.state == "open" and task.url in keys]

    def upload(self, kind: str, content: bytes | None = None, name: str = "nachweis.pdf") -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        file = SimpleUploadedFile(name, small_pdf() if content is None else content)
        return self.browser.post("/antrag/nachweise/", {"kind": kind, f"{kind}-uploads": file})

    def upload_all(self) -> None:
        for item in self.browser.get("/antrag/nachweise/").context["wanted"]:
            if item.requirement.required and not item.requirement.uploaded:
                assert self.upload(item.requirement.kind).status_code == 302

    def review(self) -> Any:
        page = self.browser.get("/antrag/pruefen-und-abgeben/")
        assert not page.context["missing"], page.context["missing"]
        return self.browser.post("/antrag/pruefen-und-abgeben/", {"stand": page.context["stand"]})

    def accept(self) -> Any:
        page = self.browser.get("/antrag/belehrung/")
        boxes = dict.fromkeys(page.context["form"].fields, "on")
        return self.browser.post("/antrag/belehrung/", {**boxes, "texte": page.context["texts_hash"]})

    def up_to_the_last_click(self) -> None:
        self.begin()
        self.answer_all()
        self.upload_all()
        assert self.review()["Location"] == "/antrag/belehrung/"
        assert self.accept()["Location"] == "/antrag/abgeben/"

    def hand_in(self) -> Any:
        return self.browser.post("/antrag/abgeben/")
