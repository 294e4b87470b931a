"""The schema of the API as a text that is the same on every machine; ``openapi.json`` is its last written state."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from cms.api.problems import PREFIX
from cms.api.v1 import api

FOLDER = Path(__file__).parent
SNAPSHOT = FOLDER / "openapi.json"
# What the clients in use were promised. A new file only with a new major version of the API.
RELEASED = FOLDER / "released" / "openapi-1.json"


def today() -> str:
    """The schema as the program publishes it now."""
    # Its statuses are numbers and words; as JSON knows them they can be sorted.
    schema = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    return json.dumps(schema, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def read(path: Path = SNAPSHOT) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def mark_of(text: str | bytes) -> str:
    """By which a written file tells what it was written from."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()
