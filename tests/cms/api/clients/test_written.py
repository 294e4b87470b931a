"""What is written from the schema is what would be written now; without Node its marks tell, with Node it is made."""

from __future__ import annotations

import pytest
from django.conf import settings

from cms.api.clients import building, python_writing, snapshot
from cms.api.clients.python_operations import methods_of
from tests.cms.api.test_snapshot import MEND


def test_the_python_client_is_that_of_the_schema() -> None:
    for path, text in python_writing.written(snapshot.read()).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: {MEND}"


def test_the_typescript_client_and_the_example_are_made_from_what_lies_beside_them() -> None:
    """By marks, so that it is seen on a machine without Node: nothing was changed after, or by hand."""
    assert building.MARKS.read_text(encoding="utf-8") == building.marks_text(), MEND


@pytest.mark.skipif(not building.has_node(), reason="Node is not on this machine: the marks are compared above")
def test_node_makes_the_very_same_files() -> None:
    for place, content in building.build(settings.VAR_DIR / "clients").items():
        assert place.read_bytes() == content, f"{place.name}: {MEND}"


def test_a_name_that_an_operation_would_take_twice_is_refused() -> None:
    schema = snapshot.read()
    operation = schema["paths"]["/api/v1/drafts/{draft_id}/submit"]["post"]
    operation["parameters"].append({"in": "query", "name": "declared", "schema": {"type": "boolean"}})
    submit = next(one for one in methods_of(schema) if one.name == "submit_draft")

    with pytest.raises(ValueError, match="submit_draft takes a name twice"):
        submit.text()


def test_no_lock_names_where_packages_come_from() -> None:
    text = building.LOCK.read_text()
    assert text.count('"integrity"') > 30
    assert '"resolved"' not in text
