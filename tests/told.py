"""What can be read in an answer of the site, whatever its format, and however what is looked for is spelt there."""

from __future__ import annotations

import html
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdf

BETWEEN = re.compile(r"[\s()（）‐‑‒–—―−ー-]")


def body_of(response: Any) -> bytes:
    """The whole body, which can still be sent afterwards."""
    if not response.streaming:
        return bytes(response.content)
    body = b"".join(response.streaming_content)
    response.streaming_content = [body]
    return body


def readable(body: bytes) -> Iterator[str]:
    """The texts of a page, JSON, CSV, PDF or office file."""
    if body.startswith(b"%PDF"):
        yield from (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    elif body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for name in packed.namelist():
                yield from readable(packed.read(name))
    else:
        yield from (html.unescape(body.decode(code, "replace")) for code in ("utf-8", "cp932"))
        if body.lstrip()[:1] in (b"{", b"["):
            yield from _values(body)


def _values(body: bytes) -> Iterator[str]:
    try:
        yield json.dumps(json.loads(body), ensure_ascii=False)
    except ValueError:
        yield body.decode("unicode_escape", "replace")


def plain(text: str) -> str:
    """However it is spelt: 03-1234-5678, ０３（１２３４）５６７８, with line breaks of a PDF between."""
    return BETWEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
