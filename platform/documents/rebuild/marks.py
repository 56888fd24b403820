"""A city's logo and the signs made from it: PNGs of nothing but points, in the sizes that pages show, small enough for each.

Runs in the child process (``documents.rebuild``), like everything that reads what people send.
"""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image

from documents.rebuild import Mark, Unbuildable

FORMATS = ["PNG", "JPEG", "WEBP"]
OF_ICONS = [*FORMATS, "ICO"]
MOST_POINTS = 25_000_000
LEAST_SIDE = 32
LOGO = (640, 192)  # shown at a quarter of that at most, so that it is sharp on every screen
MOST_BYTES = 200_000
WIDEST = 2.5  # a wider logo is nothing that can be seen in 32 points
ICON, LARGE_ICON = 32, 180


def rebuild_marks(content: bytes, *, icon: bool) -> list[Mark]:
    """Of a logo: itself and, unless it is too wide, its signs of 32 and 180 points; of an icon the signs alone.

    Raises ``Unbuildable``: broken_image, image_too_large, image_too_small, empty_image.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            points = _points(content, OF_ICONS if icon else FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Unbuildable("image_too_large") from None
    except Unbuildable:
        raise
    except Exception:
        # Decoders answer damaged files with exceptions of every kind; all of them mean the same here.
        raise Unbuildable("broken_image") from None
    if icon:
        return [_square(points, ICON), _square(points, LARGE_ICON)]
    signs = points.width <= WIDEST * points.height
    return [_logo(points), *([_square(points, ICON), _square(points, LARGE_ICON)] if signs else [])]


def _points(content: bytes, formats: list[str]) -> Image.Image:
    """The picture without its transparent edge, on an empty sheet, so that nothing but points comes along."""
    with Image.open(BytesIO(content), formats=formats) as picture:
        if picture.width * picture.height > MOST_POINTS:
            raise Unbuildable("image_too_large")
        picture.load()
        layer = picture.convert("RGBA")
    box = layer.getchannel("A").getbbox()
    if box is None:
        raise Unbuildable("empty_image")
    if box[3] - box[1] < LEAST_SIDE or box[2] - box[0] < LEAST_SIDE:
        raise Unbuildable("image_too_small")
    sheet = Image.new("RGBA", (box[2] - box[0], box[3] - box[1]), (0, 0, 0, 0))
    sheet.paste(layer.crop(box))
    return sheet


def _logo(points: Image.Image) -> Mark:
    """The largest that fits and is small enough. A picture of many colours gets fewer of them, then fewer points."""
    width, height = LOGO
    while True:
        fitted = points.copy()
        fitted.thumbnail((width, height), Image.Resampling.LANCZOS)
        for sheet in (fitted, fitted.quantize(256, Image.Quantize.FASTOCTREE)):
            made = _png(sheet)
            if len(made.content) <= MOST_BYTES:
                return made
        width, height = width * 3 // 4, height * 3 // 4


def _square(points: Image.Image, side: int) -> Mark:
    """In the middle of a square; the large one on white, since telephones would fill it with black."""
    edge = side // 12 if side == LARGE_ICON else 0
    fitted = points.copy()
    fitted.thumbnail((side - 2 * edge, side - 2 * edge), Image.Resampling.LANCZOS)
    ground = (255, 255, 255, 255) if side == LARGE_ICON else (0, 0, 0, 0)
    sheet = Image.new("RGBA", (side, side), ground)
    sheet.alpha_composite(fitted, ((side - fitted.width) // 2, (side - fitted.height) // 2))
    return _png(sheet)


def _png(sheet: Image.Image) -> Mark:
    target = BytesIO()
    sheet.save(target, "PNG", optimize=True)
    return Mark(sheet.width, sheet.height, target.getvalue())
