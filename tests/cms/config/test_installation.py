"""The manual's own first installation, word for word under production settings, and what it then answers."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import check
from tests.database_fixture import OwnDatabase

MANUAL = check.ROOT / "cms" / "docs" / "operations.md"
HOST = "kizuna.example.org"
SCRIPT = check.ROOT / "tests" / "cms" / "config" / "installed_answers.py"
Answers = dict[str, dict[str, Any]]


def manual_block() -> list[list[str]]:
    """The commands below the heading, without their remarks."""
    text = MANUAL.read_text(encoding="utf-8").split("### はじめての設置", 1)[1]
    block = re.search(r"```sh\n(.*?)```", text, re.DOTALL)
    assert block
    return [words for line in block.group(1).splitlines() if (words := shlex.split(line, comments=True))]


@pytest.fixture
def installed(own_database: OwnDatabase, tmp_path: Path) -> Answers:
    """What the installation answers to a visitor and to its first administrator."""
    environment = {
        **check.clean_environment(),
        **check.SANE,
        "DATABASE_URL": own_database.url,
        "ALLOW_SQLITE": "1",
        "CACHE_URL": "",
        "VAR_DIR": str(tmp_path),
        "SERVE_PICTURES": "1",
    }
    for words in manual_block():
        assert words[0] == "manage.py"
        run([sys.executable, *words], environment)
    return json.loads(run([sys.executable, str(SCRIPT)], environment))


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=check.ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


@pytest.mark.timeout(900)
def test_the_manuals_installation_stands_and_answers_safely(installed: Answers) -> None:
    """One test for all of it: an installation takes long."""
    _pages_are_there(installed)
    _every_answer_carries_the_policies(installed)
    _every_cookie_is_bound_to_host_and_tls(installed["sign in"])
    assert installed["http"]["location"] == f"https://{HOST}/"


def _pages_are_there(installed: Answers) -> None:
    for path in ("/", "/privacy/", "/accessibility/", "hub"):
        page = installed[path]
        assert page["status"] == 200, path
        assert page["html"].count("<h1") == 1
        assert 'lang="ja"' in page["html"]
        assert "Welcome" not in page["html"]
    assert installed["hub"]["name"] in installed["hub"]["html"]


def _every_answer_carries_the_policies(installed: Answers) -> None:
    for page in installed.values():
        assert page["headers"]["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert "default-src 'self'" in page["headers"]["content-security-policy"]
        assert page["headers"]["x-content-type-options"] == "nosniff"


def _every_cookie_is_bound_to_host_and_tls(answer: dict[str, Any]) -> None:
    assert answer["signed_in"]
    cookies = {cookie["name"]: cookie for cookie in answer["cookies"]}
    assert set(cookies) >= {"__Host-session", "__Host-csrf", "__Host-known_browser"}
    for name, cookie in cookies.items():
        assert name.startswith("__Host-") or name == "messages"  # what was done, for one page, signed; opens nothing
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", ""), name
        assert cookie["httponly"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name
