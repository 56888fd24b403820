"""PDFs: written anew from their pages, without anything that acts, hides or reaches out."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from pikepdf.sanitize import Sanitizer

from documents.rebuild import Rebuilt, Unbuildable

_TAIL = 4096  # the end mark may be followed by a little rubbish

_SANITIZER = (
    Sanitizer()
    .remove_javascript()
    .remove_external_access()
    .remove_attachments()
    .remove_multimedia()
    .remove_collection()
    .remove_thumbnails()
    .remove_search_index()
    .remove_private_app_data()
    .remove_web_capture()
)
# Usage rights and signatures' locks refer to the original's bytes; metadata say who made it with what.
_DROPPED = (Name.Perms, Name.Metadata, Name.Legal, Name.Requirements, Name.OpenAction, Name.AA)


def rebuild_pdf(content: bytes) -> Rebuilt:
    """Raises ``Unbuildable``: encrypted (needs a password), incomplete, broken_pdf, no_pages, dynamic_form."""
    try:
        with Pdf.open(BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            _check(pdf, pages)
            _SANITIZER.apply(pdf)
            _drop_rest(pdf)
            target = BytesIO()
            pdf.save(target, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError:
        raise Unbuildable("encrypted") from None
    except Unbuildable:
        raise
    except Exception:
        # qpdf and the sanitizer meet files of every kind of wrongness; all of it means: cannot be read.
        raise Unbuildable("incomplete" if _is_cut_off(content) else "broken_pdf") from None
    if _is_cut_off(content):
        raise Unbuildable("incomplete")
    return Rebuilt("application/pdf", target.getvalue(), pages)


def _is_cut_off(content: bytes) -> bool:
    return b"%%EOF" not in content[-_TAIL:]


def _check(pdf: Pdf, pages: int) -> None:
    if not pages:
        raise Unbuildable("no_pages")
    if bool(pdf.Root.get(Name.NeedsRendering, False)):
        raise Unbuildable("dynamic_form")
    for page in pdf.pages:
        contents = page.obj.get(Name.Contents)
        for part in contents if isinstance(contents, Array) else [contents]:
            if isinstance(part, Stream):
                part.read_bytes()


def _drop_rest(pdf: Pdf) -> None:
    form = pdf.Root.get(Name.AcroForm)
    if isinstance(form, Dictionary) and Name.XFA in form:
        del form[Name.XFA]
    for name in _DROPPED:
        if name in pdf.Root:
            del pdf.Root[name]
    if Name.Info in pdf.trailer:
        del pdf.trailer[Name.Info]
