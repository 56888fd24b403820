"""Colours and logo: what nobody could read is refused with the nearest that is read, and only what we made of a logo is kept."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, document_of, words

COLOURS = "/verwaltung/abschnitt/branding/teil/farben/"
LOGO = "/verwaltung/abschnitt/branding/logo/"
PUBLISH = "/verwaltung/veroeffentlichen/"


def _picture(kind: str = "PNG", size: tuple[int, int] = (400, 200), mode: str = "RGBA", **saved: Any) -> bytes:
    sheet = Image.new(mode, size, (0, 0, 0, 0) if mode == "RGBA" else "white")
    ImageDraw.Draw(sheet).rectangle((10, 10, size[0] - 11, size[1] - 11), fill="#123456")
    target = io.BytesIO()
    sheet.save(target, kind, **saved)
    return target.getvalue()


def _upload(mika: Clerk, content: bytes, name: str = "logo.png", field: str = "logo", **typed: Any) -> Any:
    path, data = mika.filled(LOGO, **typed)
    return mika.browser.post(path, {**data, field: SimpleUploadedFile(name, content)})


def _filled(mika: Clerk, **colours: str) -> tuple[str, dict[str, Any]]:
    path, data = mika.filled(COLOURS)
    return path, data | colours


def _paint(mika: Clerk, **colours: str) -> Any:
    return mika.post(*_filled(mika, **colours))


def _draft(city: Any) -> dict[str, Any]:
    from configuration import drafting

    with bind(city):
        found: dict[str, Any] = drafting.section_of("branding").value
    return found


def _stored(city: Any) -> int:
    from configuration.models import Asset

    with bind(city):
        return Asset.objects.count()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("#17603C", "#17603c"), ("17603c", "#17603c"), ("rgb(23, 96, 60)", "#17603c"), (" #063 ", "#006633")],
)
def test_a_colour_may_be_written_as_people_have_it(typed: str, kept: str, offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert _paint(mika, action=typed).status_code == 302
    assert _draft(offenbach)["action"] == kept


@pytest.mark.parametrize("typed", ["rot", "#12345", "rgb(300, 0, 0)", "red;}body{display:none", "#gggggg"])
def test_a_colour_that_is_none_is_kept_as_typed_and_said(typed: str, offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    answer = _paint(mika, action=typed)
    assert answer.status_code == 422
    assert "Das ist keine Farbe" in words(answer)
    assert document_of(answer).xpath("//input[@name='action']/@value") == [typed]
    assert "<style" not in answer.content.decode()


def test_a_colour_that_is_too_pale_comes_with_the_nearest_that_is_not(offenbach: Any, official: Any) -> None:
    from configuration.contrast import contrast

    mika = official(offenbach)
    answer = _paint(mika, action="#ffcc00")
    assert answer.status_code == 422
    assert "Kontrast auf Weiß: 1,5 : 1. Zu schwach. Nötig sind 4,5 : 1." in words(answer)
    [button] = [one for one in document_of(answer).xpath("//button/@value") if one.startswith("action:")]
    assert contrast(button.removeprefix("action:"), "#ffffff") >= 4.5
    assert mika.send(COLOURS, COLOURS, button=("nehmen", button)).status_code == 302
    assert _draft(offenbach)["action"] == button.removeprefix("action:")
    assert "Zu schwach" not in mika.text(COLOURS)


def test_a_colour_picked_beside_the_field_counts_without_a_script(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert _paint(mika, action__farbe="#204080").status_code == 302
    assert _draft(offenbach)["action"] == "#204080"


def test_the_stripe_may_have_any_colour_and_hears_advice(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert _paint(mika, mark="#ffee00").status_code == 302
    assert "Kaum zu sehen. Das ist erlaubt" in mika.text(COLOURS)


def test_colours_are_saved_by_themselves_and_shown_as_swatches(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    path, data = _filled(mika, action="#204080")
    answer = mika.browser.post(path, data, headers={"X-Autosave": "1"})
    assert answer.json()["faults"] == []
    page = mika.get("/verwaltung/entwurf/").content.decode()
    assert 'fill="#204080"' in page
    assert "#204080</span></ins>" in page


def test_a_logo_is_made_anew_shown_to_everybody_and_kept_for_good(offenbach: Any, official: Any, browse: Any) -> None:
    mika = official(offenbach)
    hidden = _picture() + b"<script>alert(1)</script>"
    assert _upload(mika, hidden, logo_alt="Wappen").status_code == 302
    look = _draft(offenbach)
    assert (look["logo_width"], look["logo_height"], look["logo_alt"]) == (380, 180, "Wappen")
    picture = browse(offenbach).get(f"/bilder/{look['logo']}.png")
    assert picture["Content-Type"] == "image/png"
    assert picture["Cache-Control"] == "public, max-age=31536000, immutable"
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert b"script" not in picture.content
    with Image.open(io.BytesIO(picture.content)) as made:
        assert (made.format, made.size) == ("PNG", (380, 180))
    assert look["logo"] not in browse(offenbach).get("/").content.decode()
    mika.send(PUBLISH, reason="Unser Logo")
    for page in ("/", "/impressum/", "/amt/anmelden/"):
        shown = document_of(browse(offenbach).get(page))
        assert shown.xpath("//a[@class='ui-brand']/img/@src") == [f"/bilder/{look['logo']}.png"]
        assert shown.xpath("//link[@rel='icon']/@href") == [f"/bilder/{look['icon']}.png"]


def test_the_citys_letters_carry_it_and_the_others_do_not(offenbach: Any, wiesbaden: Any, official: Any) -> None:
    from casework.paper_data import letterhead_of, sender_of
    from kernel.clock import now

    mika = official(offenbach)
    _upload(mika, _picture(), logo_alt="Wappen")
    with bind(offenbach):
        assert letterhead_of(now()).logo is None, "it is a draft"
    mika.send(PUBLISH, reason="Unser Logo")
    with bind(offenbach):
        logo = letterhead_of(now()).logo
        assert sender_of(now()).logo is None
    assert logo is not None
    assert (logo.alt, logo.height_mm) == ("Wappen", 12)
    with bind(wiesbaden):
        assert letterhead_of(now()).logo is None


def test_the_logo_of_one_city_is_not_on_the_others_host(
    offenbach: Any, wiesbaden: Any, official: Any, browse: Any
) -> None:
    _upload(official(offenbach), _picture())
    address = f"/bilder/{_draft(offenbach)['logo']}.png"
    assert browse(offenbach).get(address).status_code == 200
    assert browse(wiesbaden).get(address).status_code == 404


def test_a_logo_that_only_another_city_has_is_not_shown(
    offenbach: Any, wiesbaden: Any, official: Any, browse: Any
) -> None:
    """As in a settings file that was copied from there."""
    _upload(official(offenbach), _picture(size=(300, 300)))
    digest, lou = _draft(offenbach)["logo"], official(wiesbaden, "owner", "lou")
    path, data = lou.filled("/verwaltung/abschnitt/branding/text/")
    lou.post(path, {**data, "text": data["text"][0].replace("logo: ''", f"logo: {digest}")})
    assert _draft(wiesbaden)["logo"] == digest
    lou.send(PUBLISH, reason="Kopie")
    page = document_of(browse(wiesbaden).get("/"))
    assert page.xpath("//a[@class='ui-brand']/img") == []


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("name", ["logo.svg", "logo.png"])
def test_a_drawing_that_may_be_a_script_is_refused_with_what_to_send_instead(
    name: str, offenbach: Any, official: Any
) -> None:
    mika = official(offenbach)
    answer = _upload(mika, SVG, name)
    assert answer.status_code == 422
    assert "speichern Sie sie als PNG" in words(answer)
    assert _stored(offenbach) == 0


SCRIPTS = {
    "a script": b"alert(document.cookie)//",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a program": b"MZ\x90\x00" + bytes(200),
    "a shell": b"#!/bin/sh\nrm -rf /\n",
    "nothing but a name": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "half a picture": _picture()[:200],
    "an animation": b"GIF89a" + bytes(50),
}


@pytest.mark.parametrize("what", SCRIPTS)
def test_what_is_no_picture_is_refused_by_its_content(what: str, offenbach: Any, official: Any) -> None:
    answer = _upload(official(offenbach), SCRIPTS[what], "logo.png")
    assert answer.status_code == 422
    assert _stored(offenbach) == 0


def _bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that would fill the memory."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(bytes(1 + side * 4)) for _row in range(min(side, 2000))) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_picture_that_would_fill_the_memory_is_refused(offenbach: Any, official: Any) -> None:
    bomb = _bomb(60_000)
    assert len(bomb) < 1_000_000
    answer = _upload(official(offenbach), bomb)
    assert answer.status_code == 422
    assert "zu viele Bildpunkte" in words(answer)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (_picture(size=(30, 30)), "zu klein"),
        (_picture() + bytes(5 * 1024 * 1024), "zu groß"),
    ],
)
def test_what_is_too_small_or_too_large_is_said(content: bytes, said: str, offenbach: Any, official: Any) -> None:
    answer = _upload(official(offenbach), content)
    assert answer.status_code == 422
    assert said in words(answer)


def test_an_empty_sheet_is_no_logo(offenbach: Any, official: Any) -> None:
    target = io.BytesIO()
    Image.new("RGBA", (300, 100), (0, 0, 0, 0)).save(target, "PNG")
    assert "ganz durchsichtig" in words(_upload(official(offenbach), target.getvalue()))


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("WEBP", "RGBA")])
def test_other_pictures_become_a_png_too(kind: str, mode: str, offenbach: Any, official: Any, browse: Any) -> None:
    assert _upload(official(offenbach), _picture(kind, mode=mode)).status_code == 302
    picture = browse(offenbach).get(f"/bilder/{_draft(offenbach)['logo']}.png")
    assert picture.content.startswith(b"\x89PNG")


def test_a_photograph_becomes_small_enough(offenbach: Any, official: Any) -> None:
    noise = Image.effect_noise((1800, 900), 90).convert("RGB")
    target = io.BytesIO()
    noise.save(target, "JPEG", quality=90)
    assert _upload(official(offenbach), target.getvalue()).status_code == 302
    from configuration.models import Asset

    with bind(offenbach):
        assert max(len(bytes(asset.content)) for asset in Asset.objects.all()) <= 200_000


def test_an_own_icon_stays_when_the_logo_changes_and_goes_when_it_is_taken_away(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    _upload(mika, _picture("ICO", (64, 64)), "favicon.ico", "icon")
    icon = _draft(offenbach)["icon"]
    _upload(mika, _picture())
    assert _draft(offenbach)["icon"] == icon
    mika.send(LOGO, LOGO, button=("tun", "zeichen-weg"))
    assert _draft(offenbach)["icon"] == ""
    mika.send(LOGO, LOGO, button=("tun", "logo-weg"))
    assert _draft(offenbach)["logo"] == ""


def test_a_wide_logo_makes_no_icon_and_the_page_says_so(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    _upload(mika, _picture(size=(900, 120)))
    assert _draft(offenbach)["icon"] == ""
    assert "zu breit für ein Zeichen" in mika.text(LOGO)


def test_two_who_change_the_look_at_once_lose_nothing(offenbach: Any, official: Any) -> None:
    mika, robin = official(offenbach), official(offenbach, "editor", "robin")
    path, data = _filled(mika, action="#204080")
    _upload(robin, _picture())
    answer = mika.post(path, data)
    assert answer.status_code == 409
    assert "Robin Beispiel" in words(answer)
    again = dict(document_of(answer).forms[-1].form_values())
    again["nehmen"] = ""
    assert mika.post(path, again).status_code == 302
    look = _draft(offenbach)
    assert look["action"] == "#204080"
    assert look["logo"]


def test_the_logo_goes_with_the_mails_of_its_city_and_asks_no_server(
    offenbach: Any, wiesbaden: Any, official: Any
) -> None:
    from uuid import uuid4

    from kernel.clock import now
    from notifications.operations import compose

    mika = official(offenbach)
    _upload(mika, _picture())
    mika.send(PUBLISH, reason="Unser Logo")
    found = []
    for city in (offenbach, wiesbaden):
        with bind(city):
            mail = compose(template="received", language="de", to="a@b.example", said={}, name=uuid4(), at=now())
        found.append((mail.message().as_string().count("Content-ID: <logo>"), "cid:logo" in str(mail.alternatives[0])))
    assert found == [(1, True), (0, False)]


def test_who_may_not_edit_hands_in_no_logo(offenbach: Any, official: Any) -> None:
    assert official(offenbach, "reader").get(LOGO).status_code == 403


def test_a_picture_can_be_added_and_taken_away_and_never_changed(offenbach: Any, official: Any) -> None:
    from django.db import ProgrammingError, transaction

    from configuration.models import Asset

    _upload(official(offenbach), _picture())
    with bind(offenbach), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Asset.objects.update(content=b"")


@pytest.mark.parametrize("picked", ["#171a2b", "#000000"])
def test_what_is_no_colour_is_never_replaced_by_the_one_that_was_there(
    picked: str, offenbach: Any, official: Any
) -> None:
    """It is kept as typed, by itself first, and then with the button: the picker still shows the former colour."""
    mika = official(offenbach)
    path, data = _filled(mika, action="blau", action__farbe=picked, action__farbe_war=picked)
    data["stand"] = mika.browser.post(path, data, headers={"X-Autosave": "1"}).json()["stand"]
    answer = mika.post(path, data)
    assert answer.status_code == 422
    assert "Das ist keine Farbe" in words(answer)
    assert _draft(offenbach)["action"] == "blau"
    assert mika.send(COLOURS).status_code == 422  # as the page stands: nothing was picked
    assert _draft(offenbach)["action"] == "blau"


def test_a_logo_that_came_second_is_sent_again_and_kept(offenbach: Any, official: Any) -> None:
    mika, robin = official(offenbach), official(offenbach, "editor", "robin")
    path, data = mika.filled(LOGO, logo_alt="Wappen")
    _upload(robin, _picture(size=(300, 300)))
    theirs = _draft(offenbach)
    answer = mika.browser.post(path, {**data, "logo": SimpleUploadedFile("a.png", _picture(size=(400, 100)))})
    assert answer.status_code == 409
    shown = document_of(answer).xpath("//img/@src")
    assert f"/bilder/{theirs['logo']}.png" in shown
    assert "Es ist noch nicht gespeichert" in words(answer)
    assert _draft(offenbach)["logo"] == theirs["logo"]
    form = next(one for one in document_of(answer).forms if "logo_alt" in one.fields)
    again = dict(form.form_values()) | {"tun": "speichern"}
    assert mika.post(path, again).status_code == 302
    look = _draft(offenbach)
    assert look["logo"] != theirs["logo"]
    assert (look["logo_width"], look["logo_height"], look["logo_alt"]) == (380, 80, "Wappen")


def test_a_picture_that_is_not_here_is_not_taken(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    path, data = mika.filled(LOGO)
    assert mika.post(path, {**data, "hochgeladen-logo": "a" * 64}).status_code == 302
    assert _draft(offenbach)["logo"] == ""


def test_whoever_tries_out_many_logos_is_not_locked_out(
    offenbach: Any, official: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a version or the draft names stays; of the rest the oldest go."""
    from configuration import assets

    monkeypatch.setattr(assets, "MOST", 9)
    mika = official(offenbach)
    _upload(mika, _picture(size=(300, 300)))
    published = _draft(offenbach)
    mika.send(PUBLISH, reason="Unser Logo")
    for width in range(310, 360, 10):
        assert _upload(mika, _picture(size=(width, 300))).status_code == 302, width
    assert _stored(offenbach) <= 12
    for name in ("logo", "icon", "icon_large"):
        for look in (published, _draft(offenbach)):
            assert mika.get(f"/bilder/{look[name]}.png").status_code == 200


def test_what_is_named_never_goes(offenbach: Any, official: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from configuration import assets

    monkeypatch.setattr(assets, "MOST", 3)
    mika = official(offenbach)
    _upload(mika, _picture(size=(300, 300)))
    mika.send(PUBLISH, reason="Unser Logo")
    answer = _upload(mika, _picture(size=(320, 300)))
    assert answer.status_code == 422
    assert "Mehr geht nicht" in words(answer)


def test_beside_a_field_that_is_no_colour_the_others_still_show_theirs(offenbach: Any, official: Any) -> None:
    answer = _paint(official(offenbach), action="blau")
    assert answer.status_code == 422
    assert document_of(answer).xpath("//input[@name='on_action__farbe']/@value") == ["#ffffff"]
