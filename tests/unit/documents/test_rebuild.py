"""Pictures and PDFs are built anew: what is shown stays, everything else goes."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from documents.rebuild import Unbuildable, rebuild
from documents.rebuild.images import LONG_SIDE, rebuild_image
from documents.rebuild.pdfs import rebuild_pdf
from tests.support import files


def _opened(jpeg: bytes) -> Image.Image:
    image = Image.open(BytesIO(jpeg))
    assert image.format == "JPEG"
    image.load()
    return image


def _is_red(point: Any) -> bool:
    red, green, blue = point
    return bool(red > 180 and green < 80 and blue < 80)


def test_a_photo_loses_place_device_and_comment() -> None:
    sent = files.photo()
    assert b"GeheimeKamera" in sent
    assert b"geheimer Kommentar" in sent
    kept = rebuild_image(sent).content
    image = _opened(kept)
    assert b"Geheime" not in kept
    assert b"geheimer" not in kept
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(("orientation", "corner"), [(1, (2, 2)), (3, (57, 37)), (6, (37, 2)), (8, (2, 57))])
def test_a_photo_is_turned_the_right_way_up(orientation: int, corner: tuple[int, int]) -> None:
    image = _opened(rebuild_image(files.photo(orientation=orientation)).content)
    assert image.size == ((60, 40) if orientation in (1, 3) else (40, 60))
    assert _is_red(image.getpixel(corner))


@pytest.mark.parametrize("kind", ["PNG", "HEIF"])
def test_other_pictures_become_jpeg(kind: str) -> None:
    rebuilt = rebuild_image(files.picture(kind))
    assert rebuilt.media_type == "image/jpeg"
    assert _is_red(_opened(rebuilt.content).getpixel((2, 2)))


@pytest.mark.parametrize(
    ("mode", "colour"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0)), ("P", 0), ("L", 255), ("I;16", 65535), ("1", 1)]
)
def test_pictures_of_every_mode_are_taken_and_what_is_transparent_becomes_white(mode: str, colour: Any) -> None:
    options: dict[str, Any] = {"transparency": 0} if mode == "P" else {}
    image = _opened(rebuild_image(files.picture("PNG", mode=mode, colour=colour, **options)).content)
    assert image.mode == "RGB"
    point: Any = image.getpixel((5, 5))
    assert min(point) > 240


def test_a_cmyk_photo_is_taken() -> None:
    assert _opened(rebuild_image(files.picture(mode="CMYK", colour=(0, 0, 0, 0))).content).mode == "RGB"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_picture_is_made_smaller(kind: str) -> None:
    image = _opened(rebuild_image(files.picture(kind, size=(LONG_SIDE * 2, 900))).content)
    assert image.size == (LONG_SIDE, 450)


@pytest.mark.parametrize("side", [8_100, 20_000])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(side: int) -> None:
    bomb = files.picture("PNG", mode="1", size=(side, side), colour=0)
    assert len(bomb) < 100_000
    with pytest.raises(Unbuildable, match="image_too_large"):
        rebuild_image(bomb)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_a_picture_that_was_cut_off_is_refused(kind: str) -> None:
    whole = files.picture(kind, size=(400, 300))
    with pytest.raises(Unbuildable, match="broken_image"):
        rebuild_image(whole[: len(whole) // 2])


def test_a_hostile_pdf_keeps_its_page_and_nothing_that_acts() -> None:
    sent = files.hostile_pdf()
    rebuilt = rebuild_pdf(sent)
    assert rebuilt.pages == 1
    with pikepdf.open(BytesIO(rebuilt.content)) as pdf:
        plain = BytesIO()
        pdf.save(plain, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, qdf=True)
        assert len(pdf.pages) == 1
        assert not pdf.attachments
    for sign in (
        b"boesartig",
        b"/JavaScript",
        b"/Launch",
        b"/URI",
        b"/SubmitForm",
        b"/XFA",
        b"/EmbeddedFile",
        b"Geheimer",
    ):
        assert sign not in plain.getvalue(), sign


def test_a_pdf_that_only_its_author_may_change_is_taken_without_its_locks() -> None:
    rebuilt = rebuild_pdf(files.locked_pdf(user="", owner="owner"))
    with pikepdf.open(BytesIO(rebuilt.content)) as pdf:
        assert not pdf.is_encrypted


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (files.locked_pdf(user="geheim"), "encrypted"),
        (files.pdf(3)[:-600], "incomplete"),
        (files.pdf(3)[:2500], "incomplete"),
        (b"%PDF-1.7\nnothing of the kind\n%%EOF", "broken_pdf"),
        (files.pdf(0), "no_pages"),
    ],
)
def test_a_pdf_that_nobody_could_read_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(Unbuildable, match=code):
        rebuild_pdf(content)


def test_a_form_that_draws_itself_by_script_is_refused() -> None:
    with pikepdf.open(BytesIO(files.pdf())) as pdf:
        pdf.Root.NeedsRendering = True
        target = BytesIO()
        pdf.save(target)
    with pytest.raises(Unbuildable, match="dynamic_form"):
        rebuild_pdf(target.getvalue())


@pytest.mark.parametrize("place", ["before", "after"])
def test_what_hides_before_or_behind_a_pdf_is_not_in_the_copy(place: str) -> None:
    sent = files.MARKER + files.pdf() if place == "before" else files.pdf() + b"\n" + files.MARKER
    rebuilt = rebuild_pdf(sent)
    assert rebuilt.content.startswith(b"%PDF-")
    assert files.MARKER not in rebuilt.content


def test_what_hides_behind_a_picture_is_not_in_the_copy() -> None:
    assert files.MARKER not in rebuild_image(files.picture() + files.MARKER).content


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_files_are_rebuilt_or_refused_and_nothing_else(data: st.DataObject) -> None:
    build, whole = data.draw(
        st.sampled_from(
            [
                (rebuild_pdf, files.pdf(2)),
                (rebuild_pdf, files.hostile_pdf()),
                (rebuild_image, files.photo()),
                (rebuild_image, files.picture("PNG")),
                (rebuild_image, files.picture("HEIF")),
            ]
        )
    )
    damaged = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _hit in range(data.draw(st.integers(0, 8))):
        if damaged:
            damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        rebuilt = build(bytes(damaged))
    except Unbuildable:
        return
    assert rebuilt.content.startswith(b"%PDF-" if rebuilt.media_type == "application/pdf" else b"\xff\xd8\xff")


def test_rebuilding_happens_in_a_child_that_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    real = subprocess.run

    def spy(command: list[str], **options: Any) -> Any:
        seen.update(options, command=command)
        return real(command, **options)

    monkeypatch.setattr(subprocess, "run", spy)
    assert rebuild(files.pdf(2), "application/pdf").pages == 2
    assert rebuild(files.photo(), "image/jpeg").media_type == "image/jpeg"
    assert not set(seen["env"]) & set(os.environ) - {"LANG", "PYTHONDONTWRITEBYTECODE", "MALLOC_ARENA_MAX"}
    assert "-I" in seen["command"]


def test_what_the_child_cannot_do_is_a_refusal() -> None:
    with pytest.raises(Unbuildable, match="broken_image"):
        rebuild(b"\xff\xd8\xff", "image/jpeg")
    with pytest.raises(Unbuildable, match="encrypted"):
        rebuild(files.locked_pdf(user="geheim"), "application/pdf")


@pytest.mark.parametrize(
    ("attempt", "fails_with"),
    [
        ("bytearray(3 * 1024**3)", b"MemoryError"),
        ("__import__('pathlib').Path('/tmp/zusage-escape').write_text('x')", b"File too large"),
        ("print('alive')", b""),
    ],
)
def test_the_child_may_hold_little_and_write_nothing(attempt: str, fails_with: bytes) -> None:
    program = f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from documents.rebuild.__main__ import confine; confine(); {attempt}"
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=False)
    assert (done.returncode != 0) == bool(fails_with)
    assert fails_with in done.stderr
