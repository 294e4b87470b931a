"""Real files, made on the spot: pictures with a place in them, office archives, small PDFs, bombs."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

from PIL import Image
from pypdf import PdfWriter

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
GPS_IFD = 0x8825
ORIENTATION = 0x0112
MAKER = 0x010F


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), orientation: int = 1) -> bytes:
    """A picture with maker, orientation and the place of the ward office in its EXIF; left half red."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[MAKER] = "SecretPhone"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (35.0, 44.0, 8.0), 3: "E", 4: (139.0, 39.0, 6.0)})
    out = io.BytesIO()
    image.save(out, kind, exif=exif.tobytes())
    return out.getvalue()


def office(main: str = WORD, members: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override PartName="/x.xml" ContentType="{main}"/></Types>')
        archive.writestr("x.xml", "<x/>")
        for name, data in (members or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook() -> bytes:
    """As the library that staff exports use writes it."""
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "収入"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(body: bytes = b"", *, tail: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog" + body + b">>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n" + tail


def pdf_with_packed(inner: bytes) -> bytes:
    """``inner`` inside a compressed object stream, where a plain search does not see it."""
    packed = zlib.compress(inner)
    stream = b"2 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream endobj\n"
    return b"%PDF-1.7\n" + stream % (len(packed), packed) + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A few bytes that promise 900 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def written_pdf(*pages: str) -> bytes:
    """Words as an office program writes them, each text on a page of its own."""
    import pylopdf_fonts_jp
    import typst

    source = '#set text(font: "Noto Sans JP", lang: "ja")\n' + "\n#pagebreak()\n".join(pages)
    folder = Path(pylopdf_fonts_jp.__file__).parent
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    return bytes(typst.Compiler(font_paths=fonts, ignore_system_fonts=True).compile(source.encode(), format="pdf"))


def scanned_pdf() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "PDF")
    return out.getvalue()


def locked_pdf(data: bytes, *, user: str = "geheim") -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
