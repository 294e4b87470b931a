"""The run of the suite tells the truth about its stages; the installer installs only what changed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from tests import check, chromium, run
from tests.check import ROOT

REPORT = '<testsuites><testsuite tests="7" failures="1" errors="1" skipped="2" /></testsuites>'


def test_a_report_is_counted_outcome_by_outcome(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert run.outcomes(report) == Counter(passed=3, failed=1, errors=1, skipped=2)


def test_the_summary_is_one_line_in_pytests_words() -> None:
    whole = run.Run([])
    whole.reports += [Counter(passed=300, failed=2, errors=0), Counter(passed=10, skipped=1)]
    assert run.summary(whole, 412.312) == f"{'=' * 9} 2 failed, 310 passed, 1 skipped in 412.31s (0:06:52) {'=' * 9}"


def test_a_stage_that_lost_its_tests_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run.Run([])
    whole.stage(run.Stage("nothing", "e2e and races and faults", postgres=False))
    assert whole.failed == ["nothing (no test found)"]


def test_what_one_program_of_a_run_compiles_the_next_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    asks = "import sys; print(sys.dont_write_bytecode, sys.pycache_prefix)"
    done = subprocess.run(
        [sys.executable, "-c", asks], env=check.clean_environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", str(check.COMPILED)]


def test_only_what_can_be_left_out_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_WITHOUT", "postgres,sqlite")
    with pytest.raises(SystemExit, match="not sqlite"):
        run.main(["e2e"])


def test_a_missing_browser_fails_the_run_and_names_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("TEST_WITHOUT", "postgres")
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert run.main(["e2e"]) == 1
    said = capsys.readouterr().out
    assert "apt-get install chromium" in said
    assert "Left out: e2e" in said


def test_the_browser_that_is_named_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = tmp_path / "my-chrome"
    named.touch(mode=0o755)
    monkeypatch.setenv("CHROMIUM", str(named))
    assert chromium.find() == str(named)


@pytest.fixture
def installer(tmp_path: Path) -> ModuleType:
    """The installer with an environment and locks of its own."""
    spec = importlib.util.spec_from_file_location("installer", ROOT / "requirements" / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.ROOT, module.VENV, module.PYTHON = tmp_path, tmp_path / ".venv", tmp_path / ".venv" / "bin" / "python"
    module.PYTHON.parent.mkdir(parents=True)
    module.PYTHON.touch()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "runtime.txt").write_text("a==1 \\\n    --hash=sha256:00\n")
    return module


def test_an_installed_lock_is_not_installed_again_until_it_changes(installer: ModuleType) -> None:
    lock = installer.lock_path("runtime")
    assert not installer.is_current("runtime")
    installer.stamp("runtime").write_text(installer.digest(lock))
    assert installer.is_current("runtime")
    lock.write_text("a==2 \\\n    --hash=sha256:00\n")
    assert not installer.is_current("runtime")


def test_a_pin_is_read_without_marker_and_hash(installer: ModuleType, tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(
        "# a note\na==1 ; python_full_version < '3.11.3' \\\n    --hash=sha256:00\nb-c==2.0 \\\n    # via a\n"
    )
    assert installer.pins(lock) == {"a==1", "b-c==2.0"}
