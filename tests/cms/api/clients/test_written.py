"""What is written from the schema is what would be written now."""

from __future__ import annotations

from cms.api.clients import python_writing, snapshot
from tests.cms.api.test_snapshot import MEND


def test_the_python_client_is_that_of_the_schema() -> None:
    for path, text in python_writing.written(snapshot.read()).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: {MEND}"
