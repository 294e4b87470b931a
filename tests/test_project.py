"""What the repository as a whole promises: nothing foreign in it, nothing loaded from elsewhere."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests import run
from tests.check import PACKAGES, ROOT
from tests.test_architecture import nothing, place, templates

TEXT = {
    ".py",
    ".html",
    ".txt",
    ".md",
    ".toml",
    ".po",
    ".css",
    ".js",
    ".svg",
    ".json",
    ".csv",
    ".typ",
    ".in",
    ".yml",
    "",
}
# Written apart so that this file does not hold what it looks for.
MACHINE = re.compile(r"(?<![\w/.-])/(?:" + "|".join(["wo" + "rk/", "ro" + "ot/", "ho" + "me/\\w"]) + ")")
REGISTRIES = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.(?:org|com)",
            "index" + r"-url[ =]+\S*//",
            "artifact" + "ory",
        ]
    )
)
VENDORED = "vendor"


@cache
def tracked() -> list[Path]:
    """Every text file that git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if Path(name).suffix in TEXT and (ROOT / name).is_file()]


def found(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    """Where the pattern matches, as ``path:line text``."""
    places = []
    for path in files:
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if pattern.search(line):
                places.append(f"{place(path, number)} {line.strip()[:120]}")
    return places


def test_no_path_of_a_machine_is_in_the_repository() -> None:
    nothing(found(MACHINE, tracked()))


def test_no_package_registry_is_named() -> None:
    nothing(found(REGISTRIES, tracked()))


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_every_locked_package_has_hashes(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", text.split("\n", 2)[2])
    assert len(blocks) > 50
    nothing([block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block])


def test_the_test_lock_holds_the_runtime_lock() -> None:
    """The suite proves what is installed in service, version by version."""
    pins = {name: set(re.findall(r"^[a-z][\w.-]*==[^ \\;]+", (ROOT / "requirements" / f"{name}.txt").read_text(), re.M))
            for name in ("runtime", "dev")}  # fmt: skip
    assert pins["runtime"] <= pins["dev"]


def test_the_licence_is_the_whole_agpl() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "13. Remote Network Interaction" in text
    assert 'license = "AGPL-3.0-or-later"' in (ROOT / "pyproject.toml").read_text()


def markup() -> list[Path]:
    return [path for path in templates() if path.suffix in (".html", ".svg")]


def is_mail(path: Path) -> bool:
    """Mail programs read no stylesheet: their HTML may carry style attributes and nothing else."""
    return "mail" in path.parts


def tags(pattern: str, files: list[Path]) -> Iterator[str]:
    """Matches over the whole file, since tags span lines; template comments do not count."""
    for path in files:
        text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", "", path.read_text(), flags=re.S)
        for match in re.finditer(pattern, text, re.S | re.I):
            yield f"{place(path)} {match.group(0)[:80]!r}"


def test_no_template_carries_style() -> None:
    pages = [path for path in markup() if not is_mail(path)]
    nothing([*tags(r"<[^>]*\sstyle\s*=", pages), *tags(r"<style\b", pages)])


def test_no_template_carries_script() -> None:
    inline = r"<script\b(?![^>]*\b(?:src\s*=|type\s*=\s*[\"']application/(?:ld\+)?json))"
    assert [
        *tags(inline, markup()),
        *tags(r"<[a-z][^>]*\son[a-z]+\s*=", markup()),
        *tags(r"javascript:", markup()),
    ] == []


def test_no_page_loads_anything_from_another_host() -> None:
    loading = (
        r"<(?:link|script|img|iframe|source|video|audio|embed|object|use|image|track)\b"
        r"[^>]*\b(?:src|href|srcset|data|poster|xlink:href)\s*=\s*[\"'](?:https?:)?//"
    )
    nothing(list(tags(loading, markup())))


def stylesheets_and_scripts() -> list[Path]:
    return [
        p for name in PACKAGES[:-1] for p in (ROOT / name).glob("**/static/**/*") if p.suffix in (".css", ".js", ".svg")
    ]


def test_no_stylesheet_or_script_loads_anything_from_another_host() -> None:
    pattern = re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import\s+[^;]*//|(?:fetch|import)\(\s*[\"'`](?:https?:)?//")
    nothing(found(pattern, stylesheets_and_scripts()))


def test_marking_text_as_safe_is_always_explained() -> None:
    """``mark_safe`` and ``|safe`` switch escaping off: the line or the one above says why it may."""
    unexplained = []
    for path in [p for p in tracked() if p.suffix in (".py", ".html") and "tests" not in p.parts]:
        above = ""
        for number, line in enumerate(path.read_text().splitlines(), 1):
            uses = re.search(r"mark_safe\(|\|\s*safe\b|autoescape off", line)
            if uses and not any("#" in text for text in (line, above)):
                unexplained.append(place(path, number))
            above = line
    nothing(unexplained)


def test_every_catalogue_is_compiled() -> None:
    sources = [p for p in tracked() if p.suffix == ".po"]
    assert sources
    nothing([place(p) for p in sources if not p.with_suffix(".mo").exists()])


def test_continuous_integration_leaves_nothing_out() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text()
    assert "TEST_WITHOUT=" not in script.read_text()
    whole = run.Run([])
    assert [stage.name for stage in run.STAGES if whole.wants(stage.name)] == [
        "sqlite", "postgres", "races", "e2e", "faults", "scale",
    ]  # fmt: skip
    assert whole.wants("check")


def test_every_environment_variable_stands_in_the_table() -> None:
    """Both ways: what the code reads is documented, and what is documented is read."""
    code = [p for p in tracked() if p.suffix == ".py"]
    reads = re.compile(r"(?:env\.\w+|environ\.get)\(\s*\"([A-Z][A-Z0-9_]+)\"")
    read = {name for path in code for name in reads.findall(path.read_text())} - {"PATH", "PYTHONPATH"}
    read -= {name for name in read if name.startswith(("PYTEST_", "TEST_XDIST"))}
    rows = [
        line for line in (ROOT / "cms" / "docs" / "environment.md").read_text().splitlines() if line.startswith("| `")
    ]
    documented = {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", row.split("|")[1])}
    assert read - documented == set()
    assert documented - read - {"DJANGO_SETTINGS_MODULE"} == set()


def test_every_place_that_the_readme_names_exists() -> None:
    """Places with a blank to fill (``<kind>``) and files made at run time do not count."""
    text = (ROOT / "README.md").read_text()
    named = re.findall(r"`((?:cms|pages|workflows|forms|media|tests|requirements)/[\w./-]+)`|\]\((\w[\w./-]+)\)", text)
    assert len(named) > 20
    nothing([name for pair in named for name in pair if name and not (ROOT / name).exists()])
