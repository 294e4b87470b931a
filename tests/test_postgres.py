"""The server of a run: in memory where there is plenty, on the disk when it must survive; nothing of it is left."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.postgres import Cluster

DEAD = 4_194_304  # above the highest number that Linux gives to a process


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Plenty of it, whatever the machine has; below a folder that the lent account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="kizuna-memory-"))
    folder.chmod(0o755)
    monkeypatch.setattr(postgres, "MEMORY", folder)
    monkeypatch.setattr(postgres, "PLENTY", 0)
    yield folder
    shutil.rmtree(folder)


def test_a_server_that_may_forget_lies_in_memory_and_leaves_nothing(memory: Path) -> None:
    with Cluster() as cluster:
        assert cluster.data.parent.parent == memory
        assert (cluster.data / "postmaster.pid").exists()
        folder = cluster.folder
    assert list(memory.iterdir()) == []
    assert not folder.exists()


def test_a_server_that_must_survive_a_crash_lies_on_the_disk(memory: Path) -> None:
    with Cluster(durable=True) as cluster:
        assert cluster.data.parent == cluster.folder
        assert list(memory.iterdir()) == []


def test_without_plenty_of_memory_every_server_lies_on_the_disk(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "PLENTY", 2**60)
    with Cluster() as cluster:
        assert cluster.data.parent == cluster.folder


@pytest.mark.parametrize(("limit", "plenty"), [("max", True), ("5000", True), ("4999", False)])
def test_the_limit_of_the_group_of_processes_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, plenty: bool
) -> None:
    most, used = tmp_path / "max", tmp_path / "current"
    most.write_text(f"{limit}\n")
    used.write_text("1000\n")
    monkeypatch.setattr(postgres, "MEMORY", tmp_path)
    monkeypatch.setattr(postgres, "GROUP", [(most, used), (tmp_path / "none", tmp_path / "none")])
    monkeypatch.setattr(postgres, "PLENTY", 4000)
    assert postgres.has_plenty() is plenty


def test_what_a_killed_run_left_in_memory_is_gone_after_hours(memory: Path) -> None:
    left, fresh, alive = (memory / f"kizuna-pg-{name}" for name in (f"{DEAD}-a", f"{DEAD}-b", f"{os.getpid()}-c"))
    for folder in (left, fresh, alive):
        folder.mkdir()
    for folder in (left, alive):
        os.utime(folder, (0, 0))
    made = postgres._in_memory()
    assert set(memory.iterdir()) == {fresh, alive, made}
