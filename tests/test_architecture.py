"""The limits and directions that keep the house readable; a broken one names the place."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import ForeignKey, ManyToManyField

from cms.api.clients.python_writing import GENERATED
from tests.check import BIN, PACKAGES, ROOT

FILE_LINES, TEST_LINES, FUNCTION_LINES, TEMPLATE_LINES = 400, 300, 40, 120
NAMELESS = {"utils", "common", "helpers", "misc", "util", "helper"}
# From the floor up; apps of one line may not point at each other's tables.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("cms.core",),
    ("cms.jobs", "cms.search", "cms.audit"),
    ("cms.cache",),
    ("cms.theme",),
    ("cms.hubs",),
    ("cms.people",),
    ("cms.webhooks",),
    ("cms.mailings",),
    ("media",),
    ("forms",),
    ("workflows.programmes",),
    ("workflows.cases",),
    ("workflows.grants",),
    ("workflows.correspondence",),
    ("workflows.engine",),
    ("workflows.ledger", "workflows.exchange", "workflows.fieldwork"),
    ("workflows.linking",),
    ("workflows.kinds",),
    ("workflows.intake",),
    ("pages",),
    ("cms.api", "cms.admin"),
    ("cms.config",),
)


@cache
def python_files() -> list[Path]:
    """Every Python file of ours but migrations."""
    found = [ROOT / "manage.py", *(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))]
    return sorted(path for path in found if "migrations" not in path.parts and not is_generated(path))


def is_generated(path: Path) -> bool:
    """Written from the API's schema (tests/cms/api/clients/test_written.py); only its own first line says so."""
    with path.open(encoding="utf-8") as file:
        return file.readline().strip() == GENERATED


@cache
def templates() -> list[Path]:
    return sorted(p for name in PACKAGES[:-1] for p in (ROOT / name).glob("**/templates/**/*") if p.is_file())


def nothing(places: list[str]) -> None:
    """Fails with one place per line."""
    assert not places, "\n" + "\n".join(places)


def place(path: Path, line: int | None = None) -> str:
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"


def is_test(path: Path) -> bool:
    return path.relative_to(ROOT).parts[0] == "tests" or path.name.startswith("test_")


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_is_too_long_to_read_at_once() -> None:
    limits = {path: TEST_LINES if path.name.startswith("test_") else FILE_LINES for path in python_files()}
    nothing([f"{place(p)} {lines(p)}" for p, limit in limits.items() if lines(p) > limit])


def test_no_template_is_too_long_to_read_at_once() -> None:
    nothing([f"{place(p)} {lines(p)}" for p in templates() if lines(p) > TEMPLATE_LINES])


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{place(path, node.lineno)} {node.name}"
        for path in python_files()
        for node in functions(path)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES
    ]
    nothing(long)


def test_every_module_is_named_after_what_it_holds() -> None:
    nothing([place(p) for p in python_files() if p.stem in NAMELESS or NAMELESS & set(p.parent.parts)])


def test_every_file_states_its_law() -> None:
    """Empty files, tests' packages and app configurations say enough by their names."""
    silent = [
        place(path)
        for path in python_files()
        if path.stat().st_size and path.name not in ("__init__.py", "apps.py", "manage.py")
        if ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    nothing(silent)


def test_no_exception_is_swallowed_unseen() -> None:
    """A bare ``except`` never; ``except Exception: pass`` never."""
    swallowed = [
        place(path, node.lineno)
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (ast.unparse(node.type) in ("Exception", "BaseException") and is_pass(node.body)))
    ]
    nothing(swallowed)


def is_pass(body: list[ast.stmt]) -> bool:
    return len(body) == 1 and isinstance(body[0], ast.Pass)


def floor_of(app_name: str) -> int | None:
    """The number of the app's floor, None for an app that is not ours."""
    return next((n for n, names in enumerate(FLOORS) if any(_inside(app_name, name) for name in names)), None)


def _inside(app_name: str, name: str) -> bool:
    return app_name == name or app_name.startswith(f"{name}.")


def test_every_app_of_ours_stands_on_a_floor() -> None:
    ours = [config.name for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES]
    nothing([name for name in ours if floor_of(name) is None])


def test_no_foreign_key_points_up_the_layers() -> None:
    upward = []
    for model in apps.get_models():
        here = floor_of(apps.get_app_config(model._meta.app_label).name)
        for column in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if not isinstance(column, ForeignKey | ManyToManyField) or here is None:
                continue
            target = column.remote_field.model._meta.app_label
            if column.remote_field.model is get_user_model():
                continue  # named by settings.AUTH_USER_MODEL: an actor may stand on any record
            there = floor_of(apps.get_app_config(target).name)
            if there is not None and (there > here or (there == here and target != model._meta.app_label)):
                upward.append(f"{model._meta.label}.{column.name} -> {column.remote_field.model._meta.label}")
    nothing(upward)


def test_imports_follow_the_layers() -> None:
    done = subprocess.run([str(BIN / "lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_no_function_hides_an_import_of_ours_without_saying_why() -> None:
    """An import of ours inside a function is explained there: why it comes late, or "here, not above"."""
    hidden = []
    for path in python_files():
        if is_test(path) or path.name in ("apps.py", "manage.py"):
            continue
        text = path.read_text()
        for function in functions(path):
            modules = [node.module or "" for node in ast.walk(function) if isinstance(node, ast.ImportFrom)]
            ours = [module for module in modules if module.split(".")[0] in PACKAGES]
            source = "\n".join(text.splitlines()[function.lineno - 1 : function.end_lineno])
            if ours and not re.search(r"\blate\b|Here, not above", source):
                hidden.append(place(path, function.lineno))
    nothing(hidden)


@pytest.mark.parametrize("name", [n for n in PACKAGES if n != "tests"])
def test_every_migration_can_be_imported(name: str) -> None:
    for path in (ROOT / name).glob("**/migrations/[0-9]*.py"):
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        assert module.Migration, place(path)


def test_no_migration_imports_our_present_code_but_models_fields() -> None:
    """A migration runs years later: services and helpers will have changed by then."""
    moving = []
    for path in (p for name in PACKAGES for p in (ROOT / name).glob("**/migrations/[0-9]*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            moving += [f"{place(path)} {n}" for n in names if n.split(".")[0] in PACKAGES and "services" in n]
    nothing(moving)


def test_only_known_top_level_packages_exist() -> None:
    tracked = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tops = {line.split("/")[0] for line in tracked.splitlines() if "/" in line}
    assert tops <= {*PACKAGES, "requirements"}


def test_this_file_is_run_by_the_interpreter_of_the_locks() -> None:
    assert sys.version_info >= (3, 11)
