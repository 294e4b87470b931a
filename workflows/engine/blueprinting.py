"""A new kind of request from the blueprint: a folder that runs as it stands."""

from __future__ import annotations

import keyword
import re
import struct
from pathlib import Path

from workflows.engine.kind import kinds

BLUEPRINT = Path(__file__).with_name("blueprint")
NAME = re.compile(r"[a-z][a-z0-9_]{1,38}")
# Blueprint → file of the new folder.
FILES = {
    "apps.txt": "apps.py",
    "kind.txt": "kind.py",
    "form.txt": "form.py",
    "flow.txt": "flow.py",
    "letters.txt": "letters.py",
    "examples.txt": "examples.py",
    "README.txt": "README.md",
    "test.txt": "test___name__.py",
    "po.txt": "locale/ja/LC_MESSAGES/django.po",
}


class BadName(ValueError):
    """The name of the kind will not do; the text says why."""


def make_kind(name: str, *, title: str, title_ja: str, folder: Path, package: str) -> list[Path]:
    """The files of the new kind ``name`` in ``folder``, which must not exist; returns them.

    package  dotted name that the folder has as a Python package
    Raises   BadName.
    """
    _check(name, folder)
    words = {
        "__package__": package,
        "__name__": name,
        "__Class__": "".join(part.capitalize() for part in name.split("_")),
        "__title__": title,
        "__title_ja__": title_ja,
    }
    made = [folder / "__init__.py"]
    folder.mkdir(parents=True)
    made[0].touch()
    for source, target in FILES.items():
        path = folder / _filled(target, words)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled((BLUEPRINT / source).read_text(encoding="utf-8"), words), encoding="utf-8")
        made.append(path)
    catalogue = next(path for path in made if path.suffix == ".po")
    catalogue.with_suffix(".mo").write_bytes(compiled(catalogue.read_text(encoding="utf-8")))
    return [*made, catalogue.with_suffix(".mo")]


def _check(name: str, folder: Path) -> None:
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise BadName("a name has small letters, digits and the underscore, and begins with a letter")
    if name in kinds():
        raise BadName(f"a kind named {name} is installed already")
    if folder.exists():
        raise BadName(f"{folder} is there already")


def _filled(text: str, words: dict[str, str]) -> str:
    return re.sub("|".join(map(re.escape, sorted(words, key=len, reverse=True))), lambda found: words[found[0]], text)


def compiled(catalogue: str) -> bytes:
    """The .mo of a small catalogue in which every message stands on one line (format: GNU gettext manual, MO files)."""
    found = re.findall(r'^(?:msgctxt "(.+)"\n)?msgid "(.+)"\nmsgstr "(.*)"$', catalogue, re.MULTILINE)
    pairs = [(f"{context}\4{message}" if context else message, text) for context, message, text in found]
    entries = sorted([("", "Content-Type: text/plain; charset=UTF-8\n"), *pairs])
    ids = b"".join(key.encode() + b"\0" for key, _text in entries)
    texts = b"".join(text.encode() + b"\0" for _key, text in entries)
    start_ids = 28 + 16 * len(entries)
    tables, at_id, at_text = [b"", b""], start_ids, start_ids + len(ids)
    for key, text in entries:
        tables[0] += struct.pack("<II", len(key.encode()), at_id)
        tables[1] += struct.pack("<II", len(text.encode()), at_text)
        at_id, at_text = at_id + len(key.encode()) + 1, at_text + len(text.encode()) + 1
    header = struct.pack("<7I", 0x950412DE, 0, len(entries), 28, 28 + 8 * len(entries), 0, 0)
    return header + tables[0] + tables[1] + ids + texts
