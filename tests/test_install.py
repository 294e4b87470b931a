"""The environment that ``make`` brings: whole, or made anew."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.check import ROOT


@pytest.fixture
def install(tmp_path: Path) -> ModuleType:
    """requirements/install.py, working on a folder of the test's own."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "requirements" / "install.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.VENV = tmp_path / ".venv"  # type: ignore[attr-defined]
    module.PYTHON = module.VENV / "bin" / "python"  # type: ignore[attr-defined]
    return module


def test_an_environment_without_pip_is_made_anew(install: ModuleType) -> None:
    """As a creation leaves it that failed half-way, for want of Debian's python3-venv."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(install.VENV)], check=True)
    (install.VENV / "left-over").write_text("x")
    assert install.PYTHON.exists()
    assert not install.has_pip()
    install.make_environment()
    assert install.has_pip()
    assert not (install.VENV / "left-over").exists()


def test_an_environment_with_pip_is_kept(install: ModuleType) -> None:
    install.make_environment()
    (install.VENV / "kept").write_text("x")
    install.make_environment()
    assert (install.VENV / "kept").exists()
