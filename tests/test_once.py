"""A test that touches a database runs on each; one that cannot runs in the first plain stage only, and is counted."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from tests import once, run
from tests.check import ROOT

PURE = """
import pytest
def test_pure(): pass
@pytest.mark.parametrize("n", [1, 2])
def test_pure_with_a_folder(n, tmp_path): pass
"""
TOUCHING = """
import pytest
@pytest.fixture
def row(django_db_setup): pass
@pytest.fixture
def rows(row): pass
def test_by_name(db): pass
@pytest.mark.django_db
def test_by_mark(): pass
def test_through_others(rows): pass
@pytest.mark.usefixtures("rows")
def test_by_use(): pass
def test_that_opens_it_itself(opened): pass
"""
CONFTEST = """
import pytest
@pytest.fixture
def opened(django_db_blocker): pass
"""
NAMING = "# as on PostgreSQL\ndef test_that_names_an_engine(): pass\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "test_pure.py").write_text(PURE)
    (tmp_path / "test_naming.py").write_text(NAMING)
    return tmp_path


def started(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", f"--rootdir={folder}", "-c", str(ROOT / "pyproject.toml")]
    done = subprocess.run([*command, str(folder), *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_touches_a_database_in_any_way_stays(folder: Path) -> None:
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_touching.py").write_text(TOUCHING)
    said = started(folder, "--co", once.OPTION)
    kept = sorted(line.rpartition("::")[2] for line in said.splitlines() if "::" in line)
    touching = ["by_mark", "by_name", "by_use", "that_names_an_engine", "that_opens_it_itself", "through_others"]
    assert kept == [f"test_{name}" for name in touching]


def test_what_is_left_out_is_counted_in_the_report_of_the_workers(folder: Path) -> None:
    report = folder / "report.xml"
    started(folder, once.OPTION, "-n", "2", f"--junit-xml={report}")
    assert run.outcomes(report) == Counter(passed=1)
    assert run.left_to_the_first(report) == 3


def test_without_the_wish_every_test_runs(folder: Path) -> None:
    report = folder / "report.xml"
    started(folder, f"--junit-xml={report}")
    assert run.outcomes(report) == Counter(passed=4)
    assert run.left_to_the_first(report) == 0


@pytest.mark.parametrize(
    ("wanted", "stages"),
    [([], {"postgres"}), (["sqlite", "postgres"], {"postgres"}), (["postgres"], set()), (["postgres", "e2e"], set())],
)
def test_only_a_second_plain_stage_leaves_tests_to_the_first(wanted: list[str], stages: set[str]) -> None:
    whole = run.Run(wanted)
    asked = {one.name for one in run.STAGES if once.OPTION in whole._command(one, Path("report.xml"))}
    assert asked == stages


def test_the_files_that_are_said_to_need_no_engine_exist() -> None:
    assert [
        name for name in (once.WITHOUT_ENGINE | once.CONTROLS) if not (ROOT / f"{name.replace('.', '/')}.py").exists()
    ] == []


def test_the_single_tests_that_show_that_others_can_see_exist() -> None:
    named = [name.split("::") for name in once.CONTROL_TESTS]
    assert [test for module, test in named if not callable(getattr(import_module(module), test, None))] == []
