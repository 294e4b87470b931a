"""What the sources ask to be translated, and what our catalogues say; read without any program of GNU gettext."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

from tests.databases import ROOT

PACKAGES = ("cms", "pages", "workflows", "forms", "media")
# Name of the function → where its arguments have context and message; as makemessages calls xgettext.
CALLS = {
    **dict.fromkeys(("said", "said_lazy"), (None, 0)),
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"), (None, 0)),
    **dict.fromkeys(("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"), (0, 1)),
}
LITERAL = r"""(u?"(?:\\.|[^"\\])*"|u?'(?:\\.|[^'\\])*')"""
CALLED = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?", re.DOTALL)
# In the words of a kind: {% said "message" kind "context" name=value %}, where the context is for every other kind.
SAID = re.compile(r"""{% said (["'])(.+?)\1 [\w.]+(?: ["']([^"']+?)["'])?(?: \w+=\S+)* %}""")
PART = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[(\d)\])?) "(.*)"$')
# As in .mo files: the context stands before the message, with this sign between.
GLUE = "\x04"


@dataclass
class Entry:
    """One entry of a .po file; ``texts`` holds all its plural forms."""

    flags: str = ""
    context: str | None = None
    message: str = ""
    plural: str = ""
    texts: dict[int, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.message if self.context is None else f"{self.context}{GLUE}{self.message}"


def paths() -> list[Path]:
    """Every .po file of ours."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.po"))


def entries(path: Path) -> list[Entry]:
    """The living entries of a .po file, its header left out."""
    blocks = path.read_text().split("\n\n")
    found = [_entry(block) for block in blocks if re.search(r"^msgid ", block, re.MULTILINE)]
    return [entry for entry in found if entry.message]


def _entry(block: str) -> Entry:
    entry = Entry(flags=" ".join(line for line in block.splitlines() if line.startswith("#,")))
    part, place = "", 0
    for line in block.splitlines():
        if started := PART.match(line):
            part, place = started[1].split("[")[0], int(started[2] or 0)
            _add(entry, part, place, started[3])
        elif line.startswith('"'):
            _add(entry, part, place, line[1:-1])
    return entry


def _add(entry: Entry, part: str, place: int, quoted: str) -> None:
    text = str(ast.literal_eval(f'"{quoted}"'))
    if part == "msgctxt":
        entry.context = (entry.context or "") + text
    elif part == "msgid":
        entry.message += text
    elif part == "msgid_plural":
        entry.plural += text
    else:
        entry.texts[place] = entry.texts.get(place, "") + text


def compiled(path: Path) -> dict[object, str]:
    """What the .mo file beside a .po file says: message (with the number of the form, if it has forms) → text."""
    with path.with_suffix(".mo").open("rb") as source:
        catalogue = gettext.GNUTranslations(source)._catalog  # type: ignore[attr-defined]
    return {key: text for key, text in catalogue.items() if key}


def expected(path: Path) -> dict[object, str]:
    """What that .mo file has to say."""
    said: dict[object, str] = {}
    for entry in entries(path):
        said |= {(entry.key, n): t for n, t in entry.texts.items()} if entry.plural else {entry.key: entry.texts[0]}
    return said


def asked() -> dict[str, str]:
    """Message → a file that asks for it, over all sources of ours."""
    readers = {".py": _in_python, ".html": _in_template, ".txt": _in_template, ".js": _in_script}
    found: dict[str, str] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in readers and "migrations" not in path.parts and _is_source(path):
                found |= dict.fromkeys(readers[path.suffix](path.read_text()), str(path.relative_to(ROOT)))
    return found


def _is_source(path: Path) -> bool:
    return path.suffix == ".py" or "templates" in path.parts or path.suffix == ".js"


def _in_python(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [one.value for one in node.args if isinstance(one, ast.Constant)]
            if name in CALLS and all(isinstance(one, str) for one in given):
                yield from _key(name, [str(one) for one in given])


def _in_template(text: str) -> Iterator[str]:
    yield from _called(templatize(text))
    for _quote, message, context in SAID.findall(text):
        yield f"{context}{GLUE}{message}" if context else message


def _in_script(text: str) -> Iterator[str]:
    yield from _called(text)


def _called(text: str) -> Iterator[str]:
    for name, *quoted in CALLED.findall(text):
        yield from _key(name, [str(ast.literal_eval(one)) for one in quoted if one])


def _key(name: str, given: list[str]) -> Iterator[str]:
    context, message = CALLS[name]
    if len(given) > message and given[message]:
        yield given[message] if context is None else f"{given[context]}{GLUE}{given[message]}"
