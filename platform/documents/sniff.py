"""What a file is, by its first bytes. The name and what the browser said are not believed.

This is no defence (a file can be two things at once): what protects is that everything is rebuilt.
"""

from __future__ import annotations

PDF, JPEG, PNG, HEIC = "application/pdf", "image/jpeg", "image/png", "image/heic"
EXTENSIONS = {PDF: "pdf", JPEG: "jpg", PNG: "png", HEIC: "heic"}

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_PDF_WITHIN = 1024  # readers accept a header there, so people have such files

# First bytes → what it seems to be, so that the refusal can say what to do about it.
_OTHERS = (
    (b"PK\x03\x04", "office_file"),
    (b"PK\x05\x06", "office_file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office_file"),
    (b"{\\rtf", "office_file"),
    (b"GIF8", "other_image"),
    (b"II*\x00", "other_image"),
    (b"MM\x00*", "other_image"),
    (b"BM", "other_image"),
    (b"RIFF", "other_image"),
    (b"MZ", "not_supported"),
    (b"\x7fELF", "not_supported"),
    (b"<", "not_supported"),
)


def media_type(content: bytes) -> str:
    """One of the types that are taken, or empty."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if _is_heif(content):
        return HEIC
    if b"%PDF-" in content[:_PDF_WITHIN] and not seems(content):
        return PDF
    return ""


def seems(content: bytes) -> str:
    """The code of the refusal for a type that is not taken; empty when nothing is known about it."""
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content[4:8] == b"ftyp":
        return "other_image"
    return next((code for magic, code in _OTHERS if start.startswith(magic)), "")


def _is_heif(content: bytes) -> bool:
    """An ISO base media file whose brands (major or compatible) name HEIF with HEVC."""
    if content[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(content[:4], "big"), 256)
    brands = {content[8:12]} | {content[place : place + 4] for place in range(16, end, 4)}
    return bool(brands & _HEIF_BRANDS) and b"avif" not in brands
