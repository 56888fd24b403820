"""Papers are accessible and fit for archives, show what they are told as it is, and are made on a bare machine too."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from documents.pdf import fonts
from documents.pdf import render as printing
from documents.pdf.contracts import SummaryData
from documents.pdf.letters import printable
from documents.pdf.logo import as_svg, height_mm
from documents.pdf.render import UnprintablePaper, render
from kernel import din91379
from tests.support.papers import PAPERS, SUMMARY
from tests.support.pdf_text import pages_of

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
every_paper = pytest.mark.parametrize("template", sorted(PAPERS))


def _tags(node: Any) -> Iterator[str]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S)
        yield from _tags(node.get("/K", pikepdf.Array()))


@every_paper
def test_a_paper_is_tagged_has_a_title_a_language_and_the_marks_of_its_standards(template: str) -> None:
    with pikepdf.open(BytesIO(render(template, PAPERS[template], at=AT))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("de")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        title = PAPERS[template].get("title") or PAPERS[template]["subject"]
        with pdf.open_metadata() as about:
            assert str(about["dc:title"]) == title
            assert str(about["pdfuaid:part"]) == "1"
            assert (str(about["pdfaid:part"]), str(about["pdfaid:conformance"])) == ("2", "A")
        tags = list(_tags(pdf.Root.StructTreeRoot.K))
    assert tags.count("/H1") == 1
    assert {"/Table", "/TH", "/TD", "/P"} <= set(tags)


@every_paper
def test_every_font_is_embedded_and_says_which_letters_it_shows(template: str) -> None:
    with pikepdf.open(BytesIO(render(template, PAPERS[template], at=AT))) as pdf:
        seen = [font for page in pdf.pages for _name, font in page.Resources.Font.items()]
        assert seen
        for font in seen:
            assert "/ToUnicode" in font
            described = font.DescendantFonts[0].FontDescriptor
            assert any(key in described for key in ("/FontFile2", "/FontFile3"))


@every_paper
def test_everything_that_a_paper_is_told_stands_on_it(template: str) -> None:
    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for key, item in value.items():
                if key not in ("language", "accent", "kind", "sample") or (key == "kind" and template == "summary"):
                    yield from texts(item)
        else:
            for item in value:
                yield from texts(item)

    def squeezed(text: str) -> str:
        return "".join(text.split())

    whole = squeezed("".join(pages_of(render(template, PAPERS[template], at=AT))))
    for text in texts(PAPERS[template]):
        for word in text.split():
            assert squeezed(word) in whole, word


@every_paper
def test_while_a_text_is_a_draft_every_page_says_so(template: str) -> None:
    told = copy.deepcopy(PAPERS[template])
    for repeated in ("groups", "sections", "lines", "next_steps"):
        if repeated in told:
            told[repeated] *= 6
    pages = pages_of(render(template, {**told, "sample": "Muster"}, at=AT))
    assert len(pages) > 1 or template in ("receipt", "invoice")
    for page in pages:
        assert "Muster: Die Texte" in page
        assert "MUSTER" in page
    assert "MUSTER" not in "".join(pages_of(render(template, told, at=AT)))


@every_paper
def test_every_page_has_its_number(template: str) -> None:
    pages = pages_of(render(template, PAPERS[template], at=AT))
    for number, page in enumerate(pages, start=1):
        assert f"Seite {number} von {len(pages)}" in page


def test_a_paper_speaks_its_own_language_whatever_the_page_speaks() -> None:
    with translation.override("en"):
        german = pages_of(render("receipt", PAPERS["receipt"], at=AT))
    assert "So geht es weiter" in german[0]
    with pikepdf.open(BytesIO(render("receipt", {**PAPERS["receipt"], "language": "en"}, at=AT))) as pdf:
        assert str(pdf.Root.Lang).startswith("en")


def test_the_same_data_give_the_same_bytes() -> None:
    assert render("summary", SUMMARY, at=AT) == render("summary", SummaryData.model_validate(SUMMARY), at=AT)


@pytest.mark.parametrize(
    "typed", ['#panic("out")', "*bold* _it_ $x$", "= Heading", "@ref <label>", "\\ // /* */", "#{", "`"]
)
def test_what_was_typed_is_shown_and_never_run(typed: str) -> None:
    told = copy.deepcopy(SUMMARY)
    told["groups"] = [{"title": typed, "rows": [{"label": typed, "value": typed}]}]
    assert "".join(typed.split()) in "".join("".join(pages_of(render("summary", told, at=AT))).split())


def _register_letters() -> list[str]:
    ranges = (part.partition("-") for part in din91379._RANGES.split())
    single = [chr(code) for first, _dash, last in ranges for code in range(int(first, 16), int(last or first, 16) + 1)]
    return [*single, *("".join(chr(int(code, 16)) for code in item.split("+")) for item in din91379._SEQUENCES.split())]


@pytest.mark.parametrize("built", [True, False])
def test_every_letter_of_the_registers_can_be_printed_also_without_the_pages_fonts(
    built: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not built:
        monkeypatch.setattr(fonts, "FACES", ("vendor/there-is-no-such-font.woff2",))
    fonts.fonts.cache_clear()
    try:
        assert ("Fira Sans" in fonts.fonts().families()) is (built and bool(fonts.font_folder()))
        told = copy.deepcopy(SUMMARY)
        told["groups"] = [{"title": "Alle Zeichen", "rows": [{"label": "x", "value": " ".join(_register_letters())}]}]
        assert render("summary", told, at=AT).startswith(b"%PDF-")
    finally:
        fonts.fonts.cache_clear()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
@example("\U0002f800")  # becomes another character once it is normalised
def test_any_text_can_be_printed(text: str) -> None:
    assert render("receipt", {**PAPERS["receipt"], "title": f"Titel {text}", "next_steps": [text]}, at=AT)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Şahin ẞ K̄ „so“ – 5 €", "Şahin ẞ K̄ „so“ – 5 €"),
        ("Мария", "Mariia"),
        ("😀 ok\x07", "□ ok"),
        ("漢", "□"),
        ("가", "□"),
    ],
)
def test_letters_that_no_font_has_are_rewritten(typed: str, printed: str) -> None:
    assert printable({"a": [typed]}) == {"a": [printed]}


def test_a_paper_refuses_what_its_contract_does_not_know() -> None:
    with pytest.raises(ValidationError):
        render("summary", {**SUMMARY, "surprise": "x"})
    with pytest.raises(ValidationError):
        render("receipt", {**PAPERS["receipt"], "sender": {**SUMMARY["sender"], "accent": "red; }"}})
    with pytest.raises(KeyError):
        render("../secret", SUMMARY)


def test_a_template_that_fails_says_where_but_nothing_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "printable", lambda told: told)
    told = copy.deepcopy(SUMMARY)
    told["groups"][0]["rows"][0]["value"] = "漢 Mustermann"
    with pytest.raises(UnprintablePaper) as failed:
        render("summary", told, at=AT)
    assert "summary" in str(failed.value)
    assert "Mustermann" not in str(failed.value)
    assert "漢" not in str(failed.value)
    assert failed.value.__cause__ is None


@pytest.mark.parametrize("template", ["receipt", "decision_letter"])
@pytest.mark.parametrize("alt", ["", "Wappen der Stadt"])
def test_a_letter_carries_the_citys_logo_and_stays_accessible(template: str, alt: str) -> None:
    """Said where it says something, decoration where it does not; the paper keeps its standards and its length."""
    data = copy.deepcopy(PAPERS[template])
    data["sender"] |= {"logo": {"svg": as_svg(_picture(), 600, 240), "height_mm": height_mm(600, 240), "alt": alt}}
    plain, made = render(template, PAPERS[template], at=AT), render(template, data, at=AT)
    with pikepdf.open(BytesIO(plain)) as before, pikepdf.open(BytesIO(made)) as pdf:
        assert [_pictures(before), _pictures(pdf)] == [0, 1]
        assert len(pdf.pages) == len(before.pages)
        assert _said_of_pictures(pdf) == ([alt] if alt else [])


def _picture() -> bytes:
    from PIL import Image

    target = BytesIO()
    Image.new("RGBA", (600, 240), (18, 52, 86, 255)).save(target, "PNG")
    return target.getvalue()


def _pictures(pdf: Any) -> int:
    """Without the transparency of one, which is a picture too."""
    found = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
    return sum(one.get("/ColorSpace") != "/DeviceGray" for one in found)


def _said_of_pictures(pdf: Any) -> list[str]:
    found = (one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure")
    return [str(one.Alt) for one in found]


def test_a_logo_is_printed_as_large_as_fits() -> None:
    assert height_mm(100, 100) == 12
    assert height_mm(900, 100) == 5
