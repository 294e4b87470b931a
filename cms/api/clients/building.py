"""The TypeScript types of the schema and the bundle of the example, made with Node from packages of npm.

Node is needed to write them, never to serve or to test what was written: each carries the marks of what it was made
from, so that an old one is seen without Node too.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from cms.api.clients.snapshot import FOLDER, SNAPSHOT, mark_of

TYPESCRIPT, EXAMPLE = FOLDER / "typescript", FOLDER / "example"
TYPES, BUNDLE, MARKS = TYPESCRIPT / "schema.d.ts", EXAMPLE / "dist" / "app.js", EXAMPLE / "dist" / "marks.json"
LOCK = TYPESCRIPT / "package-lock.json"
NEEDED = "Node 20 or newer with npm is needed to write the TypeScript client; the Python client is written."


def has_node() -> bool:
    return bool(shutil.which("node") and shutil.which("npm"))


def made_from() -> dict[str, str]:
    """Each file that the types and the bundle follow from, and each of both, with its mark."""
    sources = [SNAPSHOT, LOCK, *sorted(TYPESCRIPT.glob("client.ts")), *sorted((EXAMPLE / "src").glob("*.ts"))]
    return {str(path.relative_to(FOLDER)): mark_of(path.read_bytes()) for path in [*sources, TYPES, BUNDLE]}


def marks_text() -> str:
    return json.dumps(made_from(), indent=1) + "\n"


def build(work: Path) -> dict[Path, bytes]:
    """Types and bundle made in the folder ``work`` (packages are fetched once); not yet in place."""
    shutil.rmtree(work / "typescript", ignore_errors=True)
    shutil.rmtree(work / "example", ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    shutil.copytree(TYPESCRIPT, work / "typescript", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(EXAMPLE, work / "example")
    before = made_from()
    _fetch_packages(work)
    tools = work / "node_modules" / ".bin"
    types, bundle = work / "typescript" / TYPES.name, work / "example" / "dist" / BUNDLE.name
    _run(work, str(tools / "openapi-typescript"), str(SNAPSHOT), "-o", str(types))
    _run(work, str(tools / "tsc"), "-p", "typescript")
    _run(
        work, str(tools / "esbuild"), "example/src/main.ts", "--bundle", "--format=esm", "--target=es2022",
        "--charset=utf8", "--log-level=warning", f"--outfile={bundle}",
    )  # fmt: skip
    if made_from() != before:
        raise RuntimeError("Something was changed meanwhile; begin anew.")
    return {TYPES: types.read_bytes(), BUNDLE: bundle.read_bytes()}


def _fetch_packages(work: Path) -> None:
    """Exactly those of the lock, without running anything of theirs; once for each lock."""
    mark = work / "node_modules" / ".mark"
    if mark.exists() and mark.read_text() == mark_of(LOCK.read_bytes()):
        return
    for name in ("package.json", LOCK.name, ".npmrc"):
        shutil.copy(TYPESCRIPT / name, work / name)
    _run(work, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    mark.write_text(mark_of(LOCK.read_bytes()))


def _run(work: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")
