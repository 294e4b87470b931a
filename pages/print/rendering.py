"""From the content of an issue to its PDF: A4, PDF/A-2a and PDF/UA-1, fonts embedded; the same content, the same bytes.

The renderer sees one folder that is made for it and thrown away, and two fonts; texts reach it as JSON and are never
evaluated.
"""

from __future__ import annotations

import copy
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import segno
import typst
from pypdf import PdfReader

from cms.core.stores import store_errors
from media.models import WardImage
from pages.print.content import Content
from workflows.correspondence.glyphs import font_files

TEMPLATE = Path(__file__).parent / "templates_typst" / "issue.typ"
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
# A column is 84 mm wide: twice as fine as a newspaper's pictures. Higher than 100 mm fills the column.
EDITION = "max-1000x1400|format-jpeg|jpegquality-82"
COLUMN_MM = 84
HIGHEST_MM = 100


class Unprintable(Exception):
    """The renderer refused, or warned. ``str`` says why, without the text of the issue."""


@dataclass(frozen=True)
class Made:
    pdf: bytes
    pages: int


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folders = sorted({str(path.parent) for path in font_files()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def render(content: Content) -> Made:
    """The PDF and the number of its pages. Whether the fonts can draw every text is checked before.

    Raises Unprintable on any error or warning of the renderer.
    """
    drawn = copy.deepcopy(content)
    with TemporaryDirectory(prefix="kizuna-issue-") as folder:
        root = Path(folder)
        for part in (*drawn["articles"], drawn["imprint"]):
            part["qr"] = _qr(part["url"])
        _put_pictures(drawn, root)
        (root / "content.json").write_text(json.dumps(drawn, ensure_ascii=False), encoding="utf-8")
        shutil.copy(TEMPLATE, root)
        pdf = _compile(root)
    return Made(pdf, len(PdfReader(io.BytesIO(pdf)).pages))


def _compile(root: Path) -> bytes:
    compiler = typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True, root=str(root))
    try:
        pdf, warnings = compiler.compile_with_warnings(
            input=str(root / TEMPLATE.name), format="pdf", pdf_standards=STANDARDS, timestamp=0
        )
    except typst.TypstError as error:
        raise Unprintable(type(error).__name__) from None
    if warnings or not isinstance(pdf, bytes):
        raise Unprintable("warning")
    return pdf


def _put_pictures(content: Content, root: Path) -> None:
    """Each picture's file in the folder; one whose file is gone is left out, and so is what decorates."""
    found = list(_pictures(content))
    images = WardImage.objects.in_bulk({node["image"] for node in found if node["alt"]})
    for node in found:
        node["file"], node["height"] = "", 0
        image = images.get(node["image"])
        if image is None:
            continue
        try:
            edition = image.get_rendition(EDITION)
            with edition.file.open("rb") as source:
                (root / f"{image.pk}.jpg").write_bytes(source.read())
        except store_errors():
            continue
        node["file"] = f"{image.pk}.jpg"
        node["height"] = min(HIGHEST_MM, round(COLUMN_MM * edition.height / max(edition.width, 1)))


def _pictures(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("kind") == "picture":
            yield value
        for part in value.values():
            yield from _pictures(part)
    elif isinstance(value, list):
        for part in value:
            yield from _pictures(part)


def _qr(url: str) -> str:
    drawing = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawing, kind="svg", border=4, xmldecl=False)
    return drawing.getvalue().decode()
