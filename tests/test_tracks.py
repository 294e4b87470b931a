"""Stages side by side: both run at once, each is told whole, and none outlives the run."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

import pytest

from tests import run
from tests.programs import until
from tests.tracks import ENDED, Tracks

# Says so, waits until the other has said so, and ends with 0 only then.
MEETS = """
import pathlib, sys, time
mine, other = map(pathlib.Path, sys.argv[1:])
print("here is", mine.name, flush=True)
mine.touch()
end = time.monotonic() + 60
while not other.exists() and time.monotonic() < end:
    time.sleep(0.05)
sys.exit(0 if other.exists() else 3)
"""
WAITS = "import pathlib, signal, sys; pathlib.Path(sys.argv[1]).touch(); signal.pause()"


@pytest.fixture
def tracks(tmp_path: Path) -> Tracks:
    return Tracks(tmp_path, tmp_path)


def go(tracks: Tracks, codes: dict[str, int], name: str, code: str, *arguments: object, yields: bool) -> None:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    codes[name] = tracks.program(name, command, dict(os.environ), yields=yields)


def test_both_tracks_run_at_the_same_time_and_each_is_told(
    tracks: Tracks, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    codes: dict[str, int] = {}
    a, b = tmp_path / "a", tmp_path / "b"
    tracks.side_by_side(
        [partial(go, tracks, codes, "plain", MEETS, a, b, yields=True)],
        [partial(go, tracks, codes, "other", MEETS, b, a, yields=False)],
    )
    assert codes == {"plain": 0, "other": 0}
    said = capfd.readouterr().out
    assert "--- plain\n" in said
    assert "--- other (ran beside)\nhere is b\n" in said


def test_in_turn_the_second_begins_when_the_first_has_ended(tracks: Tracks, tmp_path: Path) -> None:
    codes: dict[str, int] = {}
    looks = "import pathlib, sys; sys.exit(0 if pathlib.Path(sys.argv[1]).exists() else 3)"
    makes = "import pathlib, sys; pathlib.Path(sys.argv[1]).touch(); sys.exit(4)"
    mark = tmp_path / "mark"
    tracks.in_turn(
        [
            partial(go, tracks, codes, "early", looks, mark, yields=False),
            partial(go, tracks, codes, "makes", makes, mark, yields=True),
            partial(go, tracks, codes, "late", looks, mark, yields=False),
        ]
    )
    assert codes == {"early": 3, "makes": 4, "late": 0}


def test_a_wish_to_stop_ends_both_and_starts_nothing_more(tracks: Tracks, tmp_path: Path) -> None:
    codes: dict[str, int] = {}
    started, never = tmp_path / "started", tmp_path / "never"

    def stopped() -> None:
        assert until(started.exists, 60)
        raise SystemExit(143)

    with pytest.raises(SystemExit):
        tracks.side_by_side(
            [stopped],
            [
                partial(go, tracks, codes, "waits", WAITS, started, yields=False),
                partial(go, tracks, codes, "never", WAITS, never, yields=False),
            ],
        )
    assert codes == {"waits": -9}
    assert tracks.program("late", [sys.executable, "-c", WAITS, str(never)], {}, yields=True) == ENDED
    assert not never.exists()


@pytest.mark.parametrize(
    ("processors", "beside", "after"),
    [(8, ["races", "e2e", "faults", "scale"], []), (2, ["faults", "scale"], ["races", "e2e"])],
)
def test_only_the_plain_stages_give_way_and_every_stage_runs_once(
    monkeypatch: pytest.MonkeyPatch, processors: int, beside: list[str], after: list[str]
) -> None:
    asked: dict[str, list[str]] = {}
    whole = run.Run([])
    monkeypatch.setattr(run, "PROCESSORS", processors)
    monkeypatch.setattr(run, "TRACKS", 2)

    def side_by_side(yielding: list[partial[None]], others: list[partial[None]]) -> None:
        asked["plain"] = [part.args[0].name for part in yielding]
        asked["others"] = [part.args[0].name for part in others[1:]]
        assert others[0] == whole.check

    def in_turn(parts: list[partial[None]]) -> None:
        asked["after"] = [part.args[0].name for part in parts]

    monkeypatch.setattr(whole.tracks, "side_by_side", side_by_side)
    monkeypatch.setattr(whole.tracks, "in_turn", in_turn)
    whole.everything()
    assert asked == {"plain": ["sqlite", "postgres"], "others": beside, "after": after}


def test_on_one_track_everything_runs_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    whole = run.Run([])
    monkeypatch.setattr(run, "TRACKS", 1)
    monkeypatch.setattr(run, "PROCESSORS", 2)
    monkeypatch.setattr(whole.tracks, "in_turn", lambda parts: asked.extend(part.args[0].name for part in parts[1:]))
    whole.everything()
    assert asked == ["sqlite", "postgres", "faults", "scale", "races", "e2e"]


def test_what_comes_after_two_tracks_is_told_while_it_runs(
    tracks: Tracks, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    codes: dict[str, int] = {}
    says = partial(go, tracks, codes, code="print('here')", yields=False)
    tracks.side_by_side([partial(says, "plain")], [partial(says, "other")])
    tracks.in_turn([partial(says, "late")])
    assert "--- late\nhere\n" in capfd.readouterr().out
