"""Pictures: only their points are kept, turned the right way up. Place, time, device and comments of the camera go."""

from __future__ import annotations

import warnings
from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps

from documents.rebuild import Rebuilt, Unbuildable

# As many points as telephones make. JPEG is decoded at a fraction of its size, the others have to be held whole.
MOST_POINTS = {"JPEG": 120_000_000, "PNG": 52_000_000, "HEIF": 52_000_000}
LONG_SIDE = 3000
QUALITY = 85

pillow_heif.register_heif_opener()
# Our own bound comes first; Pillow's is the second.
Image.MAX_IMAGE_PIXELS = max(MOST_POINTS.values())


def rebuild_image(content: bytes) -> Rebuilt:
    """A JPEG of at most ``LONG_SIDE`` points. Raises ``Unbuildable``: broken_image, image_too_large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            clean = _points(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Unbuildable("image_too_large") from None
    except Unbuildable:
        raise
    except Exception:
        # Decoders answer damaged files with exceptions of every kind; all of them mean the same here.
        raise Unbuildable("broken_image") from None
    target = BytesIO()
    clean.save(target, "JPEG", quality=QUALITY, optimize=True)
    return Rebuilt("image/jpeg", target.getvalue(), 1)


def _points(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content), formats=list(MOST_POINTS)) as picture:
        if picture.width * picture.height > MOST_POINTS[picture.format or "HEIF"]:
            raise Unbuildable("image_too_large")
        picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    # Pasted onto an empty sheet: nothing but points comes along, and what was transparent becomes white.
    sheet = Image.new("RGB", upright.size, "white")
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        sheet.paste(layer, mask=layer.getchannel("A"))
    else:
        sheet.paste(upright.convert("RGB"))
    return sheet
