"""From the frozen content to the bytes of the PDF: the same content gives the same bytes.

A4, PDF/A-2a and PDF/UA-1 (tagged, Japanese, fonts embedded). The renderer sees the template's folder
and two fonts, nothing else; texts reach it as JSON and are never evaluated.
"""

from __future__ import annotations

import io
import json
from functools import lru_cache
from pathlib import Path

import segno
import typst

from workflows.correspondence.content import Content
from workflows.correspondence.glyphs import font_files

TEMPLATES = Path(__file__).parent / "templates_typst"
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


class Unprintable(Exception):
    """The renderer refused, or warned; its diagnostics may quote the letter, so they are not kept."""


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folders = sorted({str(path.parent) for path in font_files()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def render(content: Content) -> bytes:
    """The PDF. Whether the fonts can draw every text is checked before, see ``places.holes``.

    Raises Unprintable on any error or warning of the renderer: a warning means another font or
    another layout than the one that was looked at.
    """
    compiler = typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True, root=str(TEMPLATES))
    try:
        pdf, warnings = compiler.compile_with_warnings(
            input=str(TEMPLATES / "letter.typ"),
            format="pdf",
            sys_inputs={"content": json.dumps(content, ensure_ascii=False), "qr": _qr(content["verification"]["url"])},
            pdf_standards=STANDARDS,
            timestamp=0,
        )
    except typst.TypstError as error:
        raise Unprintable(type(error).__name__) from None
    if warnings or not isinstance(pdf, bytes):
        raise Unprintable("warning")
    return pdf


def _qr(url: str) -> str:
    drawing = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawing, kind="svg", border=4, xmldecl=False)
    return drawing.getvalue().decode()
