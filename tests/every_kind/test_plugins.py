"""A kind from another package, and one just made: installed, found and run without a line changed here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests import check

EXAMPLE = check.ROOT / "tests" / "example_kind"
FRESH = "fresh_request"
ENTRY_POINT = f"[kizuna.kinds]\n{FRESH} = kizuna_{FRESH}\n"


def build(target: Path, wheels: Path) -> None:
    """The example package is built as a wheel and installed into ``target``, as pip does anywhere."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    offline = ["--no-deps", "--no-index"]
    make = [*pip, "wheel", *offline, "--no-build-isolation", "--wheel-dir", str(wheels), str(EXAMPLE)]
    subprocess.run(make, check=True, capture_output=True, text=True)
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([*pip, "install", *offline, "--target", str(target), str(wheel)], check=True, capture_output=True)


def make_fresh(target: Path) -> Path:
    """What ``new_kind`` gives, untouched, with the little that tells Python of a package."""
    folder = target / f"kizuna_{FRESH}"
    call_command("new_kind", FRESH, title_ja="新しい手続", folder=folder, package=folder.name, verbosity=0)
    known = target / f"kizuna_{FRESH}-1.0.dist-info"
    known.mkdir()
    (known / "METADATA").write_text(f"Metadata-Version: 2.1\nName: kizuna-{FRESH}\nVersion: 1.0\n", encoding="utf-8")
    (known / "entry_points.txt").write_text(ENTRY_POINT, encoding="utf-8")
    return folder


def keep(target: Path, *tests: str, only: str = "") -> subprocess.CompletedProcess[str]:
    """What the tests say of both kinds, in a process of its own that has them installed."""
    path = os.pathsep.join([str(check.ROOT), str(target)])
    environment = {**check.clean_environment(), "PYTHONPATH": path}
    environment.pop("PYTEST_ADDOPTS", None)
    wanted = f"(hall_use or {FRESH}){only}"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", wanted, *tests],
        cwd=check.ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip


def test_installed_and_new_kinds_keep_every_promise(tmp_path: Path) -> None:
    target = tmp_path / "site"
    build(target, tmp_path / "wheels")
    fresh = make_fresh(target)
    promises = [f"tests/every_kind/test_{name}.py" for name in ("promises", "deploys", "pages", "words")]
    done = keep(target, *promises, str(target / "kizuna_hall_use"), str(fresh))
    assert done.returncode == 0, done.stdout[-4000:]
    for name in ("hall_use", FRESH):
        assert not (check.ROOT / "workflows" / "kinds" / name).exists()


@pytest.mark.races
@pytest.mark.timeout(1200)
def test_installed_and_new_kinds_keep_the_promises_under_races(tmp_path: Path) -> None:
    """On PostgreSQL; their guards are those of the engine alone, so the controls of the other kinds speak for them."""
    target = tmp_path / "site"
    build(target, tmp_path / "wheels")
    make_fresh(target)
    done = keep(target, "tests/races/test_every_kind.py", only=" and not control")
    assert done.returncode == 0, done.stdout[-4000:]
    assert "10 passed" in done.stdout


@pytest.mark.parametrize("name", ["Hall", "1st", "class", "a-b", "subsidy"])
def test_a_name_that_will_not_do_is_refused_and_nothing_is_made(name: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("new_kind", name, folder=tmp_path / "made", package="made")
    assert not (tmp_path / "made").exists()
