"""Data files of the ward: loading adds what is missing and respects what staff changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.core.loading import BadData
from cms.hubs.loading import DATA, load
from cms.hubs.models import Area, Chome, Hub, HubStatusChange, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped files, to be spoilt."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def rewrite(path: Path, change: object) -> None:
    rows = json.loads(path.read_text())
    change(rows)  # type: ignore[operator]
    path.write_text(json.dumps(rows, ensure_ascii=False))


def test_a_second_load_changes_nothing() -> None:
    assert load().added
    before = [list(model.objects.values()) for model in (Ward, Area, Chome, Hub, HubStatusChange)]
    report = load()
    assert (report.added, report.changed, report.kept) == ([], [], [])
    assert before == [list(model.objects.values()) for model in (Ward, Area, Chome, Hub, HubStatusChange)]


def test_every_hub_has_its_first_status_in_the_history() -> None:
    load()
    assert {(change.hub_id, change.status) for change in HubStatusChange.objects.all()} == set(
        Hub.objects.values_list("pk", "status")
    )


def test_what_staff_changed_is_kept_and_named() -> None:
    load()
    hub = Hub.objects.first()
    assert hub is not None
    Hub.objects.filter(pk=hub.pk).update(name="直した名前", verified=True)
    area = Area.objects.filter(chome__isnull=False).exclude(code="ward").first()
    assert area is not None
    area.chome.clear()
    report = load()
    hub.refresh_from_db()
    assert hub.name == "直した名前"
    assert not area.chome.exists()
    assert any("直した名前" in name for name in report.kept)


def test_overwrite_sets_rows_back_to_the_files() -> None:
    load()
    hub = Hub.objects.get(status=Hub.Status.MODEL)
    Hub.objects.filter(pk=hub.pk).update(name="直した名前", status=Hub.Status.CLOSED)
    report = load(overwrite=True)
    hub.refresh_from_db()
    assert hub.name != "直した名前"
    assert hub.status == Hub.Status.MODEL
    assert report.changed


def test_what_nobody_verified_says_so() -> None:
    load()
    rows: list[Ward | Area | Hub] = [*Ward.objects.all(), *Area.objects.all(), *Hub.objects.all()]
    for row in rows:
        assert row.verified or row.note.startswith("要確認："), row


def test_every_chome_belongs_to_the_whole_ward_and_to_at_most_one_network() -> None:
    load()
    for chome in Chome.objects.prefetch_related("areas"):
        layers = [area.layer for area in chome.areas.all()]
        assert layers.count(Area.Layer.WARD) == 1
        assert layers.count(Area.Layer.NETWORK) <= 1


def test_the_shipped_towns_are_those_of_the_ward() -> None:
    """Counts as in the Ministry of Land's 位置参照情報: 46 towns, 202 丁目 (towns without 丁目 counted once)."""
    load()
    assert Chome.objects.count() == 202
    assert Chome.objects.values("town").distinct().count() == 46
    assert Chome.objects.filter(number=0).count() == 4


@pytest.mark.parametrize(
    "file,change",
    [
        ("hubs.json", lambda rows: rows[3].update(area="nowhere")),
        ("hubs.json", lambda rows: rows[3].pop("status")),
        ("hubs.json", lambda rows: rows[3].update(colour="red")),
        ("areas.json", lambda rows: rows[8].update(chome={"旭丘": [9]})),
        ("areas.json", lambda rows: rows[8].update(parent="nowhere")),
        ("towns.json", lambda rows: rows[0].pop("kana")),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_loaded(folder: Path, file: str, change: object) -> None:
    rewrite(folder / file, change)
    with pytest.raises(BadData):
        load(folder)
    assert not Hub.objects.exists()
    assert not Ward.objects.exists()


def test_a_broken_file_is_named(folder: Path) -> None:
    (folder / "areas.json").write_text("[")
    with pytest.raises(CommandError, match="areas.json"):
        call_command("load_hubs", data=folder)


def test_another_ward_needs_only_other_files(folder: Path) -> None:
    rewrite(folder / "ward.json", lambda row: row.update(name="別の区"))
    rewrite(folder / "hubs.json", lambda rows: rows.__delitem__(slice(5, None)))
    load(folder)
    assert Ward.objects.get().name == "別の区"
    assert Hub.objects.count() == 5


BAD_ROWS = {
    "hub without a name": ("hubs.json", lambda rows: rows[3].update(name="")),
    "hub with a long code": ("hubs.json", lambda rows: rows[3].update(code="x" * 300)),
    "hub with a strange code": ("hubs.json", lambda rows: rows[3].update(code="a b/c")),
    "hub whose code is no text": ("hubs.json", lambda rows: rows[3].update(code=["a"])),
    "hub of an unknown status": ("hubs.json", lambda rows: rows[3].update(status="asleep")),
    "hub whose area is a list": ("hubs.json", lambda rows: rows[3].update(area=["a"])),
    "hub that is a text": ("hubs.json", lambda rows: rows.insert(0, "x")),
    "area of no layer": ("areas.json", lambda rows: rows[1].update(layer="x")),
    "area whose members are a number": ("areas.json", lambda rows: rows[1].update(chome=7)),
    "area whose numbers are texts": ("areas.json", lambda rows: rows[1].update(chome={"a": ["1"]})),
    "area whose numbers are one number": ("areas.json", lambda rows: rows[1].update(chome={"a": 1})),
    "town with a text for a number": ("towns.json", lambda rows: rows[2].update(chome="three")),
    "town with too many": ("towns.json", lambda rows: rows[2].update(chome=10**9)),
    "town without reading": ("towns.json", lambda rows: rows[2].update(kana="")),
    "town whose name is too long": ("towns.json", lambda rows: rows[2].update(town="町" * 500)),
    "ward without a name": ("ward.json", lambda row: row.update(name="")),
    "ward with a field that is none": ("ward.json", lambda row: row.update(unknown_field=1)),
}


@pytest.mark.parametrize("bad", BAD_ROWS)
def test_a_bad_row_is_named_with_its_file_and_nothing_is_loaded(folder: Path, bad: str) -> None:
    file, change = BAD_ROWS[bad]
    rewrite(folder / file, change)
    with pytest.raises(CommandError) as told:
        call_command("load_hubs", data=folder)
    assert str(told.value).startswith(f"{file}: ")
    assert len(str(told.value)) < 3000
    assert not Ward.objects.exists()
    assert not Hub.objects.exists()
    assert not Chome.objects.exists()
