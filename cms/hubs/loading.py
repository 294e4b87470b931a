"""Puts the ward's data files into the database.

Law: what is missing is added; what is there was perhaps corrected by staff and is left alone, unless ``overwrite``.
Everything or nothing: one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.hubs.models import Area, Chome, Hub, Topic, Ward
from cms.hubs.services import code_is_fixed, set_status
from cms.hubs.signals import hub_renamed

DATA = Path(__file__).parent / "data"
LOAD_REASON = "データファイルから読込み"
MOST_CHOME = 99


class BadData(Exception):
    """A data file cannot be used; the text names the file and the row."""


@dataclass
class Report:
    """What a load did: rows by their name."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def load(folder: Path = DATA, *, overwrite: bool = False) -> Report:
    """The database holds every row of the files in ``folder``. Raises BadData and then nothing is changed."""
    report = Report()
    with transaction.atomic():
        with _row("ward.json", ward := _read(folder / "ward.json", dict)):
            _load_ward(ward, report, overwrite)
        chome = _load_towns(_read(folder / "towns.json", list), report, overwrite)
        _load_areas(_read(folder / "areas.json", list), chome, report, overwrite)
        _load_hubs(_read(folder / "hubs.json", list), report, overwrite)
        # A ward that brings its own files may do without topics.
        if (folder / "topics.json").exists():
            _load_topics(_read(folder / "topics.json", list), report, overwrite)
    return report


def _read(path: Path, shape: type) -> Any:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadData(f"{path.name}: {error}") from error
    if not isinstance(data, shape):
        raise BadData(_("%(file)s: the wrong shape") % {"file": path.name})
    return data


@contextmanager
def _row(file: str, row: Any) -> Iterator[None]:
    """What is wrong with ``row`` is told with the file and the row."""
    try:
        yield
    except ValidationError as error:
        raise BadData(f"{file}: {' '.join(_sentences(error))}: {row}") from error
    except (BadData, CaseError, IntegrityError, DataError) as error:
        raise BadData(f"{file}: {error}: {row}") from error


