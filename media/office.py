"""Word, Excel and PowerPoint files are zip archives: nothing is unpacked before its size is known to be bounded."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import BinaryIO

from django.utils.translation import gettext as _

from media.refused import Refused

MAX_ENTRIES = 2_000
MAX_DIRECTORY_BYTES = 512 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_CONTENT_TYPES_BYTES = 256 * 1024

END_OF_DIRECTORY = b"PK\x05\x06"
ZIP64_LOCATOR = b"PK\x06\x07"
WORD_MAIN = b"wordprocessingml.document.main+xml"
EXCEL_MAIN = b"spreadsheetml.sheet.main+xml"
SLIDES_MAIN = b"presentationml.presentation.main+xml"


def office_extension(source: BinaryIO) -> str:
    """``docx``, ``xlsx`` or ``pptx`` by what the archive says of itself, after every entry was read once.

    Raises Refused for archives that are none of these, damaged, locked, with macros, with
    members outside their folder, or that would grow beyond the bounds above.
    """
    _refuse_huge_directory(source)
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            _refuse_members(members)
            declared = _content_types(archive)
            _read_all(archive, members)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, struct.error) as broken:
        raise _damaged() from broken
    if b"macroEnabled" in declared:
        raise _macros()
    if WORD_MAIN in declared:
        return "docx"
    if EXCEL_MAIN in declared:
        return "xlsx"
    if SLIDES_MAIN in declared:
        return "pptx"
    raise _not_office()


def _refuse_huge_directory(source: BinaryIO) -> None:
    """Look at the archive's own count before ``zipfile`` builds an object per entry."""
    source.seek(0, 2)
    size = source.tell()
    start = max(0, size - 65_557)
    source.seek(start)
    tail = source.read()
    at = tail.rfind(END_OF_DIRECTORY)
    if at < 0 or len(tail) < at + 22:
        raise _damaged()
    entries, directory_bytes = struct.unpack_from("<HL", tail, at + 10)
    zip64 = at >= 20 and tail[at - 20 : at - 16] == ZIP64_LOCATOR
    if zip64 or entries > MAX_ENTRIES or directory_bytes > MAX_DIRECTORY_BYTES:
        raise _too_big()
    source.seek(0)


def _refuse_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_ENTRIES or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise _too_big()
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/"):
            raise _not_office()
        if member.flag_bits & 0x1:
            raise Refused(_("The file is locked with a password. Remove the password and send it again."))
        lowered = name.lower()
        if lowered.endswith("vbaproject.bin") or "/activex/" in f"/{lowered}":
            raise _macros()


def _content_types(archive: zipfile.ZipFile) -> bytes:
    try:
        with archive.open("[Content_Types].xml") as part:
            return part.read(MAX_CONTENT_TYPES_BYTES)
    except KeyError as missing:
        raise _not_office() from missing


def _read_all(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Each entry's checksum holds. ``zipfile`` yields at most what was declared, and that is bounded."""
    for member in members:
        with archive.open(member) as part:
            while part.read(256 * 1024):
                pass


def _damaged() -> Refused:
    return Refused(_("The file is damaged and cannot be opened. Save it once more and send it again."))


def _too_big() -> Refused:
    return Refused(_("The file becomes too large when it is opened. Save it as a PDF and send that instead."))


def _macros() -> Refused:
    return Refused(_("Files with macros are not accepted. Save it as a PDF and send that instead."))


def _not_office() -> Refused:
    return Refused(_("This is not a Word (.docx) or Excel (.xlsx) file. Save it as a PDF and send that instead."))
