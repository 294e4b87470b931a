"""What machines and files are given: every address of that sort, asked as somebody, read whatever its format."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping

from django.test import Client
from pypdf import PdfReader
from pypdf.errors import PdfReadError

from tests.roles.routes import routes

# Feeds, calendars, searches, files, lists of records that can be taken out, answers to scripts.
MACHINES = re.compile(
    r"feed|\.ics|\.rss|\.atom|\.json|\.xml|\.pdf|\.svg|\.js|api/|healthz|search|sitemap|export|results/|state/|"
    r"reports/|snippets/(?!choose/)"
)
WRITES = re.compile(r"/(create|add|chosen-multiple)/")
QUERIES = ("", "?export=csv", "?export=xlsx", "?format=json&fields=*")


def addresses(values: Mapping[str, Iterable[str]]) -> tuple[list[str], list[str]]:
    """(addresses to ask, patterns that nothing fills); ``values``: what stands for an argument such as ``code``."""
    open_, left = set(), set()
    for route in routes():
        pattern = "/" + route.address.replace("^", "").replace("$", "")
        if not MACHINES.search(pattern) or WRITES.search(pattern):
            continue
        filled = list(_filled(pattern, values))
        open_ |= set(filled)
        if not filled:
            left.add(pattern)
    return sorted(open_), sorted(left)


def _filled(pattern: str, values: Mapping[str, Iterable[str]]) -> Iterator[str]:
    found = re.search(r"<(?:\w+:)?(\w+)>", pattern)
    if found is None:
        if not re.search(r"[()\\\[?*]", pattern):
            yield pattern
        return
    for value in values.get(found[1], ()):
        yield from _filled(pattern.replace(found[0], value, 1), values)


def get(client: Client, address: str) -> str:
    return asked(client, address)[1]


def asked(client: Client, address: str) -> tuple[int, str]:
    """The status, and everything that the answer tells, its headers included."""
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
    return answer.status_code, f"{dict(answer.items())} {read(content)}"


def read(data: bytes) -> str:
    """The text of a file: of an archive that of its members, of a PDF that of its pages."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return " ".join(read(archive.read(name)) for name in archive.namelist())
    if data.startswith(b"%PDF"):
        try:
            pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
        except PdfReadError:
            pages = []
        return " ".join([*pages, data.decode("latin-1")])
    return data.decode("utf-8", errors="replace")