def _sentences(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [f"{name}: {' '.join(told)}" for name, told in error.message_dict.items()]


def _take(row: Any, *keys: str) -> list[Any]:
    """The values of ``keys``; BadData names a missing key."""
    if not isinstance(row, dict):
        raise BadData(_("a row is written as {…}"))
    try:
        return [row[key] for key in keys]
    except KeyError as error:
        raise BadData(_("%(key)s is missing in %(row)s") % {"key": error, "row": row}) from error


def _known(code: Any, areas: dict[str, Area]) -> Area | None:
    """The area of ``code``; None for none."""
    if code is None:
        return None
    if not isinstance(code, str) or code not in areas:
        raise BadData(_("The area %(code)s is not known.") % {"code": code})
    return areas[code]


def _plain_code(code: Any) -> str:
    if not isinstance(code, str):
        raise BadData(_("a code is a text in quotation marks, not %(code)s") % {"code": code})
    return code


def _put(found: models.Model | None, fresh: models.Model, names: list[str], report: Report, overwrite: bool) -> Any:
    """The row as it now stands: ``fresh`` saved, or ``found`` kept or set to the values of ``fresh``."""
    if found is None:
        fresh.full_clean()
        fresh.save()
        report.added.append(str(fresh))
        return fresh
    differing = [name for name in names if getattr(found, name) != getattr(fresh, name)]
    if not differing:
        return found
    if not overwrite:
        report.kept.append(f"{found} ({', '.join(differing)})")
        return found
    for name in differing:
        setattr(found, name, getattr(fresh, name))
    found.full_clean()
    found.save()
    report.changed.append(f"{found} ({', '.join(differing)})")
    return found


def _build(model: type[models.Model], row: dict[str, Any]) -> models.Model:
    try:
        return model(**row)
    except (TypeError, ValueError) as error:
        raise BadData(f"{model.__name__}: {error}") from error


def _load_ward(row: dict[str, Any], report: Report, overwrite: bool) -> None:
    _put(Ward.objects.order_by("pk").first(), _build(Ward, row), list(row), report, overwrite)


def _load_towns(rows: list[dict[str, Any]], report: Report, overwrite: bool) -> dict[str, list[Chome]]:
    """Every 丁目 of the files, by town."""
    present = {(c.town, c.number): c for c in Chome.objects.all()}
    by_town: dict[str, list[Chome]] = {}
    for row in rows:
        with _row("towns.json", row):
            town, kana, count = _take(row, "town", "kana", "chome")
            if type(count) is not int or not 0 <= count <= MOST_CHOME:
                raise BadData(_("chome is how many 丁目 there are: 0 to %(most)d") % {"most": MOST_CHOME})
            for number in range(1, count + 1) if count else (0,):
                fresh = Chome(town=_plain_code(town), town_kana=kana, number=number)
                chome = _put(present.get((town, number)), fresh, ["town_kana"], report, overwrite)
                by_town.setdefault(town, []).append(chome)
    return by_town


def _load_areas(rows: list[dict[str, Any]], towns: dict[str, list[Chome]], report: Report, overwrite: bool) -> None:
    areas = {area.code: area for area in Area.objects.all()}
    for row in rows:
        with _row("areas.json", row):
            code, chome, parent = _take(row, "code", "chome", "parent")
            plain = {key: value for key, value in row.items() if key not in ("chome", "parent")}
            fresh = _build(Area, plain | {"parent": _known(parent, areas)})
            found = areas.get(_plain_code(code))
            area = _put(found, fresh, [*plain, "parent"], report, overwrite)
            areas[area.code] = area
            if found is None or overwrite:
                area.chome.set(_members(chome, towns))


def _members(spec: Any, towns: dict[str, list[Chome]]) -> list[Chome]:
    """The 丁目 that ``"all"`` or ``{town: "all" | [numbers]}`` names."""
    if spec == "all":
        return [chome for town in towns.values() for chome in town]
    if not isinstance(spec, dict) or not all(numbers == "all" or _are_numbers(numbers) for numbers in spec.values()):
        raise BadData(_('chome is "all", or for each town "all" or a list of numbers'))
    members: list[Chome] = []
    for town, numbers in spec.items():
        known = {chome.number: chome for chome in towns.get(town, [])}
        wanted = list(known) if numbers == "all" else numbers
        if not known or not set(wanted) <= set(known):
            raise BadData(_("%(town)s %(numbers)s is not in towns.json.") % {"town": town, "numbers": numbers})
        members += [known[number] for number in wanted]
    return members


def _are_numbers(given: Any) -> bool:
    return isinstance(given, list) and all(type(one) is int for one in given)


def _load_hubs(rows: list[dict[str, Any]], report: Report, overwrite: bool) -> None:
    hubs = {hub.code: hub for hub in Hub.objects.all()}
    areas = {area.code: area for area in Area.objects.all()}
    _refuse_new_codes(rows, hubs)
    for row in rows:
        with _row("hubs.json", row):
            code, area, status = _take(row, "code", "area", "status")
            plain = {key: value for key, value in row.items() if key not in ("area", "status")}
            fresh = _build(Hub, plain | {"area": _known(area, areas)})
            found = hubs.get(_plain_code(code))
            old = found.name if found else ""
            hub = _put(found, fresh, [*plain, "area"], report, overwrite)
            if old and old != hub.name:
                hub_renamed.send(Hub, hub=hub, old=old)
            if found is None or overwrite:
                set_status(hub, actor=None, status=status, reason=LOAD_REASON)


def _load_topics(rows: list[dict[str, Any]], report: Report, overwrite: bool) -> None:
    topics = {topic.code: topic for topic in Topic.objects.all()}
    for row in rows:
        with _row("topics.json", row):
            (code,) = _take(row, "code")
            _put(topics.get(_plain_code(code)), _build(Topic, row), list(row), report, overwrite)


def _refuse_new_codes(rows: list[dict[str, Any]], hubs: dict[str, Hub]) -> None:
    """A hub that the files name by another code would become two; with cases its code can no longer change."""
    # What is no row, or has no code, is told where it is read.
    rows = [row for row in rows if isinstance(row, dict) and isinstance(row.get("code"), str)]
    named = {row["code"] for row in rows}
    by_name = {hub.name: hub for code, hub in hubs.items() if code not in named}
    for row in rows:
        old = by_name.get(str(row.get("name", "")))
        if row["code"] not in hubs and old is not None and code_is_fixed(old):
            text = _("%(name)s has cases under the code %(old)s, so it cannot be loaded as %(new)s.")
            raise BadData(text % {"name": old.name, "old": old.code, "new": row["code"]})
