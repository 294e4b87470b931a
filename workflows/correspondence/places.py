"""The single texts of a letter's content, each under a path such as ``addressee.name`` or ``body.0``."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.core.text import unstorable
from workflows.correspondence import glyphs
from workflows.correspondence.content import Content

_UNSEEN = {"schema", "outcome", "dated_on", "key", "url"}
# What a new version may correct. Text, amounts, grounds, conditions and reasons belong to the decision.
_CORRECTABLE = ("addressee.", "sender.", "contact.lines.")
_CORRECTABLE_ITEMS = {"activity"}
_NEEDED = {"addressee.group", "addressee.name", "sender.title"}
_IDENTITY = ("number", "date", "verification.", "supersedes")
LONGEST = 2000
# Characters that may stand for one that cannot be printed, such as a reading.
LONGEST_SUBSTITUTE = 20


@dataclass(frozen=True)
class Place:
    """One text of a letter: its path, what staff call it, the text, and what the fonts lack of it."""

    path: str
    label: str
    text: str

    @property
    def missing(self) -> list[str]:
        return glyphs.missing(self.text)


def places(content: Content) -> list[Place]:
    """Every text that the letter shows, in the order of the letter's data."""
    return [Place(path, _label(content, path), text) for path, text in _texts(content, "")]


def holes(content: Content) -> list[Place]:
    """The places that the fonts cannot print as they stand."""
    return [place for place in places(content) if place.missing]


def told(lacking: list[Place]) -> str:
    """For staff: each place with the characters that it lacks, e.g. ``宛名の氏名：𪚥（U+2A6A5）``."""
    return "、".join(f"{place.label}：{' '.join(glyphs.described(c) for c in place.missing)}" for place in lacking)


def correctable(content: Content) -> list[Place]:
    """The places that a new version may correct."""
    return [place for place in places(content) if _may_correct(content, place.path)]


def changed(content: Content, changes: Mapping[str, str], *, allowed: list[Place]) -> Content:
    """A copy of ``content`` with the texts under the given paths replaced.

    Raises CaseError for a path outside ``allowed``, for a text that no database keeps or that is
    longer than ``LONGEST`` characters, and for leaving out the addressee or the sender.
    """
    open_to_change = {place.path: place.label for place in allowed}
    result = copy.deepcopy(content)
    for path, text in changes.items():
        if path not in open_to_change:
            raise CaseError(_("This part of the letter cannot be changed: %(place)s") % {"place": path})
        text = " ".join(text.splitlines()).strip()
        if unstorable(text) or len(text) > LONGEST:
            raise CaseError(_("This text cannot be used: %(place)s") % {"place": open_to_change[path]})
        if not text and path in _NEEDED and _is_filled(content, path):
            raise CaseError(_("This part of the letter must not be empty: %(place)s") % {"place": open_to_change[path]})
        _put(result, path.split("."), text)
    return result


def _is_filled(content: Content, path: str) -> bool:
    """A letter to a person names no group, and need not from now on."""
    part, _dot, key = path.partition(".")
    return bool(content[part].get(key))


def differences(before: Content, after: Content) -> list[dict[str, str]]:
    """What a new version says otherwise: each place with both texts. Identity and reference do not count."""
    texts = {place.path: place for place in places(after) if not place.path.startswith(_IDENTITY)}
    return [
        {"place": old.label, "before": old.text, "after": texts[old.path].text}
        for old in places(before)
        if old.path in texts and texts[old.path].text != old.text
    ]


def only_holes_differ(lacking: list[Place], changes: Mapping[str, str]) -> None:
    """Raises CaseError when a new text differs from the old one in more than the characters that cannot be printed."""
    for place in lacking:
        kept = re.split("|".join(re.escape(unit) for unit in place.missing), place.text.strip())
        pattern = f".{{0,{LONGEST_SUBSTITUTE}}}".join(re.escape(" ".join(text.splitlines())) for text in kept)
        if place.path in changes and not re.fullmatch(pattern, changes[place.path].strip(), re.DOTALL):
            raise CaseError(
                _("Only the characters that cannot be printed may be written otherwise: %(place)s")
                % {"place": place.label}
            )


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _UNSEEN:
                yield from _texts(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{path}.{index}")


def _put(value: Any, keys: list[str], text: str) -> None:
    key: Any = int(keys[0]) if isinstance(value, list) else keys[0]
    if len(keys) == 1:
        value[key] = text
    else:
        _put(value[key], keys[1:], text)


def _may_correct(content: Content, path: str) -> bool:
    if path.startswith("items."):
        _items, index, part = path.split(".", 2)
        return content["items"][int(index)]["key"] in _CORRECTABLE_ITEMS and part.startswith("lines.")
    return path.startswith(_CORRECTABLE)


def _label(content: Content, path: str) -> str:
    keys = path.split(".")
    if keys[0] == "items":
        item = content["items"][int(keys[1])]["label"]
        return item if keys[2] != "list" else f"{item}({int(keys[3]) + 1})"
    if keys[0] in {"body", "appeal"} or path.startswith("contact.lines."):
        return _LABELS[keys[0]]() + f"({int(keys[-1]) + 1})"
    return _LABELS.get(path, _LABELS["other"])()


_LABELS = {
    "title": lambda: _("title of the letter"),
    "number": lambda: _("number of the letter"),
    "addressee.postal_code": lambda: _("postal code of the addressee"),
    "addressee.address": lambda: _("address of the addressee"),
    "addressee.group": lambda: _("name of the group"),
    "addressee.title": lambda: _("office held by the addressee"),
    "addressee.name": lambda: _("name of the addressee"),
    "sender.title": lambda: _("title of the sender"),
    "sender.name": lambda: _("name of the sender"),
    "sender.seal_note": lambda: _("note on the seal"),
    "body": lambda: _("text of the letter"),
    "appeal": lambda: _("notice on appeal"),
    "contact": lambda: _("contact"),
    "other": lambda: _("another part of the letter"),
}
